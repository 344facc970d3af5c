// Which profile the name of a network means, read together with what it keeps in files of its own.
#pragma once

#include <expected>
#include <filesystem>
#include <string>
#include <vector>

#include "engine/adapters/evm/network/profile.hpp"
#include "engine/adapters/evm/rpc/fleet.hpp"
#include "engine/app/exit_code.hpp"

namespace dealwright::app {

inline constexpr std::string_view networks_folder = "networks";

struct Network {
  std::string name;
  std::filesystem::path file;  // what the profile names stands relative to its folder
  network::Profile profile;
  std::vector<rpc::Endpoint> endpoints;  // with their addresses, which are never shown
};

// `local` is networks/local.toml of the project; what holds a slash or ends in .toml is a file.
// Every mistake of a profile is a line of the message, "networks/local.toml:12: …".
[[nodiscard]] std::expected<Network, Failure> read_network(const std::string& given);

}  // namespace dealwright::app
