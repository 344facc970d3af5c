// The findings that the tests share.
#include "tests/unit/dsl/diagnostics/findings.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace dealwright::diagnostics {
namespace {

// Every run tries the same texts. rapidcheck reads this at the first property; RC_PARAMS from
// outside wins.
[[maybe_unused]] const int fixed_seed = setenv("RC_PARAMS", "seed=20260131 max_success=500", 0);

}  // namespace

SourcePointer source(std::string text, std::string name) {
  return std::make_shared<const Source>(std::move(name), std::move(text));
}

Span span_of(const SourcePointer& source, std::string_view text, std::size_t from) {
  const std::size_t begin = std::min(source->text().find(text, from), source->text().size());
  const std::size_t end = std::min(begin + text.size(), source->text().size());
  return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
}

Label label(const SourcePointer& source, std::string_view text, std::string words) {
  return {source, span_of(source, text), std::move(words)};
}

SourcePointer small_deal() {
  static const SourcePointer deal = source(
      "use weth\n"
      "deal d {\n"
      "  buckets of a { working 100% }\n"
      "  step s {\n"
      "    weth.wrap(1 ETH from workng) -> wrapped\n"
      "    aave.supply(wrapped)         -> c1\n"
      "    aave.supply(wrapped)         -> c2\n"
      "  }\n"
      "}\n");
  return deal;
}

Diagnostic misspelled_name() {
  return {.code = Code::unknown_name,
          .message = "`workng` is unknown",
          .primary = label(small_deal(), "workng", "did you mean `working`?"),
          .help = "write `working`"};
}

Diagnostic with_everything() {
  const SourcePointer deal = small_deal();
  const SourcePointer desk = source("protocol desk {}\n", "./desk {1}.deal");
  const Span first = span_of(deal, "wrapped)");
  const Span second = span_of(deal, "wrapped)", first.end);
  const auto word = [](Span span) { return Span{span.begin, span.end - 1}; };
  return {.code = Code::spent_twice,
          .message = "`wrapped` {1 WETH} is spent twice",
          .primary = {deal, word(second), "spent again here"},
          .others = {{deal, word(first), "first spent here"}, label(desk, "desk", "the protocol")},
          .notes = {"all of it goes into `c1`", "two lines:\nthe second"},
          .help = "split it",
          .fix = Fix{.title = "give each a half",
                     .edits = {{deal, word(first), "50% of wrapped"},
                               {deal, word(second), "50% of wrapped"},
                               {desk, {0, 0}, "// both\n"}}},
          .flow = {{deal, word(first), "the first supply takes 1 WETH"},
                   {deal, word(second), "nothing is left"}}};
}

}  // namespace dealwright::diagnostics
