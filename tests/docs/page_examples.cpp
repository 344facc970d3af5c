// Reading pages: fences, what they say of their block, and the frames that parts stand in.
#include "tests/docs/page_examples.hpp"

#include <algorithm>
#include <filesystem>
#include <sstream>

#include "tests/support/library_provider.hpp"

namespace dealwright::docs {
namespace {

constexpr const char* frame_mark = "// fragment\n";

// The frame with the part in the place of its mark, or nothing when there is no such frame.
std::string in_frame(const std::string& frame, const std::string& part) {
  std::string text = support::read_text("tests/docs/frames/" + frame + ".deal");
  const auto at = text.find(frame_mark);
  if (at == std::string::npos) return {};
  return text.replace(at, std::string(frame_mark).size(), part);
}

void add_block(Page& page, std::size_t line, const std::string& told, const std::string& text) {
  std::istringstream words(told);
  std::string language;
  std::string word;
  words >> language >> word;
  const std::string where = page.path + ":" + std::to_string(line);
  if (language == "json" && word.ends_with(".json")) {
    page.files["abi/" + word] = text;
    return;
  }
  if (language != "deal") return;
  if (word.ends_with(".deal")) {
    page.files[word] = text;
    page.examples.push_back({.where = where, .text = text});
    return;
  }
  Example example{.where = where, .text = text};
  if (word == "in") {
    std::string frame;
    words >> frame;
    example.text = in_frame(frame, text);
    example.is_part = true;
    word.clear();
    words >> word;
  }
  if (word == "bad") {
    words >> example.expected;
    word.clear();
    words >> word;
  }
  if (!word.empty() || example.text.empty()) {
    page.not_understood.push_back(where + ": " + told);
    return;
  }
  page.examples.push_back(std::move(example));
}

}  // namespace

Page read_page(const std::string& path) {
  Page page;
  page.path = path;
  page.text = support::read_text(path);
  std::istringstream lines(page.text);
  std::string told;
  std::string block;
  std::size_t number = 0;
  std::size_t begin = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (!line.starts_with("```")) {
      if (begin != 0) block += line + "\n";
    } else if (begin == 0) {
      told = line.substr(3);
      begin = number;
      block.clear();
    } else {
      add_block(page, begin, told, block);
      begin = 0;
    }
  }
  if (begin != 0)
    page.not_understood.push_back(path + ":" + std::to_string(begin) + ": never closed");
  return page;
}

std::vector<Page> all_pages() {
  std::vector<std::string> paths{"README.md"};
  for (const auto& entry : std::filesystem::recursive_directory_iterator("docs")) {
    const std::string path = entry.path().generic_string();
    if (path.ends_with(".md") && !path.starts_with("docs/language/diagnostics/"))
      paths.push_back(path);
  }
  std::sort(paths.begin(), paths.end());
  std::vector<Page> pages;
  pages.reserve(paths.size());
  for (const std::string& path : paths)
    pages.push_back(read_page(path));
  return pages;
}

}  // namespace dealwright::docs
