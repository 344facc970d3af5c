// A tree to a profile: every key is read by name, every value is checked where it stands, and what
// refers to another entry is looked up when all of them are there.
#include "engine/adapters/evm/network/profile.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "dsl/values/rational.hpp"
#include "engine/adapters/evm/codec/checksum.hpp"
#include "engine/adapters/evm/codec/quantity.hpp"
#include "engine/adapters/evm/network/section.hpp"
#include "engine/adapters/evm/rpc/fleet.hpp"
#include "engine/adapters/evm/rpc/url.hpp"

namespace dealwright::network {
namespace {

constexpr unsigned gwei_decimals = 9;
constexpr unsigned ether_decimals = 18;
constexpr unsigned asset_decimals_max = 30;
constexpr unsigned price_decimals_max = 36;
constexpr std::uint64_t format_known = 1;
constexpr std::uint64_t chain_id_max = 1ULL << 53U;  // what JSON readers everywhere can hold

constexpr std::string_view address_words = "is an address with its checksum (or in lower case)";
constexpr std::string_view hash_words = "is a hash: 0x and 64 digits";

std::optional<values::Address> address_of(std::string_view text) {
  const auto address = codec::address_from_checksummed(text);
  return address ? std::optional(*address) : std::nullopt;
}

std::optional<crypto::Hash> hash_of(std::string_view text) { return crypto::hash_from_hex(text); }

std::optional<values::Amount> scaled(std::string_view text, unsigned decimals) {
  const auto number = values::rational_from_text(text);
  if (!number || number->is_negative()) return std::nullopt;
  const auto amount = values::to_amount(*number, decimals, values::Rounding::exact);
  return amount ? std::optional(*amount) : std::nullopt;
}

// "25 gwei", "0.5 gwei", "100 wei".
std::optional<values::Amount> gas_price_of(std::string_view text) {
  for (const auto& [unit, decimals] :
       {std::pair{std::string_view(" gwei"), gwei_decimals}, {" wei", 0U}}) {
    if (text.ends_with(unit)) return scaled(text.substr(0, text.size() - unit.size()), decimals);
  }
  return std::nullopt;
}

std::optional<values::Amount> ether_of(std::string_view text) {
  return scaled(text, ether_decimals);
}

std::optional<std::string> url_of(std::string_view text) {
  return rpc::url_from_text(text) ? std::optional(std::string(text)) : std::nullopt;
}

std::optional<FinalityTag> tag_of(std::string_view text) {
  if (text == "safe") return FinalityTag::safe;
  if (text == "finalized") return FinalityTag::finalized;
  return std::nullopt;
}

std::optional<values::Duration> duration_of(std::string_view text) {
  const auto duration = values::duration_from_text(text);
  return duration ? std::optional(*duration) : std::nullopt;
}

bool is_number(const abi::Type& type) {
  return type.kind == abi::TypeKind::unsigned_integer || type.kind == abi::TypeKind::signed_integer;
}
bool is_address(const abi::Type& type) { return type.kind == abi::TypeKind::address; }

class Reader {
 public:
  [[nodiscard]] std::expected<Profile, std::vector<Mistake>> read(std::string_view text);

 private:
  void whole(const Node& tree);
  void endpoints(const Node* node);
  void endpoint(const Node& node);
  void finality(const Node* node);
  void fees(const Node* node);
  void contract(const Node& table);
  void asset(const Node& table);
  [[nodiscard]] PriceSource price(const Node& table, const std::string& asset);
  void call(Section& section, PriceSource& source);
  void account(const Node& table);
  void names(const Node* node);
  void together();
  void refers_to(const PriceSource& source, const std::string& asset);

