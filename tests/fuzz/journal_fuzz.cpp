// Any bytes given to the readers of a journal (a bundle, a payload of each kind, a state, exported
// heads) yield a value or a reason; what was read is written and read again unchanged.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/values/assertion.hpp"
#include "engine/audit/json_lines.hpp"
#include "engine/core/names.hpp"
#include "engine/journal/bundle.hpp"
#include "engine/journal/codec.hpp"
#include "tests/support/deals.hpp"

namespace {

using namespace dealwright;

const core::Terms& terms() {
  static const core::Terms made(tests::loop_deal());
  return made;
}

void read_bundle(std::string_view bytes) {
  std::vector<journal::Record> records;
  if (const auto fault = journal::unpack(bytes, "deal", 1, {}, records)) {
    DEALWRIGHT_ASSERT(!fault->empty());
    return;
  }
  std::string packed;
  journal::pack(records, packed);
  std::vector<journal::Record> again;
  DEALWRIGHT_ASSERT(!journal::unpack(packed, "deal", 1, {}, again) && again == records);
}

void read_payload(std::string_view kind, std::string_view payload) {
  const journal::Record record{.kind = std::string(kind), .payload = std::string(payload)};
  const auto fact = journal::decode(terms(), record);
  if (!fact) {
    DEALWRIGHT_ASSERT(!fact.error().empty());
    return;
  }
  const std::string written = journal::encode(terms(), fact->what);
  const auto again = journal::decode(terms(), {.kind = std::string(kind), .payload = written});
  DEALWRIGHT_ASSERT(again.has_value() && journal::encode(terms(), again->what) == written);
}

void read_state(std::string_view json) {
  const auto state = journal::decode_state(terms(), json);
  if (!state) return;
  const auto again = journal::decode_state(terms(), journal::encode(terms(), *state));
  DEALWRIGHT_ASSERT(again.has_value() && *again == *state);
}

void read_marks(std::string_view text) {
  const auto marks = audit::marks_from_lines(text);
  if (!marks) return;
  std::string written = audit::first_line("marks");
  for (const audit::Mark& mark : *marks)
    written += audit::to_line(mark);
  DEALWRIGHT_ASSERT(audit::marks_from_lines(written) == *marks);
}

}  // namespace

// The first byte says what the others are.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data + 1), size - 1);
  const std::size_t what = data[0];
  if (what == 'b') {
    read_bundle(bytes);
  } else if (what == 's') {
    read_state(bytes);
  } else if (what == 'm') {
    read_marks(bytes);
  } else {
    read_payload(core::fact_names[what % core::fact_names.size()], bytes);
  }
  return 0;
}
