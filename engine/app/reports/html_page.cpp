// The page's frame, its style, and tables.
#include "engine/app/reports/html_page.hpp"

#include "engine/app/reports/markup.hpp"

namespace dealwright::app {
namespace {

// Names of colours are used by the drawings too.
constexpr std::string_view style = R"css(
:root { color-scheme: light dark; --text: #1c2330; --soft: #5b6577; --line: #d5dae3; --paper: #ffffff; --band: #f4f6fa;
  --good: #1a7f4b; --bad: #b3261e; --s0: #2457c5; --s1: #c4590a; --s2: #1a7f4b; --s3: #8a2fb8; --s4: #b3261e; --s5: #0b7a8a;
  --s6: #7a6400; --s7: #57606e; }
@media (prefers-color-scheme: dark) { :root { --text: #e4e8f0; --soft: #9aa4b5; --line: #39414f; --paper: #14181f; --band: #1c222c;
  --good: #5ccb8f; --bad: #ff8a80; --s0: #7aa5ff; --s1: #ffa45c; --s2: #5ccb8f; --s3: #d09bff; --s4: #ff8a80; --s5: #59d0e0;
  --s6: #e0c34a; --s7: #aab4c4; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 74rem; padding: 1.5rem; background: var(--paper); color: var(--text);
  font: 15px/1.5 system-ui, sans-serif; }
h1 { margin: 0; font-size: 1.6rem; }
h2 { margin: 2rem 0 .5rem; font-size: 1.15rem; }
.lead { margin: .2rem 0 1rem; color: var(--soft); overflow-wrap: anywhere; }
.badge { display: inline-block; padding: .1rem .7rem; border: 1px solid currentColor; border-radius: 1rem; font-weight: 600; }
.good { color: var(--good); } .bad { color: var(--bad); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { padding: .25rem .6rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
th { color: var(--soft); font-weight: 600; }
tbody tr:nth-child(even) { background: var(--band); }
.r { text-align: right; white-space: nowrap; }
figure { margin: 1rem 0; }
svg { display: block; width: 100%; height: auto; }
svg text { fill: var(--soft); font: 12px system-ui, sans-serif; }
svg .title { fill: var(--text); font-weight: 600; font-size: 14px; }
svg .grid { stroke: var(--line); stroke-width: 1; }
svg .guide { stroke: var(--bad); stroke-width: 1.5; stroke-dasharray: 6 4; }
svg .guide-text { fill: var(--bad); }
svg .line { fill: none; stroke-width: 2; stroke-linejoin: round; }
svg .c0 { --c: var(--s0); } svg .c1 { --c: var(--s1); } svg .c2 { --c: var(--s2); } svg .c3 { --c: var(--s3); }
svg .c4 { --c: var(--s4); } svg .c5 { --c: var(--s5); } svg .c6 { --c: var(--s6); } svg .c7 { --c: var(--s7); }
svg .line { stroke: var(--c); } svg .bar, svg .mark { fill: var(--c); }
details { margin: 1rem 0; } summary { cursor: pointer; font-weight: 600; }
@media print { body { max-width: none; padding: 0; } }
)css";

std::string table_text(const std::vector<PageColumn>& columns,
                       const std::vector<std::vector<std::string>>& rows) {
  const auto cell = [&](std::string_view tag, std::size_t column, const std::string& text) {
    const bool right = columns[column].align == CellAlign::right;
    return "<" + std::string(tag) + (right ? " class=\"r\">" : ">") + marked_up(text) + "</" +
           std::string(tag) + ">";
  };
  std::string out = "<div class=\"scroll\"><table><thead><tr>";
  for (std::size_t c = 0; c < columns.size(); ++c)
    out += cell("th", c, columns[c].title);
  out += "</tr></thead><tbody>\n";
  for (const auto& row : rows) {
    out += "<tr>";
    for (std::size_t c = 0; c < row.size(); ++c)
      out += cell("td", c, row[c]);
    out += "</tr>\n";
  }
  return out + "</tbody></table></div>\n";
}

std::string_view word(HtmlPage::Tone tone) {
  switch (tone) {
    case HtmlPage::Tone::good: return "badge good";
    case HtmlPage::Tone::bad: return "badge bad";
    case HtmlPage::Tone::plain: break;
  }
  return "badge";
}

}  // namespace

HtmlPage::HtmlPage(std::string_view title, std::string_view lead) : title_(title) {
  body_ = "<h1>" + marked_up(title) + "</h1>\n<p class=\"lead\">" + marked_up(lead) + "</p>\n";
}

void HtmlPage::heading(std::string_view text) { body_ += "<h2>" + marked_up(text) + "</h2>\n"; }

void HtmlPage::paragraph(std::string_view text) { body_ += "<p>" + marked_up(text) + "</p>\n"; }

void HtmlPage::badge(std::string_view text, Tone tone) {
  body_ +=
      "<p><span class=\"" + std::string(word(tone)) + "\">" + marked_up(text) + "</span></p>\n";
}

void HtmlPage::table(const std::vector<PageColumn>& columns,
                     const std::vector<std::vector<std::string>>& rows) {
  body_ += table_text(columns, rows);
}

void HtmlPage::folded_table(std::string_view title, const std::vector<PageColumn>& columns,
                            const std::vector<std::vector<std::string>>& rows) {
  body_ += "<details><summary>" + marked_up(title) + "</summary>" + table_text(columns, rows) +
           "</details>\n";
}

std::string HtmlPage::take() {
  // The policy holds the page to its promise even if a text should ever get through.
  return "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
         "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
         "'unsafe-inline'\">\n<meta name=\"viewport\" content=\"width=device-width, "
         "initial-scale=1\">\n<title>" +
         marked_up(title_) + "</title>\n<style>" + std::string(style) +
         "</style></head>\n<body>\n" + body_ + "</body></html>\n";
}

}  // namespace dealwright::app
