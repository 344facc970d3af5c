// Where in a plan's JSON we are, as a JSON pointer (RFC 6901): "/steps/2/after/0". Cheap to keep,
// spelled out only when there is something to say.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace dealwright::plan {

class Pointer {
 public:
  void enter(std::string_view name) { parts_.push_back({.name = name, .is_name = true}); }
  void enter(std::size_t index) { parts_.push_back({.index = index}); }
  void leave() { parts_.pop_back(); }

  [[nodiscard]] std::string text() const {
    std::string out;
    for (const Part& part : parts_) {
      out += '/';
      if (part.is_name) {
        out += escaped(part.name);
      } else {
        out += std::to_string(part.index);
      }
    }
    return out;
  }
  // Of something directly below.
  [[nodiscard]] std::string text(std::string_view name) const {
    return text() + "/" + escaped(name);
  }

 private:
  struct Part {
    std::string_view name;
    std::size_t index = 0;
    bool is_name = false;
  };

  static std::string escaped(std::string_view name) {
    std::string out;
    for (const char c : name) {
      if (c == '~') {
        out += "~0";
      } else if (c == '/') {
        out += "~1";
      } else {
        out += c;
      }
    }
    return out;
  }

  std::vector<Part> parts_;
};

}  // namespace dealwright::plan
