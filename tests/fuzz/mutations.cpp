// One to a few spoilings a text, chosen by the seed alone.
#include "tests/fuzz/mutations.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string_view>
#include <utility>

namespace dealwright::test {
namespace {

// Layout stays with the token before it, so that a text is the concatenation of its tokens.
std::vector<std::string> tokens_of(const std::string& text) {
  std::vector<std::string> tokens;
  std::size_t i = 0;
  while (i < text.size()) {
    const std::size_t begin = i;
    const auto is_word = [&](char c) {
      return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' ||
             (static_cast<unsigned char>(c) & 0x80U) != 0;
    };
    if (is_word(text[i])) {
      while (i < text.size() && is_word(text[i]))
        ++i;
    } else {
      ++i;
    }
    while (i < text.size() && (text[i] == ' ' || text[i] == '\n'))
      ++i;
    tokens.push_back(text.substr(begin, i - begin));
  }
  return tokens;
}

constexpr std::array<std::string_view, 24> pieces{
    "(", ")",  "{",  "}", "[",    "]",    "\"",   "//",   "///",  "\n",    "->",   ",",
    ".", "..", "= ", "-", "not ", " of ", " or ", " at ", "30 %", "1.5h ", "\r\n", "\xEF\xBB\xBF"};

}  // namespace

std::uint64_t Chance::next() {
  // splitmix64 (Steele, Lea, Flood 2014).
  state_ += 0x9E3779B97F4A7C15U;
  std::uint64_t z = state_;
  z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
  z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
  return z ^ (z >> 31U);
}

std::vector<std::string> deal_texts(const std::vector<std::string>& folders) {
  std::vector<std::filesystem::path> paths;
  for (const std::string& folder : folders) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
      if (entry.path().extension() == ".deal") paths.push_back(entry.path());
    }
  }
  std::ranges::sort(paths);
  std::vector<std::string> texts;
  for (const auto& path : paths) {
    std::ifstream file(path, std::ios::binary);
    texts.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  return texts;
}

std::string mutate_bytes(std::string text, const std::string& other, Chance& chance) {
  for (std::size_t n = 1 + chance.below(4); n > 0; --n) {
    const std::size_t at = chance.below(text.size() + 1);
    const std::size_t length =
        std::min(text.size() - at, 1 + chance.below(chance.one_in(4) ? 200 : 6));
    switch (chance.below(6)) {
      case 0:
        if (at < text.size()) text[at] = static_cast<char>(chance.next());
        break;
      case 1: text.erase(at, length); break;
      case 2: text.insert(at, pieces[chance.below(pieces.size())]); break;
      case 3: text.insert(at, text.substr(at, length)); break;
      case 4: {
        const std::size_t from = chance.below(other.size() + 1);
        text.insert(at, other.substr(from, length));
        break;
      }
      default: {
        const std::string moved = text.substr(at, length);
        text.erase(at, length);
        text.insert(chance.below(text.size() + 1), moved);
      }
    }
  }
  return text;
}

std::string mutate_tokens(const std::string& text, const std::string& other, Chance& chance) {
  std::vector<std::string> tokens = tokens_of(text);
  const std::vector<std::string> others = tokens_of(other);
  if (tokens.empty() || others.empty()) return text;
  for (std::size_t n = 1 + chance.below(2); n > 0 && !tokens.empty(); --n) {
    const std::size_t at = chance.below(tokens.size());
    const auto place = tokens.begin() + static_cast<std::ptrdiff_t>(at);
    switch (chance.below(5)) {
      case 0: tokens.erase(place); break;
      case 1: tokens.insert(place, std::string(*place)); break;
      case 2: std::swap(tokens[at], tokens[chance.below(tokens.size())]); break;
      case 3: *place = others[chance.below(others.size())]; break;
      default: tokens.insert(place, others[chance.below(others.size())]);
    }
  }
  std::string result;
  for (const std::string& token : tokens)
    result += token;
  return result;
}

}  // namespace dealwright::test
