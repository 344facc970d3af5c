// Key files on disk: whose they are and who may read them.
#include "engine/adapters/signers/key_file.hpp"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

namespace dealwright::signers {
namespace {

namespace fs = std::filesystem;

class KeyFile : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "keys-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { fs::remove_all(folder_); }

  [[nodiscard]] std::string path(const char* name) const { return (folder_ / name).string(); }
  std::string file(const char* name, const std::string& text, unsigned mode) const {
    std::ofstream(path(name)) << text;
    EXPECT_EQ(::chmod(path(name).c_str(), mode), 0);
    return path(name);
  }

 private:
  fs::path folder_;
};

TEST_F(KeyFile, IsWrittenForItsOwnerAloneAndReadBack) {
  const mode_t before = ::umask(0);
  const auto written = write_key_file(path("key"), "text\n");
  ::umask(before);
  ASSERT_TRUE(written.has_value()) << written.error().what;
  struct stat status{};
  ASSERT_EQ(::stat(path("key").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777U, 0600U);
  EXPECT_EQ(read_key_file(path("key")).value_or(""), "text\n");
}

TEST_F(KeyFile, IsNeverWrittenOver) {
  ASSERT_TRUE(write_key_file(path("key"), "first").has_value());
  const auto second = write_key_file(path("key"), "second");
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().kind, FaultKind::unsafe);
  EXPECT_EQ(read_key_file(path("key")).value_or(""), "first");
}

TEST_F(KeyFile, ThatOthersMayUseIsRefused) {
  for (const unsigned mode : {0640U, 0604U, 0660U, 0610U, 0700U}) {
    const auto read = read_key_file(file("key", "text", mode));
    ASSERT_FALSE(read.has_value()) << mode;
    EXPECT_EQ(read.error().kind, FaultKind::unsafe);
    EXPECT_NE(read.error().what.find("chmod 600 it"), std::string::npos) << read.error().what;
  }
  EXPECT_TRUE(read_key_file(file("key", "text", 0600)).has_value());
  EXPECT_TRUE(read_key_file(file("readonly", "text", 0400)).has_value());
}

TEST_F(KeyFile, IsAFileAndNotALinkOrAFolder) {
  file("key", "text", 0600);
  fs::create_symlink(path("key"), path("link"));
  EXPECT_EQ(read_key_file(path("link")).error().kind, FaultKind::unsafe);
  EXPECT_EQ(read_key_file("/tmp").error().kind, FaultKind::unsafe);
  EXPECT_EQ(read_key_file(path("none")).error().kind, FaultKind::unavailable);
}

TEST_F(KeyFile, HasALimit) {
  EXPECT_EQ(read_key_file(file("key", std::string(65'537, 'x'), 0600)).error().kind,
            FaultKind::malformed);
  EXPECT_FALSE(read_secret_file(file("word", "123456789", 0600), 8).has_value());
  EXPECT_TRUE(read_secret_file(file("word", "12345678\n", 0600), 8).has_value());
}

TEST_F(KeyFile, WithAPasswordEndsBeforeItsLineEnd) {
  const auto read = [&](const std::string& text) {
    const auto secret = read_secret_file(file("word", text, 0600), 100);
    return secret ? crypto::text_of(secret->exposed()) : secret.error().what;
  };
  EXPECT_EQ(read("password"), "password");
  EXPECT_EQ(read("password\n"), "password");
  EXPECT_EQ(read("password\r\n"), "password");
  EXPECT_EQ(read(" pass word \n\n"), " pass word \n");
}

}  // namespace
}  // namespace dealwright::signers
