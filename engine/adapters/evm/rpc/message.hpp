// JSON-RPC 2.0: requests as text, answers from text. Results stay JSON text; who asked knows how to
// read them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dealwright::rpc {

struct Call {
  std::string method;
  std::string params = "[]";  // a JSON list
};

// What a node says when it does not give a result.
struct ErrorAnswer {
  std::int64_t code = 0;
  std::string message;  // cut at message_shown_max, printable
  std::string data;     // 0x bytes of a revert where there are some; empty otherwise
  friend bool operator==(const ErrorAnswer&, const ErrorAnswer&) = default;
};
using CallAnswer = std::expected<std::string, ErrorAnswer>;

inline constexpr std::size_t calls_in_a_batch_max = 100;
inline constexpr std::size_t message_shown_max = 400;
inline constexpr int answer_depth_max = 200;

// One call as an object, several as a list; ids count from `first_id`. The params are JSON
// (asserted: they are ours).
[[nodiscard]] std::string request_of(std::span<const Call> calls, std::uint64_t first_id);

// The answers in the order of the calls, whatever order they came in. Fails with words when the
// text is no such answer: no JSON, an id that is missing, twice or unknown, neither result nor
// error.
[[nodiscard]] std::expected<std::vector<CallAnswer>, std::string> answers_from(
    std::string_view text, std::size_t calls, std::uint64_t first_id);

// JSON that says the same in the same bytes: to compare what two endpoints said.
[[nodiscard]] std::string canonical(std::string_view json);

}  // namespace dealwright::rpc
