// Reading is bounded and picky; writing is all or nothing.
#include "engine/app/files.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/engine/app/temporary_folder.hpp"

namespace dealwright::app {
namespace {

namespace fs = std::filesystem;

std::size_t entries_in(const fs::path& folder) {
  return static_cast<std::size_t>(
      std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

TEST(ReadFile, ReadsAtMostOneByteBeyondTheLimit) {
  const TemporaryFolder folder;
  const fs::path path = folder.write("a", "0123456789");
  EXPECT_EQ(read_file(path, 10, Readable::regular), "0123456789");
  EXPECT_EQ(read_file(path, 9, Readable::regular), "0123456789");
  EXPECT_EQ(read_file(path, 4, Readable::regular), "01234");
}

TEST(ReadFile, SaysWhyNot) {
  const TemporaryFolder folder;
  EXPECT_EQ(read_file(folder.at("absent"), 10, Readable::any).error(), "no such file or folder");
  EXPECT_EQ(read_file(folder.path(), 10, Readable::any).error(), "is a folder");
}

TEST(ReadFile, RefusesLinksAndPipesWhereOnlyPlainFilesMayBe) {
  const TemporaryFolder folder;
  folder.write("a", "text");
  fs::create_symlink("a", folder.at("link"));
  EXPECT_EQ(read_file(folder.at("link"), 10, Readable::regular).error(), "is a link");
  EXPECT_EQ(read_file(folder.at("link"), 10, Readable::any), "text");
  ASSERT_EQ(::mkfifo(folder.at("pipe").c_str(), 0600), 0);
  EXPECT_EQ(read_file(folder.at("pipe"), 10, Readable::regular).error(), "is not a plain file");
}

TEST(WriteFile, ReplacesTheTextAndKeepsTheMode) {
  const TemporaryFolder folder;
  const fs::path path = folder.write("a", "old");
  ASSERT_EQ(::chmod(path.c_str(), 0640), 0);
  ASSERT_TRUE(write_file(path, "new").has_value());
  EXPECT_EQ(TemporaryFolder::text_of(path), "new");
  EXPECT_EQ(static_cast<unsigned>(fs::status(path).permissions()), 0640U);
  EXPECT_EQ(entries_in(folder.path()), 1U);
}

TEST(WriteFile, WritesThroughALinkAndLeavesItALink) {
  const TemporaryFolder folder;
  const fs::path target = folder.write("target", "old");
  fs::create_symlink("target", folder.at("link"));
  ASSERT_TRUE(write_file(folder.at("link"), "new").has_value());
  EXPECT_TRUE(fs::is_symlink(folder.at("link")));
  EXPECT_EQ(TemporaryFolder::text_of(target), "new");
}

TEST(WriteFile, LeavesNothingBehindWhenItFails) {
  const TemporaryFolder folder;
  fs::create_directory(folder.at("taken"));
  EXPECT_EQ(write_file(folder.at("taken"), "new").error(), "is a folder");
  EXPECT_EQ(write_file(folder.at("absent/a"), "new").error(), "no such file or folder");
  EXPECT_EQ(entries_in(folder.path()), 1U);
}

TEST(CreateFile, NeverReplaces) {
  const TemporaryFolder folder;
  ASSERT_TRUE(create_file(folder.at("sub/a"), "first").has_value());
  EXPECT_EQ(create_file(folder.at("sub/a"), "second").error(), "is there already");
  EXPECT_EQ(TemporaryFolder::text_of(folder.at("sub/a")), "first");
}

TEST(IsBelow, ComparesWholeNames) {
  EXPECT_TRUE(is_below("/a/b", "/a"));
  EXPECT_TRUE(is_below("/a", "/a"));
  EXPECT_FALSE(is_below("/ab", "/a"));
  EXPECT_FALSE(is_below("/", "/a"));
}

}  // namespace
}  // namespace dealwright::app
