// Many reads at one block, each with what to do with its answer; asked together.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/values/address.hpp"
#include "dsl/values/amount.hpp"
#include "engine/adapters/evm/abi/interface.hpp"
#include "engine/adapters/evm/abi/value.hpp"
#include "engine/adapters/evm/crypto/bytes.hpp"
#include "engine/adapters/evm/rpc/client.hpp"

namespace dealwright::network {

// The answer, or why there is none in words.
template <class T>
using Answer = std::expected<T, std::string>;

class Questions {
 public:
  Questions(rpc::Client& client, std::uint64_t block) : client_(client), block_(block) {}

  void code(const values::Address& at, std::function<void(const Answer<crypto::Bytes>&)> hear);
  void storage(const values::Address& at, std::string_view slot,
               std::function<void(const Answer<crypto::Bytes>&)> hear);
  void balance(const values::Address& of, std::function<void(const Answer<values::Amount>&)> hear);
  // `when` is a block tag, "latest" or "pending".
  void nonce(const values::Address& of, std::string_view when,
             std::function<void(const Answer<values::Amount>&)> hear);
  // The arguments are of the function's types (asserted).
  void call(const values::Address& to, const abi::Function& function, const abi::Values& arguments,
            std::function<void(const Answer<abi::Values>&)> hear);

  // Asks all, hears all, in order.
  void ask();

 private:
  void add(std::string method, std::string params, std::function<void(const rpc::Outcome&)> hear);
  [[nodiscard]] std::string at_block() const;

  rpc::Client& client_;
  std::uint64_t block_;
  std::vector<rpc::Call> calls_;
  std::vector<std::function<void(const rpc::Outcome&)>> ears_;
};

// The text of a JSON string without escapes; empty when it is none.
[[nodiscard]] std::string_view unquoted(std::string_view json);

}  // namespace dealwright::network
