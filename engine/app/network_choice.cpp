// Finding and reading a network profile.
#include "engine/app/network_choice.hpp"

#include <algorithm>
#include <utility>

#include "engine/adapters/evm/rpc/url.hpp"
#include "engine/app/files.hpp"
#include "engine/app/settings.hpp"
#include "engine/app/terminal.hpp"

namespace dealwright::app {
namespace {

std::filesystem::path file_of(const std::string& given) {
  if (given.find('/') != std::string::npos || given.ends_with(".toml")) return given;
  std::error_code error;
  const std::filesystem::path here = std::filesystem::current_path(error);
  const std::filesystem::path file = project_root(here) / networks_folder / (given + ".toml");
  const std::filesystem::path nearer = file.lexically_relative(here);
  return nearer.empty() || *nearer.begin() == ".." ? file : nearer;
}

std::string words_of(const std::filesystem::path& file,
                     const std::vector<network::Mistake>& mistakes) {
  std::string words = in_ticks(file.string()) + " is no network profile";
  for (const network::Mistake& mistake : mistakes) {
    words += "\n  " + plain(file.string()) +
             (mistake.line == 0 ? "" : ":" + std::to_string(mistake.line)) + ": " +
             plain(mistake.what);
  }
  return words;
}

std::expected<rpc::Endpoint, Failure> endpoint_of(const network::EndpointEntry& entry,
                                                  const std::filesystem::path& folder) {
  std::string address = entry.url;
  if (!entry.url_file.empty()) {
    const std::filesystem::path file = folder / entry.url_file;
    const auto text = read_file(file, rpc::url_bytes_max, Readable::any);
    if (!text) {
      return std::unexpected(Failure{ExitCode::usage, "endpoint " + in_ticks(entry.name) + ": " +
                                                          in_ticks(file.string()) + " " +
                                                          text.error()});
    }
    address = text->substr(0, text->find_last_not_of(" \t\r\n") + 1);
  }
  auto url = rpc::url_from_text(address);
  if (!url) {
    return std::unexpected(
        Failure{ExitCode::usage, "endpoint " + in_ticks(entry.name) + ": " + url.error()});
  }
  return rpc::Endpoint{.name = entry.name, .url = std::move(*url)};
}

}  // namespace

std::expected<Network, Failure> read_network(const std::string& given) {
  if (given == "sim") {
    return std::unexpected(
        Failure{ExitCode::usage, "`sim` is the simulated world: it has no chain and no profile"});
  }
  Network network{.name = given, .file = file_of(given)};
  const auto text = read_file(network.file, network::profile_bytes_max, Readable::any);
  if (!text) {
    return std::unexpected(
        Failure{ExitCode::usage, "the network profile " + in_ticks(network.file.string()) + " " +
                                     text.error() + "; devnet/start writes one for a local chain"});
  }
  auto profile = network::read_profile(*text);
  if (!profile) {
    return std::unexpected(Failure{ExitCode::usage, words_of(network.file, profile.error())});
  }
  network.profile = std::move(*profile);
  for (const network::EndpointEntry& entry : network.profile.endpoints) {
    auto endpoint = endpoint_of(entry, network.file.parent_path());
    if (!endpoint) return std::unexpected(std::move(endpoint.error()));
    network.endpoints.push_back(std::move(*endpoint));
  }
  return network;
}

}  // namespace dealwright::app
