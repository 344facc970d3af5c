// The canonical bytes of a plan, the indented form for people, and the identity: the digest of the
// former.
#include "dsl/plan/canonical.hpp"

#include "dsl/plan/utf8.hpp"
#include "dsl/plan/writer.hpp"

namespace dealwright::plan {

std::string to_canonical_json(const Plan& plan) { return to_json(plan, Layout::canonical); }

std::string to_pretty_json(const Plan& plan) { return to_json(plan, Layout::indented) + "\n"; }

values::Digest identity(const Plan& plan) { return values::sha256(to_canonical_json(plan)); }

// Escapes what JSON demands and nothing more, each in one way only.
void Writer::quote(std::string_view value) {
  DEALWRIGHT_ASSERT(is_utf8(value));
  static constexpr std::string_view hex = "0123456789abcdef";
  text_ += '"';
  for (const char c : value) {
    switch (c) {
      case '"': text_ += "\\\""; break;
      case '\\': text_ += "\\\\"; break;
      case '\b': text_ += "\\b"; break;
      case '\f': text_ += "\\f"; break;
      case '\n': text_ += "\\n"; break;
      case '\r': text_ += "\\r"; break;
      case '\t': text_ += "\\t"; break;
      default:
        if (static_cast<unsigned char>(c) >= 0x20) {
          text_ += c;
        } else {
          text_ += "\\u00";
          text_ += hex[static_cast<unsigned char>(c) >> 4U];
          text_ += hex[static_cast<unsigned char>(c) & 15U];
        }
    }
  }
  text_ += '"';
}

}  // namespace dealwright::plan
