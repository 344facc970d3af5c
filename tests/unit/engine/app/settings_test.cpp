// The project file says little, and says it strictly.
#include "engine/app/settings.hpp"

#include <gtest/gtest.h>

#include "tests/unit/engine/app/temporary_folder.hpp"

namespace dealwright::app {
namespace {

TEST(Settings, ReadWhatMayBeSet) {
  const auto settings = read_settings("color = 'never'\nformat = \"sarif\"\nquiet = true\n");
  ASSERT_TRUE(settings.has_value()) << settings.error();
  EXPECT_EQ(settings->colour, ColourWish::never);
  EXPECT_EQ(settings->format, FindingsFormat::sarif);
  EXPECT_EQ(settings->talk, Talk::quiet);
}

TEST(Settings, AreAbsentWhereNothingIsSaid) {
  const auto settings = read_settings("# nothing\n");
  ASSERT_TRUE(settings.has_value());
  EXPECT_FALSE(settings->colour || settings->format || settings->talk);
}

TEST(Settings, NameTheLineOfAMistake) {
  EXPECT_EQ(read_settings("\ncolour = 'never'\n").error(),
            "line 2: `colour` is not a setting; did you mean `color`?");
  EXPECT_EQ(read_settings("color = 'sometimes'\n").error(),
            "line 1: color is auto, always or never");
  EXPECT_EQ(read_settings("quiet = 'yes'\n").error(), "line 1: quiet is true or false");
  EXPECT_TRUE(read_settings("color = \n").error().starts_with("line 1: "));
}

TEST(Settings, SurviveHostileText) {
  EXPECT_FALSE(read_settings(std::string(settings_bytes_max + 1, '\n')).has_value());
  EXPECT_FALSE(read_settings("a = " + std::string(10'000, '[')).has_value());
  EXPECT_FALSE(read_settings("a = \xff\xfe\n").has_value());
  const auto escape = read_settings("color = \"\x1b[31m\"\n");
  ASSERT_FALSE(escape.has_value());
  EXPECT_EQ(escape.error().find('\x1b'), std::string::npos);
}

TEST(ProjectRoot, IsTheNearestFolderWithAProjectFile) {
  const TemporaryFolder folder;
  folder.write("a/dealwright.toml", "");
  folder.write("a/b/c/x.deal", "");
  EXPECT_EQ(project_root(folder.at("a/b/c")), folder.at("a"));
  folder.write("a/b/dealwright.toml", "");
  EXPECT_EQ(project_root(folder.at("a/b/c")), folder.at("a/b"));
}

TEST(ProjectRoot, IsTheFolderItselfWithoutAProjectFile) {
  const TemporaryFolder folder;
  std::filesystem::create_directories(folder.at("a/b"));
  EXPECT_EQ(project_root(folder.at("a/b")), folder.at("a/b"));
}

}  // namespace
}  // namespace dealwright::app
