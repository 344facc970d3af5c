// Each program twice: as bytes, and as what it does.
#include "tests/support/chain/programs.hpp"

#include <string_view>

#include "engine/adapters/evm/codec/quantity.hpp"

namespace dealwright::tests {
namespace {

crypto::Bytes code(std::string_view digits) { return *crypto::from_digits(digits); }

// Error(string) with the words "no".
constexpr std::string_view no_revert =
    "08c379a0"
    "0000000000000000000000000000000000000000000000000000000000000020"
    "0000000000000000000000000000000000000000000000000000000000000002"
    "6e6f000000000000000000000000000000000000000000000000000000000000";

}  // namespace

namespace programs {

crypto::Bytes counts() { return code("60016000540160005500"); }
crypto::Bytes reverts() {
  return code(
      "7f08c379a000000000000000000000000000000000000000000000000000000000600052"
      "6020600452"
      "6002602452"
      "7f6e6f000000000000000000000000000000000000000000000000000000000000604452"
      "60646000fd");
}
crypto::Bytes burns() { return code("5b600056"); }
crypto::Bytes reverts_when_set() {
  return code(
      "60005460075700"
      "5b60006000fd");
}
crypto::Bytes logs() { return code("34600052600160206000a100"); }

}  // namespace programs

Ran run_program(ChainState& state, const ProgramCall& call) {
  ChainAccount& self = state[call.self];
  if (self.code == programs::counts()) {
    values::Amount& count = self.slots[values::Amount()];
    count = values::add(count, values::Amount(1)).value_or(values::Amount());
    return {.gas = 22'000};
  }
  if (self.code == programs::reverts())
    return {.end = Ran::End::reverted, .gas = 100, .data = code(no_revert), .logs = {}};
  if (self.code == programs::burns()) return {.end = Ran::End::out_of_gas};
  if (self.code == programs::reverts_when_set()) {
    const bool set = !self.slots[values::Amount()].is_zero();
    return {.end = set ? Ran::End::reverted : Ran::End::stopped, .gas = 2'200};
  }
  if (self.code == programs::logs()) {
    codec::Log log{.address = call.self, .topics = {}, .data = {}};
    log.topics.emplace_back().bytes[31] = 1;
    const codec::Word word = codec::word_of(call.value);
    log.data.assign(word.begin(), word.end());
    return {.gas = 1'100, .data = {}, .logs = {log}};
  }
  return {};
}

}  // namespace dealwright::tests
