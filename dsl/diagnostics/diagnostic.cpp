// Putting findings in order: by file, place and code, each once, and not more of one file than a
// person reads.
#include "dsl/diagnostics/diagnostic.hpp"

#include <algorithm>
#include <numeric>
#include <string_view>
#include <tuple>
#include <utility>

namespace dealwright::diagnostics {
namespace {

std::string_view file_of(const Diagnostic& d) {
  return d.primary.source ? std::string_view(d.primary.source->name()) : std::string_view();
}

// The note that a file had more findings stands behind them all.
auto key(const Diagnostic& d) {
  return std::tuple(file_of(d), d.code == Code::too_many_findings, d.primary.span.begin,
                    d.primary.span.end, d.code, std::string_view(d.message));
}

Diagnostic too_many(const Diagnostic& first_dropped) {
  return {.code = Code::too_many_findings,
          .message = "this file has more than " + std::to_string(diagnostics_max) +
                     " findings; the rest is not shown",
          .primary = {first_dropped.primary.source, first_dropped.primary.span, ""},
          .help = "correct the first ones and check again"};
}

}  // namespace

bool has_errors(const Diagnostics& found) {
  return std::ranges::any_of(
      found, [](const Diagnostic& d) { return entry(d.code).severity == Severity::error; });
}

Diagnostics in_order(Diagnostics found) {
  // Findings that are alike keep the order in which they came, so the first of them is the one that
  // stays.
  std::vector<std::size_t> order(found.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&found](std::size_t i) { return std::tuple(key(found[i]), i); });
  const auto same = [&found](std::size_t a, std::size_t b) {
    return key(found[a]) == key(found[b]);
  };
  order.erase(std::unique(order.begin(), order.end(), same), order.end());

  Diagnostics kept;
  kept.reserve(order.size());
  std::size_t of_this_file = 0;
  for (const std::size_t i : order) {
    Diagnostic& d = found[i];
    const bool same_file = !kept.empty() && file_of(kept.back()) == file_of(d);
    of_this_file = same_file ? of_this_file + 1 : 1;
    if (same_file && kept.back().code == Code::too_many_findings) continue;
    if (d.code != Code::too_many_findings && of_this_file > diagnostics_max) {
      kept.push_back(too_many(d));
    } else {
      kept.push_back(std::move(d));
    }
  }
  return kept;
}

}  // namespace dealwright::diagnostics
