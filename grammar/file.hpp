// The rule to start from.
#pragma once

#include "grammar/protocols.hpp"

namespace dealwright::grammar {

struct declaration : pegtl::sor<asset, deal, strategy, scenario, protocol, desk> {};
struct file_item : pegtl::sor<use, declaration> {};
struct file_words {
  static constexpr bool documented = true;
  static constexpr std::array<std::string_view, 7> words{"use",      "asset",    "deal", "strategy",
                                                         "scenario", "protocol", "desk"};
  static constexpr BlockWords block{
      "a declaration", "`use`, `deal`, `strategy`, `scenario`, `protocol`, `asset` or `desk`",
      words};
};
struct file : top_level<file_words, file_item> {};

}  // namespace dealwright::grammar
