// Text of a deal made harmless for a page or an XML document: nothing in it can open a tag, close
// an attribute or drive a terminal.
#pragma once

#include <string>
#include <string_view>

namespace dealwright::app {

// For content and for attributes in double quotes, of HTML and XML alike; what neither may hold is
// shown as `plain` shows it. Newlines stay.
[[nodiscard]] std::string marked_up(std::string_view text);

}  // namespace dealwright::app
