// Contracts and assets: is the code there the code that somebody verified, do decimals and prices
// say what the profile says.
#include <algorithm>

#include "dsl/values/rational.hpp"
#include "engine/adapters/evm/codec/checksum.hpp"
#include "engine/adapters/evm/codec/quantity.hpp"
#include "engine/adapters/evm/crypto/keccak.hpp"
#include "engine/adapters/evm/network/examinations.hpp"

namespace dealwright::network {
namespace {

using codec::shown;
using crypto::Bytes;

// Where a proxy keeps the address of its code (EIP-1967).
constexpr std::string_view implementation_slot =
    "0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc";
constexpr std::size_t word_bytes = 32;
constexpr unsigned price_places = 8;

void compare_code(Check& check, const Answer<Bytes>& code, const crypto::Hash& expected,
                  const std::string& whose) {
  if (!code) return add(check, Verdict::unknown, code.error());
  if (code->empty()) return add(check, Verdict::bad, whose + "there is no code at this address");
  const crypto::Hash found = crypto::keccak256(*code);
  if (found != expected) {
    add(check, Verdict::bad,
        whose + "the code is not the one that was verified: its hash is " + crypto::to_hex(found));
  }
}

void compare_implementation(Check& check, const Answer<Bytes>& slot,
                            const std::optional<Implementation>& expected) {
  if (!slot) return add(check, Verdict::unknown, slot.error());
  if (slot->size() != word_bytes) return add(check, Verdict::unknown, "the node gave no word");
  values::Address behind;
  std::copy(slot->end() - static_cast<std::ptrdiff_t>(behind.bytes.size()), slot->end(),
            behind.bytes.begin());
  if (!expected && behind != values::Address()) {
    add(check, Verdict::warning,
        "a proxy in front of " + codec::to_checksummed(behind) +
            ", which the book does not say: name `implementation` and its code hash");
  }
  if (expected && behind != expected->address) {
    add(check, Verdict::bad,
        "the proxy now stands in front of " + codec::to_checksummed(behind) + ", not of " +
            codec::to_checksummed(expected->address));
  }
}

// The function's arguments as addresses; the profile's reader made sure that they are.
abi::Values arguments_of(const Profile& profile, const PriceSource& source) {
  abi::Values arguments;
  for (const std::string& argument : source.arguments) {
    const AssetEntry* asset = find_asset(profile, argument);
    const auto address =
        asset != nullptr && asset->address
            ? *asset->address
            : codec::address_from_checksummed(argument).value_or(values::Address());
    arguments.push_back({address});
  }
  return arguments;
}

// Positive numbers only: what a feed says below zero is no price.
std::optional<values::Amount> positive(const abi::Value& value) {
  if (const auto* amount = std::get_if<values::Amount>(&value.of)) return *amount;
  if (const auto* integer = std::get_if<abi::Integer>(&value.of)) {
    if (integer->sign == abi::Integer::Sign::positive) return integer->magnitude;
  }
  return std::nullopt;
}

void read_price(Check& check, const Answer<abi::Values>& answer, const PriceSource& source,
                values::TimePoint now) {
  if (!answer) return add(check, Verdict::bad, "no price: " + shown(answer.error()));
  const auto price = positive((*answer)[source.output]);
  if (!price || price->is_zero()) return add(check, Verdict::bad, "its price is not above zero");
  const auto dollars = values::Rational::from_amount(*price, source.decimals);
  add(check, Verdict::good,
      dollars ? values::to_decimal(*dollars, price_places) + " USD" : "a price beyond all numbers");
  if (!source.updated || !source.age_max) return;
  const auto seconds = positive((*answer)[*source.updated]);
  constexpr values::Amount year_3000(32'503'680'000);
  if (!seconds || *seconds > year_3000) return add(check, Verdict::bad, "its price has no time");
  const values::Duration age =
      now - values::TimePoint{static_cast<std::int64_t>(seconds->limbs()[0]) * 1000};
  if (age > *source.age_max) {
    add(check, Verdict::bad,
        "its price is " + values::to_words(age) + " old, over the " +
            values::to_text(*source.age_max) + " of the profile");
  }
}

void ask_price(const Examination& examination, const PriceSource& source, Check& check) {
  const ContractEntry* contract = find_contract(examination.profile, source.contract);
  examination.questions.call(
      contract->address, source.function, arguments_of(examination.profile, source),
      [&check, &source, now = examination.at](const Answer<abi::Values>& answer) {
        read_price(check, answer, source, now);
      });
}

abi::Function decimals_function() {
  return abi::function_from_text("function decimals() view returns (uint8)").value();
}

void compare_decimals(Check& check, const Answer<abi::Values>& answer, unsigned expected) {
  if (!answer)
    return add(check, Verdict::bad, "does not say its decimals: " + shown(answer.error()));
  const auto found = positive(answer->front());
  if (found != values::Amount(expected)) {
    add(check, Verdict::bad,
        "has " + values::to_digits(found.value_or(values::Amount())) + " decimals, not the " +
            std::to_string(expected) + " of the profile: every amount would be wrong");
  }
}

}  // namespace

void add(Check& check, Verdict verdict, const std::string& words) {
  check.verdict = std::max(check.verdict, verdict);
  check.found += (check.found.empty() ? "" : "; ") + words;
}

void examine_contracts(const Examination& examination, std::vector<Check>& checks) {
  const auto& contracts = examination.profile.contracts;
  const std::size_t first = checks.size();
  for (const ContractEntry& entry : contracts) {
    checks.push_back({.topic = Topic::contracts,
                      .subject = entry.name,
                      .found = codec::to_checksummed(entry.address)});
  }
  for (std::size_t i = 0; i < contracts.size(); ++i) {
    Check& check = checks[first + i];
    const ContractEntry& entry = contracts[i];
    examination.questions.code(entry.address, [&](const Answer<Bytes>& code) {
      compare_code(check, code, entry.code_hash, "");
    });
    examination.questions.storage(entry.address, implementation_slot,
                                  [&](const Answer<Bytes>& slot) {
                                    compare_implementation(check, slot, entry.implementation);
                                  });
    if (entry.implementation) {
      examination.questions.code(entry.implementation->address, [&](const Answer<Bytes>& code) {
        compare_code(check, code, entry.implementation->code_hash, "behind the proxy, ");
      });
    }
    if (entry.verified.empty()) add(check, Verdict::note, "nobody says how it was verified");
  }
  examination.questions.ask();
}

void examine_assets(const Examination& examination, std::vector<Check>& checks) {
  const auto& assets = examination.profile.assets;
  const abi::Function decimals = decimals_function();
  const std::size_t first = checks.size();
  for (const AssetEntry& entry : assets) {
    checks.push_back(
        {.topic = Topic::assets,
         .subject = entry.name,
         .found = entry.address ? codec::to_checksummed(*entry.address) : "the native coin"});
  }
  for (std::size_t i = 0; i < assets.size(); ++i) {
    Check& check = checks[first + i];
    const AssetEntry& entry = assets[i];
    add(check, Verdict::good, std::to_string(entry.decimals) + " decimals");
    if (entry.address && entry.code_hash) {
      examination.questions.code(*entry.address, [&](const Answer<Bytes>& code) {
        compare_code(check, code, *entry.code_hash, "");
      });
      examination.questions.call(*entry.address, decimals, {},
                                 [&](const Answer<abi::Values>& answer) {
                                   compare_decimals(check, answer, entry.decimals);
                                 });
    }
    if (entry.price) {
      ask_price(examination, *entry.price, check);
    } else {
      add(check, Verdict::note, "no price: deals that value it must say how");
    }
  }
  examination.questions.ask();
}

}  // namespace dealwright::network
