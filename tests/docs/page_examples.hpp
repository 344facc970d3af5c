// The examples of a Markdown page: its fenced blocks that are deals, and the files they use. Input:
// a page's path; output: plain values. It judges nothing; docs_test.cpp does.
//
// What stands after the three backticks says what a block is:
//   deal                    a whole file without findings
//   deal bad D400           a whole file with exactly this finding
//   deal in step            a part of a file, to stand in tests/docs/frames/step.deal
//   deal in step bad D400   the same, with exactly this finding
//   deal NAME.deal          a whole file without findings that other blocks of the page can use
//   json NAME.json          an ABI that they can use
#pragma once

#include <map>
#include <string>
#include <vector>

namespace dealwright::docs {

struct Example {
  std::string where;       // "docs/language/tour.md:12"
  std::string text;        // with its frame around it
  std::string expected{};  // the code of its finding; empty for none
  bool is_part = false;    // stands in a frame
};

struct Page {
  std::string path;
  std::string text;
  std::vector<Example> examples;
  std::map<std::string, std::string> files;  // named blocks, by the name under which they are found
  std::vector<std::string> not_understood;   // blocks whose first line says something else
};

[[nodiscard]] Page read_page(const std::string& path);

// README.md and the pages below docs/, sorted; without those about single diagnostics, which the
// tests of `explain` run.
[[nodiscard]] std::vector<Page> all_pages();

}  // namespace dealwright::docs
