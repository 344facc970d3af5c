// The executor of the book: that it runs, believes the lender that the book has, and lets the
// accounts use it.
#include "engine/adapters/evm/codec/checksum.hpp"
#include "engine/adapters/evm/network/examinations.hpp"

namespace dealwright::network {
namespace {

constexpr std::string_view executor_name = "executor";
constexpr std::string_view lender_name = "aave_v3.pool";

abi::Function function_of(const char* text) { return abi::function_from_text(text).value(); }

template <class T>
const T* first(const Answer<abi::Values>& answer) {
  return answer ? std::get_if<T>(&answer->front().of) : nullptr;
}

void compare_lender(const Profile& profile, const Answer<abi::Values>& answer, Check& check) {
  const auto* pinned = first<values::Address>(answer);
  if (pinned == nullptr) return add(check, Verdict::bad, "does not say which lender it believes");
  const ContractEntry* lender = find_contract(profile, lender_name);
  if (lender == nullptr || *pinned == lender->address) return;
  add(check, Verdict::bad,
      "believes the lender at " + codec::to_checksummed(*pinned) + ", which is not `" +
          std::string(lender_name) + "` of the book");
}

}  // namespace

void examine_executor(const Examination& examination, std::vector<Check>& checks) {
  const Profile& profile = examination.profile;
  const ContractEntry* executor = find_contract(profile, executor_name);
  if (executor == nullptr) return;
  checks.push_back({.topic = Topic::executor,
                    .subject = std::string(executor_name),
                    .found = codec::to_checksummed(executor->address)});
  Check& check = checks.back();
  Questions& questions = examination.questions;
  questions.call(
      executor->address, function_of("function AAVE() view returns (address)"), {},
      [&](const Answer<abi::Values>& answer) { compare_lender(profile, answer, check); });
  questions.call(executor->address, function_of("function paused() view returns (bool)"), {},
                 [&](const Answer<abi::Values>& answer) {
                   const bool* paused = first<bool>(answer);
                   if (paused != nullptr && *paused) {
                     add(check, Verdict::warning, "it is paused: no atomic step can run");
                   }
                 });
  for (const AccountEntry& account : profile.accounts) {
    questions.call(executor->address,
                   function_of("function isOperator(address) view returns (bool)"),
                   {{account.address}}, [&](const Answer<abi::Values>& answer) {
                     const bool* may = first<bool>(answer);
                     if (may != nullptr && *may) return;
                     add(check, Verdict::note, "`" + account.name + "` is no operator of it");
                   });
  }
  questions.ask();
}

}  // namespace dealwright::network