  Mistakes mistakes_;
  Profile profile_;
};

std::expected<Profile, std::vector<Mistake>> Reader::read(std::string_view text) {
  if (text.size() > profile_bytes_max) {
    mistakes_.add(0, "the profile has more than " + std::to_string(profile_bytes_max) + " bytes");
    return std::unexpected(mistakes_.take());
  }
  const auto tree = parse_toml(text);
  if (!tree) return std::unexpected(std::vector{tree.error()});
  whole(*tree);
  if (!mistakes_.any()) together();
  if (mistakes_.any()) return std::unexpected(mistakes_.take());
  return std::move(profile_);
}

void Reader::whole(const Node& tree) {
  Section section(tree, "", mistakes_);
  section.wants({"format", "chain_id", "native", "endpoints", "finality", "fees"});
  static_cast<void>(section.number("format", format_known, format_known));
  profile_.chain_id = section.number("chain_id", 1, chain_id_max).value_or(0);
  profile_.native = section.text_or_empty("native");
  profile_.quorum = section.number("quorum", 1, rpc::endpoints_max).value_or(1);
  endpoints(section.find("endpoints"));
  finality(section.find("finality"));
  fees(section.find("fees"));
  for (const Node* table : section.tables("contracts"))
    contract(*table);
  for (const Node* table : section.tables("assets"))
    asset(*table);
  for (const Node* table : section.tables("accounts"))
    account(*table);
  names(section.find("names"));
  section.close();
}

void Reader::endpoints(const Node* node) {
  if (node == nullptr) return;
  const auto is_table = [](const Node& one) { return one.kind == NodeKind::table; };
  if (node->parts.empty() || !std::ranges::all_of(node->parts, is_table)) {
    mistakes_.add(node->line, "`endpoints` is a list of at least one [[endpoints]]");
    return;
  }
  if (node->parts.size() > rpc::endpoints_max) {
    mistakes_.add(node->line,
                  "there are more than " + std::to_string(rpc::endpoints_max) + " endpoints");
    return;
  }
  for (const Node& one : node->parts)
    endpoint(one);
}

void Reader::endpoint(const Node& node) {
  Section section(node, "endpoints", mistakes_);
  section.wants({"name"});
  EndpointEntry entry{.name = section.text_or_empty("name"),
                      .url = section.text_or_empty("url"),
                      .url_file = section.text_or_empty("url_file")};
  if (entry.url.empty() == entry.url_file.empty()) {
    section.says("has either `url` or, when its address holds a key, `url_file`");
  }
  // The address itself is not repeated: it may hold a key.
  const auto url = rpc::url_from_text(entry.url);
  if (!entry.url.empty() && !url) section.says(url.error());
  if (std::ranges::find(profile_.endpoints, entry.name, &EndpointEntry::name) !=
      profile_.endpoints.end()) {
    section.says("two are called " + ticks(entry.name));
  }
  section.close();
  profile_.endpoints.push_back(std::move(entry));
}

void Reader::finality(const Node* node) {
  if (node == nullptr) return;
  Section section(*node, "finality", mistakes_);
  section.wants({"depth"});
  profile_.finality.depth = section.number("depth", 1, finality_depth_max).value_or(1);
  profile_.finality.tag =
      section.value("tag", tag_of, "is \"safe\" or \"finalized\"").value_or(FinalityTag::none);
  section.close();
}

void Reader::fees(const Node* node) {
  if (node == nullptr) return;
  Section section(*node, "fees", mistakes_);
  section.wants({"per_gas_max", "tip_max"});
  constexpr std::string_view words = "is a price of gas, \"25 gwei\"";
  const auto whole = section.value("per_gas_max", gas_price_of, words);
  const auto tip = section.value("tip_max", gas_price_of, words);
  profile_.fees = {.per_gas_max = whole.value_or(values::Amount()),
                   .tip_max = tip.value_or(values::Amount())};
  if (whole && tip && *tip > *whole) section.says("`tip_max` is above `per_gas_max`");
  section.close();
}

void Reader::contract(const Node& table) {
  const std::string& name = table.key;
  Section section(table, "contracts." + name, mistakes_);
  section.wants({"address", "code_hash"});
  ContractEntry entry{.name = name};
  entry.address = section.value("address", address_of, address_words).value_or(values::Address());
  entry.code_hash = section.value("code_hash", hash_of, hash_words).value_or(crypto::Hash());
  const auto behind = section.value("implementation", address_of, address_words);
  const auto hash = section.value("implementation_code_hash", hash_of, hash_words);
  if (behind && hash) entry.implementation = {.address = *behind, .code_hash = *hash};
  if (section.has("implementation") != section.has("implementation_code_hash")) {
    section.says("`implementation` and `implementation_code_hash` go together");
  }
  entry.verified = section.text_or_empty("verified");
  section.close();
  profile_.contracts.push_back(std::move(entry));
}

void Reader::asset(const Node& table) {
  const std::string& name = table.key;
  Section section(table, "assets." + name, mistakes_);
  section.wants({"decimals"});
  AssetEntry entry{.name = name};
  entry.decimals =
      static_cast<unsigned>(section.number("decimals", 0, asset_decimals_max).value_or(0));
  entry.address = section.value("address", address_of, address_words);
  entry.code_hash = section.value("code_hash", hash_of, hash_words);
  if (name != profile_.native) {
    section.wants({"address", "code_hash"});
  } else if (section.has("address") || section.has("code_hash")) {
    section.says("the native coin has neither address nor code");
  }
  if (const Node* source = section.find("price")) {
    if (source->kind == NodeKind::table) {
      entry.price = price(*source, name);
    } else {
      section.wrong(*source, "price", "is a table: { contract, function, arguments, decimals }");
    }
  }
  entry.verified = section.text_or_empty("verified");
  section.close();
  profile_.assets.push_back(std::move(entry));
}

PriceSource Reader::price(const Node& table, const std::string& asset) {
  Section section(table, "assets." + asset + ".price", mistakes_);
  section.wants({"contract", "function", "decimals"});
  PriceSource source{.contract = section.text_or_empty("contract")};
  call(section, source);
  source.decimals =
      static_cast<unsigned>(section.number("decimals", 0, price_decimals_max).value_or(0));
  source.age_max = section.value("age_max", duration_of, "is a duration, \"90m\"");
  if (section.has("age_max") != section.has("updated")) {
    section.says("`updated` (the output that says when) and `age_max` go together");
  }
  section.close();
  return source;
}

// The function, what it is given, and which of its outputs count.
void Reader::call(Section& section, PriceSource& source) {
  const Node* text = section.find("function");
  const std::string signature = section.text_or_empty("function");
  const Node* arguments = section.find("arguments");
  const std::string returns = section.text_or_empty("returns");
  const std::string updated = section.text_or_empty("updated");
  if (signature.empty()) return;
  auto function = abi::function_from_text(signature);
  if (!function)
    return section.wrong(*text, "function", "cannot be read: " + function.error().what);
  source.function = std::move(*function);
  const auto& outputs = source.function.outputs;
  const auto output = [&](std::string_view key, const std::string& name) -> std::size_t {
    const auto at = std::ranges::find(outputs, name, &abi::Type::name);
    if (at != outputs.end() && is_number(*at)) {
      return static_cast<std::size_t>(at - outputs.begin());
    }
    section.wrong(*section.find(key), key, "names no number that the function returns");
    return 0;
  };
  if (!returns.empty()) {
    source.output = output("returns", returns);
  } else if (outputs.empty() || !is_number(outputs.front())) {
    section.wrong(*text, "function", "returns no number: `returns` names the output that counts");
  }
  if (!updated.empty()) source.updated = output("updated", updated);
  if (!std::ranges::all_of(source.function.inputs, is_address)) {
    section.wrong(*text, "function", "takes something else than addresses");
  }
  if (arguments != nullptr) {
    for (const Node& one : arguments->parts)
      source.arguments.push_back(one.text);
  }
  if (source.arguments.size() != source.function.inputs.size()) {
    section.wrong(arguments == nullptr ? *text : *arguments, "arguments",
                  "is a list of " + std::to_string(source.function.inputs.size()) +
                      ": what the function takes, as assets or addresses");
  }
}

void Reader::account(const Node& table) {
  const std::string& name = table.key;
  Section section(table, "accounts." + name, mistakes_);
  section.wants({"address"});
  AccountEntry entry{.name = name};
  entry.address = section.value("address", address_of, address_words).value_or(values::Address());
  entry.key_file = section.text_or_empty("key_file");
  entry.password_file = section.text_or_empty("password_file");
  const auto remote = section.value("remote_signer", url_of, "is a signer's address, http://…");
  entry.remote_url = remote.value_or(std::string());
  if (section.has("key_file") && section.has("remote_signer")) {
    section.says("has a key file and a remote signer: keep one");
  }
  if (section.has("key_file") != section.has("password_file")) {
    section.says("`key_file` and `password_file` go together");
  }
  if (!entry.key_file.empty()) entry.signer = SignerKind::key_file;
  if (!entry.remote_url.empty()) entry.signer = SignerKind::remote;
  entry.funding_min =
      section.value("funding_min", ether_of, "is an amount of the native coin, \"0.5\"")
          .value_or(values::Amount());
  section.close();
  profile_.accounts.push_back(std::move(entry));
}

void Reader::names(const Node* node) {
  if (node == nullptr) return;
  Section section(*node, "names", mistakes_);
  if (node->kind != NodeKind::table) section.says("is a table with lines of NAME = \"0x…\"");
  for (const Node& one : node->parts) {
    const auto address = section.value(one.key, address_of, address_words);
    profile_.names.push_back({one.key, address.value_or(values::Address())});
  }
  section.close();
}

// What one entry says of another.
void Reader::together() {
  const auto by_name = [](const auto& a, const auto& b) { return a.name < b.name; };
  std::ranges::sort(profile_.contracts, by_name);
  std::ranges::sort(profile_.assets, by_name);
  std::ranges::sort(profile_.accounts, by_name);
  std::ranges::sort(profile_.names, by_name);
  if (find_asset(profile_, profile_.native) == nullptr) {
    mistakes_.add(0, "the native coin " + ticks(profile_.native) + " has no [assets." +
                         codec::shown(profile_.native) + "]");
  }
  if (profile_.quorum > profile_.endpoints.size()) {
    mistakes_.add(0, "`quorum` asks for more endpoints than there are");
  }
  for (const AssetEntry& asset : profile_.assets) {
    if (asset.price) refers_to(*asset.price, asset.name);
  }
  // Two names for one account would let two deals take the same nonces.
  for (auto one = profile_.accounts.begin(); one != profile_.accounts.end(); ++one) {
    const auto other =
        std::ranges::find(profile_.accounts.begin(), one, one->address, &AccountEntry::address);
    if (other == one) continue;
    mistakes_.add(
        0, "accounts " + ticks(other->name) + " and " + ticks(one->name) + " are the same address");
  }
}

void Reader::refers_to(const PriceSource& source, const std::string& asset) {
  if (find_contract(profile_, source.contract) == nullptr) {
    mistakes_.add(0, "the price of " + ticks(asset) + " is read from " + ticks(source.contract) +
                         ", which the book does not have");
  }
  for (const std::string& argument : source.arguments) {
    const AssetEntry* named = find_asset(profile_, argument);
    if ((named != nullptr && named->address) || address_of(argument)) continue;
    mistakes_.add(0, "the price of " + ticks(asset) + " is asked with " + ticks(argument) +
                         ", which is neither a token of the book nor an address");
  }
}

template <class Entry>
const Entry* find_in(const std::vector<Entry>& entries, std::string_view name) {
  const auto at = std::ranges::find(entries, name, &Entry::name);
  return at == entries.end() ? nullptr : &*at;
}

}  // namespace

std::expected<Profile, std::vector<Mistake>> read_profile(std::string_view toml) {
  return Reader().read(toml);
}

const ContractEntry* find_contract(const Profile& profile, std::string_view name) {
  return find_in(profile.contracts, name);
}

const AssetEntry* find_asset(const Profile& profile, std::string_view name) {
  return find_in(profile.assets, name);
}

const AccountEntry* find_account(const Profile& profile, std::string_view name) {
  return find_in(profile.accounts, name);
}

std::string_view to_text(FinalityTag tag) {
  switch (tag) {
    case FinalityTag::none: return "none";
    case FinalityTag::safe: return "safe";
    case FinalityTag::finalized: return "finalized";
  }
  return {};
}

}  // namespace dealwright::network
