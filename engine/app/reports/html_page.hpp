// One self-contained page: no script, nothing from the network, readable in light and dark and on
// paper. Whatever text comes in is marked up here, once.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dealwright::app {

enum class CellAlign : std::uint8_t { left, right };
struct PageColumn {
  std::string title;
  CellAlign align = CellAlign::left;
};

class HtmlPage {
 public:
  // `title` is the page's; `lead` a line below it.
  HtmlPage(std::string_view title, std::string_view lead);

  void heading(std::string_view text);
  void paragraph(std::string_view text);
  // A word in a frame: how it ended. `good` decides its colour.
  enum class Tone : std::uint8_t { good, bad, plain };
  void badge(std::string_view text, Tone tone);
  void table(const std::vector<PageColumn>& columns,
             const std::vector<std::vector<std::string>>& rows);
  // A table that is folded away until somebody asks for it.
  void folded_table(std::string_view title, const std::vector<PageColumn>& columns,
                    const std::vector<std::vector<std::string>>& rows);
  // A drawing that is marked up already: what svg_plot.hpp makes.
  // An empty one is left out.
  void figure(std::string_view svg) {
    if (!svg.empty()) body_ += "<figure>" + std::string(svg) + "</figure>\n";
  }

  [[nodiscard]] std::string take();

 private:
  std::string title_;
  std::string body_;
};

}  // namespace dealwright::app
