// The jail: what a deal names is found below the project's root or not at all.
#include "engine/app/project_sources.hpp"

#include <algorithm>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "stdlib/library.hpp"
#include "tests/unit/engine/app/temporary_folder.hpp"

namespace dealwright::app {
namespace {

namespace fs = std::filesystem;
using sema::ProviderError;

class Jail : public testing::Test {
 protected:
  void SetUp() override {
    main_ = folder_.write("project/deals/main.deal", "// the deal\n");
    folder_.write("project/desk.deal", "// the desk\n");
    folder_.write("secret.deal", "// outside\n");
    sources_.add("main.deal", main_, "// the deal\n");
  }

  auto use(std::string_view path) { return sources_.project_file("main.deal", path); }

  TemporaryFolder folder_;
  fs::path main_;
  ProjectSources sources_{folder_.at("project"), folder_.at("project/deals")};
};

TEST_F(Jail, FindsFilesBelowTheRootByPathsRelativeToTheUser) {
  const auto found = use("../desk.deal");
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ((*found)->text(), "// the desk\n");
  EXPECT_EQ((*found)->name(), "../desk.deal");
  EXPECT_EQ(sources_.origin((*found)->name()), "desk.deal");
}

TEST_F(Jail, GivesOneSourceForTwoSpellings) {
  const auto one = use("../desk.deal");
  const auto other = use(".././deals/../desk.deal");
  ASSERT_TRUE(one.has_value() && other.has_value());
  EXPECT_EQ(*one, *other);
}

TEST_F(Jail, FindsAFileThatWasGivenUnderTheNameItWasGiven) {
  const auto found = use("./main.deal");
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ((*found)->name(), "main.deal");
}

TEST_F(Jail, RefusesWhatLiesOutside) {
  EXPECT_EQ(use("../../secret.deal").error(), ProviderError::outside_project);
  EXPECT_EQ(use(folder_.at("secret.deal").string()).error(), ProviderError::outside_project);
  EXPECT_EQ(use((folder_.at("project/desk.deal")).string()).error(),
            ProviderError::outside_project);
  EXPECT_EQ(use("../../absent.deal").error(), ProviderError::outside_project);
  EXPECT_EQ(use("nowhere/../../../secret.deal").error(), ProviderError::outside_project);
}

TEST_F(Jail, RefusesLinksThatLeaveAndFollowsThoseThatStay) {
  fs::create_symlink("../../secret.deal", folder_.at("project/deals/out.deal"));
  fs::create_directory_symlink("../..", folder_.at("project/deals/up"));
  fs::create_symlink("../desk.deal", folder_.at("project/deals/in.deal"));
  EXPECT_EQ(use("out.deal").error(), ProviderError::outside_project);
  EXPECT_EQ(use("up/secret.deal").error(), ProviderError::outside_project);
  EXPECT_TRUE(use("in.deal").has_value());
}

TEST_F(Jail, RefusesWhatIsNoDealFile) {
  folder_.write("project/passwords.txt", "secret\n");
  EXPECT_EQ(use("../passwords.txt").error(), ProviderError::unreadable);
  fs::create_directory(folder_.at("project/folder.deal"));
  EXPECT_EQ(use("../folder.deal").error(), ProviderError::unreadable);
  ASSERT_EQ(::mkfifo(folder_.at("project/pipe.deal").c_str(), 0600), 0);
  EXPECT_EQ(use("../pipe.deal").error(), ProviderError::unreadable);
  EXPECT_EQ(use("../absent.deal").error(), ProviderError::not_found);
  EXPECT_EQ(use("").error(), ProviderError::not_found);
  EXPECT_EQ(use(std::string_view("a\0b", 3)).error(), ProviderError::not_found);
}

TEST_F(Jail, BoundsTheSizeOfAFile) {
  folder_.write("project/large.deal", std::string(diagnostics::source_bytes_max + 1, '\n'));
  EXPECT_EQ(use("../large.deal").error(), ProviderError::unreadable);
}

TEST_F(Jail, FindsInterfacesBesideTheModuleOrInItsFolderAbi) {
  folder_.write("project/deals/one.json", "1");
  folder_.write("project/deals/abi/two.json", "2");
  EXPECT_EQ(sources_.abi("main.deal", "one"), "1");
  EXPECT_EQ(sources_.abi("main.deal", "two"), "2");
  EXPECT_EQ(sources_.abi("main.deal", "three").error(), ProviderError::not_found);
  EXPECT_EQ(sources_.abi("main.deal", "../one").error(), ProviderError::outside_project);
  fs::create_symlink("../../secret.deal", folder_.at("project/deals/out.json"));
  EXPECT_EQ(sources_.abi("main.deal", "out").error(), ProviderError::outside_project);
}

TEST_F(Jail, KnowsTheStandardLibrary) {
  const auto module = sources_.standard_module("weth");
  ASSERT_TRUE(module.has_value());
  EXPECT_EQ((*module)->text(), *stdlib::find_file("weth.deal"));
  EXPECT_EQ(sources_.abi((*module)->name(), "weth9"), *stdlib::find_file("abi/weth9.json"));
  EXPECT_EQ(sources_.standard_module("nothing").error(), ProviderError::not_found);
  EXPECT_EQ(sources_.standard_module("abi/weth9").error(), ProviderError::not_found);
  EXPECT_TRUE(sources_.standard_module("prelude").has_value());
  EXPECT_EQ(std::ranges::count(sources_.standard_module_names(), "weth"), 1);
  EXPECT_EQ(std::ranges::count(sources_.standard_module_names(), "prelude"), 0);
  EXPECT_EQ(sources_.origin((*module)->name()), standard_library);
}

TEST_F(Jail, KeepsLibraryModulesFromNamingFiles) {
  const auto module = sources_.standard_module("weth");
  ASSERT_TRUE(module.has_value());
  EXPECT_EQ(sources_.project_file((*module)->name(), "desk.deal").error(),
            ProviderError::outside_project);
}

}  // namespace
}  // namespace dealwright::app
