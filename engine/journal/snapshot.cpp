// The state as canonical JSON behind a digest over the plan's identity and itself.
#include "engine/journal/snapshot.hpp"

#include "engine/journal/codec.hpp"

namespace dealwright::journal {
namespace {

values::Digest seal_of(const values::Digest& plan, std::string_view json) {
  std::string bytes = values::to_hex(plan);
  bytes += json;
  return values::sha256(bytes);
}

}  // namespace

std::string snapshot_of(const core::Terms& terms, const values::Digest& plan,
                        const core::State& state) {
  const std::string json = encode(terms, state);
  return values::to_hex(seal_of(plan, json)) + json;
}

std::expected<core::State, std::string> state_of(const core::Terms& terms,
                                                 const values::Digest& plan,
                                                 std::string_view snapshot) {
  constexpr std::size_t digits = 64;
  const auto seal = values::digest_from_hex(snapshot.substr(0, digits));
  if (!seal || *seal != seal_of(plan, snapshot.substr(digits)))
    return std::unexpected("it is not what was written, or of another plan");
  return decode_state(terms, snapshot.substr(digits));
}

}  // namespace dealwright::journal
