// A network profile: one chain, how it is reached, and the book: which contract stands for which
// name of the modules, which token for which asset, where its price is read, who signs. TOML, read
// strictly: whatever is not understood is a mistake. Files and the network are not touched here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/values/address.hpp"
#include "dsl/values/amount.hpp"
#include "dsl/values/time.hpp"
#include "engine/adapters/evm/abi/interface.hpp"
#include "engine/adapters/evm/crypto/keccak.hpp"
#include "engine/adapters/evm/network/mistake.hpp"

namespace dealwright::network {

inline constexpr std::size_t profile_bytes_max = 1024UL * 1024UL;
inline constexpr std::size_t profile_entries_max = 2'000;  // of each kind
inline constexpr std::size_t name_bytes_max = 100;
inline constexpr std::uint64_t finality_depth_max = 100'000;

// How an endpoint is reached: its address, or a file with it, for addresses that hold a key.
struct EndpointEntry {
  std::string name;
  std::string url;       // checked: rpc::url_from_text takes it; empty when `url_file` is there
  std::string url_file;  // as the profile names it
};

// A block that nodes themselves call settled (execution-apis, the block tags).
enum class FinalityTag : std::uint8_t { none, safe, finalized };
struct Finality {
  std::uint64_t depth =
      1;  // blocks from a transaction's own on, its own included, before it is final
  FinalityTag tag = FinalityTag::none;  // which has to have reached it as well
};

// In wei for one unit of gas.
struct FeeLimits {
  values::Amount per_gas_max;
  values::Amount tip_max;
};

// Where a proxy's calls go (EIP-1967): what is verified is what runs.
struct Implementation {
  values::Address address;
  crypto::Hash code_hash;
};

struct ContractEntry {
  std::string name;  // "aave_v3.pool": a module and a contract of it; or a word, "executor"
  values::Address address;
  crypto::Hash code_hash;
  std::optional<Implementation> implementation;
  std::string verified;  // how somebody made sure, in words
};

// A call that gives the price of one whole unit in USD.
struct PriceSource {
  std::string contract;                     // of the book
  abi::Function function;                   // takes addresses only
  std::vector<std::string> arguments;       // assets of the book, or addresses
  std::size_t output = 0;                   // which of the function's outputs, a whole number
  unsigned decimals = 0;                    // 8: 300000000000 is 3,000 USD
  std::optional<std::size_t> updated;       // the output that says when, in seconds since 1970
  std::optional<values::Duration> age_max;  // older prices count as none; wants `updated`
};

struct AssetEntry {
  std::string name;
  std::optional<values::Address> address;  // nothing for the native coin
  std::optional<crypto::Hash> code_hash;   // likewise
  unsigned decimals = 0;
  std::optional<PriceSource> price;  // without one the price is unknown
  std::string verified;
};

// Who signs for an account.
enum class SignerKind : std::uint8_t { key_file, remote, unsigned_export };
struct AccountEntry {
  std::string name;
  values::Address address;
  SignerKind signer = SignerKind::unsigned_export;
  std::string key_file;  // files as the profile names them
  std::string password_file;
  std::string remote_url;      // of a Web3Signer
  values::Amount funding_min;  // of the native coin, in wei, below which `doctor` complains
};

struct NamedAddress {
  std::string name;
  values::Address address;
};

struct Profile {
  std::uint64_t chain_id = 0;
  std::string native;  // the asset that gas is paid in
  std::vector<EndpointEntry> endpoints;
  std::size_t quorum = 1;  // endpoints that must agree on what money depends on
  Finality finality;
  FeeLimits fees;
  std::vector<ContractEntry> contracts;  // all lists in the order of their names
  std::vector<AssetEntry> assets;
  std::vector<AccountEntry> accounts;
  std::vector<NamedAddress> names;  // whom money may be sent to, as `to:` says it
};

// The profile, or all that is wrong with it in the order of lines, at most mistakes_max.
[[nodiscard]] std::expected<Profile, std::vector<Mistake>> read_profile(std::string_view toml);

// By name; null when there is none.
[[nodiscard]] const ContractEntry* find_contract(const Profile& profile, std::string_view name);
[[nodiscard]] const AssetEntry* find_asset(const Profile& profile, std::string_view name);
[[nodiscard]] const AccountEntry* find_account(const Profile& profile, std::string_view name);

[[nodiscard]] std::string_view to_text(FinalityTag tag);

}  // namespace dealwright::network
