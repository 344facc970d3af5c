// Starting devnet/start, hearing that it is ready, and ending it by closing its standard input.
#include "tests/support/local_network.hpp"

#include <array>
#include <chrono>
#include <fstream>
#include <iterator>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace dealwright::support {
namespace {

constexpr const char* program = "devnet/start";
// The first start after a change compiles and deploys.
constexpr std::chrono::seconds up_max{120};

}  // namespace

LocalNetwork::LocalNetwork(std::string folder, const std::vector<std::string>& options)
    : folder_(std::move(folder)) {
  start(options);
}

// Apart from the constructor, which no assertion may leave early.
void LocalNetwork::start(const std::vector<std::string>& options) {
  std::array<int, 2> in{};
  std::array<int, 2> out{};
  ASSERT_EQ(::pipe2(in.data(), O_CLOEXEC), 0);
  ASSERT_EQ(::pipe2(out.data(), O_CLOEXEC), 0);
  std::vector<std::string> words = {program,  "--port",    "0",           "--until-eof",
                                    "--json", "--profile", profile_file()};
  words.insert(words.end(), options.begin(), options.end());
  std::vector<char*> arguments;
  for (std::string& word : words)
    arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, in[0], 0);
  ::posix_spawn_file_actions_adddup2(&actions, out[1], 1);
  const int error = ::posix_spawn(&process_, program, &actions, nullptr, arguments.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  ::close(in[0]);
  ::close(out[1]);
  input_ = in[1];
  ASSERT_EQ(error, 0) << program << ": run from the root of the repository";
  const std::string line = first_line(out[0]);
  ::close(out[0]);
  const auto said = nlohmann::json::parse(line, nullptr, false);
  ASSERT_TRUE(said.is_object()) << program << " did not come up: " << line;
  owner_ = said["deployer"].get<std::string>();
  const auto url = rpc::url_from_text(said["url"].get<std::string>());
  ASSERT_TRUE(url.has_value());
  url_ = *url;
  std::ifstream file(profile_file());
  auto profile = network::read_profile(std::string{std::istreambuf_iterator<char>(file), {}});
  ASSERT_TRUE(profile.has_value()) << profile.error().front().what;
  profile_ = std::move(*profile);
}

std::string LocalNetwork::first_line(int descriptor) const {
  const auto deadline = std::chrono::steady_clock::now() + up_max;
  std::string text;
  while (text.find('\n') == std::string::npos && std::chrono::steady_clock::now() < deadline) {
    pollfd waiting{.fd = descriptor, .events = POLLIN, .revents = 0};
    if (::poll(&waiting, 1, 100) <= 0) continue;
    std::array<char, 4096> part{};
    const ssize_t got = ::read(descriptor, part.data(), part.size());
    if (got <= 0) break;
    text.append(part.data(), static_cast<std::size_t>(got));
  }
  return text.substr(0, text.find('\n'));
}

LocalNetwork::~LocalNetwork() {
  if (input_ >= 0) ::close(input_);
  if (process_ <= 0) return;
  // It ends its node first; one that does not is ended, and the kernel takes the node along.
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (::waitpid(process_, nullptr, WNOHANG) == 0) {
    if (std::chrono::steady_clock::now() > deadline) ::kill(process_, SIGKILL);
    ::poll(nullptr, 0, 10);
  }
}

}  // namespace dealwright::support
