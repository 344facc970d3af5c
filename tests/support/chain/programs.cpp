// Each program twice: as bytes, and as what it does.
#include "tests/support/chain/programs.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

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

crypto::Bytes wrapped_ether() { return code("fe01"); }
crypto::Bytes taxed_ether() { return code("fe02"); }
}  // namespace programs

namespace {

values::Amount number_of(const values::Address& address) {
  return codec::amount_of_bytes(address.bytes);
}
crypto::Hash topic_of(const values::Address& address) {
  crypto::Hash topic;
  std::ranges::copy(address.bytes, topic.bytes.begin() + 12);
  return topic;
}
crypto::Bytes bytes_of(const values::Amount& amount) {
  const codec::Word word = codec::word_of(amount);
  return {word.begin(), word.end()};
}

// deposit, transfer and balanceOf of WETH9; balances stand in the slots of their owners.
Ran run_wrapped_ether(ChainAccount& self, const ProgramCall& call, bool taxed) {
  const auto is = [&](std::string_view selector) {
    return call.data.size() >= 4 &&
           crypto::to_digits(crypto::ByteView(call.data).first(4)) == selector;
  };
  const auto word = [&](std::size_t i) {
    return codec::amount_of_bytes(crypto::ByteView(call.data).subspan(4 + 32 * i, 32));
  };
  const auto log = [&](std::string_view event, std::vector<crypto::Hash> rest,
                       const values::Amount& amount) {
    rest.insert(rest.begin(), crypto::keccak256(event));
    return codec::Log{.address = call.self, .topics = std::move(rest), .data = bytes_of(amount)};
  };
  if (is("d0e30db0")) {
    values::Amount& own = self.slots[number_of(call.sender)];
    const values::Amount kept =
        taxed ? values::divide(call.value, values::Amount(100), values::Rounding::up).value()
              : values::Amount();
    own = values::add(own, values::subtract(call.value, kept).value()).value();
    return {.gas = 24'000,
            .data = {},
            .logs = {log("Deposit(address,uint256)", {topic_of(call.sender)}, call.value)}};
  }
  if (is("a9059cbb") && call.data.size() == 68) {
    const values::Amount to = word(0);
    values::Amount& own = self.slots[number_of(call.sender)];
    if (own < word(1)) return {.end = Ran::End::reverted, .gas = 3'000, .data = {}, .logs = {}};
    own = values::subtract(own, word(1)).value();
    self.slots[to] = values::add(self.slots[to], word(1)).value();
    crypto::Hash receiver;
    receiver.bytes = codec::word_of(to);
    return {.gas = 30'000,
            .data = bytes_of(values::Amount(1)),
            .logs = {log("Transfer(address,address,uint256)", {topic_of(call.sender), receiver},
                         word(1))}};
  }
  if (is("70a08231") && call.data.size() == 36)
    return {.gas = 2'500, .data = bytes_of(self.slots[word(0)]), .logs = {}};
  return {.end = Ran::End::reverted, .gas = 200, .data = {}, .logs = {}};
}

}  // namespace

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
  if (self.code == programs::wrapped_ether()) return run_wrapped_ether(self, call, false);
  if (self.code == programs::taxed_ether()) return run_wrapped_ether(self, call, true);
  return {};
}

}  // namespace dealwright::tests
