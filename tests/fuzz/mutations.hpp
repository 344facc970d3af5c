// Deal texts, spoilt in the ways that editors, people and attackers spoil them; the same for the
// same seed everywhere.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace dealwright::test {

// A small generator of our own: the standard distributions differ between libraries.
class Chance {
 public:
  explicit Chance(std::uint64_t seed) : state_(seed) {}
  [[nodiscard]] std::uint64_t next();
  [[nodiscard]] std::size_t below(std::size_t bound) { return bound == 0 ? 0 : next() % bound; }
  [[nodiscard]] bool one_in(std::size_t n) { return below(n) == 0; }

 private:
  std::uint64_t state_;
};

// Every deal text of the project below these folders (the working directory is the repository's
// root), in order of name.
[[nodiscard]] std::vector<std::string> deal_texts(const std::vector<std::string>& folders);

// Bytes flipped, deleted, inserted or doubled, stretches moved or spliced in from `other`.
[[nodiscard]] std::string mutate_bytes(std::string text, const std::string& other, Chance& chance);

// The same with whole tokens: deleted, doubled, swapped, replaced by one of `other`.
[[nodiscard]] std::string mutate_tokens(const std::string& text, const std::string& other,
                                        Chance& chance);

}  // namespace dealwright::test
