// Texts as JSON, appended to what is being written: on the path of every fact.
#pragma once

#include <string>
#include <string_view>

namespace dealwright::journal {

// In quotes, with the escapes that JSON demands: one way for each text.
inline void write_text(std::string& out, std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20) {
      out += "\\u00";
      out += digits[byte >> 4U];
      out += digits[byte & 15U];
    } else {
      out += c;
    }
  }
  out += '"';
}

}  // namespace dealwright::journal
