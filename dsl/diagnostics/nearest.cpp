// The nearest name, for "did you mean". Distance is the optimal string alignment variant of Damerau
// and Levenshtein: insert, delete, replace a character, or swap two neighbours.
#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "dsl/diagnostics/render.hpp"

namespace dealwright::diagnostics {
namespace {

using Row = std::array<std::size_t, nearest_name_bytes_max + 1>;

// The distance, or `limit` + 1 as soon as it must be above `limit`. Both names are within
// nearest_name_bytes_max.
std::size_t distance(std::string_view a, std::string_view b, std::size_t limit) {
  const std::size_t difference = a.size() > b.size() ? a.size() - b.size() : b.size() - a.size();
  if (difference > limit) return limit + 1;
  Row before{};
  Row above{};
  Row row{};
  for (std::size_t j = 0; j <= b.size(); ++j)
    above[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    std::size_t smallest = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, replaced});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], before[j - 2] + 1);
      smallest = std::min(smallest, row[j]);
    }
    if (smallest > limit) return limit + 1;
    before = above;
    above = row;
  }
  return std::min(above[b.size()], limit + 1);
}

char folded(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool differ_in_case_alone(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, folded, folded);
}

// A bit for each character that occurs, 64 kinds of them. An edit changes at most two bits.
std::uint64_t letters_of(std::string_view name) {
  std::uint64_t letters = 0;
  for (const char c : name)
    letters |= std::uint64_t{1} << (static_cast<unsigned char>(folded(c)) % 64U);
  return letters;
}

}  // namespace

std::string nearest(std::string_view name, std::span<const std::string_view> candidates) {
  if (name.empty() || name.size() > nearest_name_bytes_max) return {};
  const std::size_t limit = name.size() / 3;
  const std::uint64_t letters = letters_of(name);
  std::size_t best = limit + 1;
  std::string_view found;
  for (const std::string_view candidate : candidates) {
    if (candidate.empty() || candidate.size() > nearest_name_bytes_max || candidate == name)
      continue;
    // Most names of a long file are ruled out by their letters.
    const auto other = static_cast<std::size_t>(std::popcount(letters ^ letters_of(candidate)));
    if (other > 2 * std::min(limit, best)) continue;
    // Another letter case alone is nearer than any other slip.
    const std::size_t edits = differ_in_case_alone(candidate, name)
                                  ? 0
                                  : distance(name, candidate, std::min(limit, best));
    if (edits < best || (edits == best && !found.empty() && candidate < found)) {
      best = edits;
      found = candidate;
    }
  }
  return std::string(found);
}

std::string nearest(std::string_view name, const std::vector<std::string>& candidates) {
  const std::vector<std::string_view> views(candidates.begin(), candidates.end());
  return nearest(name, std::span<const std::string_view>(views));
}

}  // namespace dealwright::diagnostics
