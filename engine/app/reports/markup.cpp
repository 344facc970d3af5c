// Escaping, line by line.
#include "engine/app/reports/markup.hpp"

#include "engine/app/terminal.hpp"

namespace dealwright::app {
namespace {

std::string line_marked_up(std::string_view line) {
  std::string out;
  for (const char c : plain(line)) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out += c;
    }
  }
  return out;
}

}  // namespace

std::string marked_up(std::string_view text) {
  std::string out;
  while (true) {
    const std::size_t end = text.find('\n');
    out += line_marked_up(text.substr(0, end));
    if (end == std::string_view::npos) return out;
    out += '\n';
    text.remove_prefix(end + 1);
  }
}

}  // namespace dealwright::app
