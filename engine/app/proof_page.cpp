// The table of verdicts, what each worst case is made of, and what the proof rests on.
#include "engine/app/proof_page.hpp"

#include <algorithm>
#include <map>
#include <vector>

#include "engine/app/page.hpp"
#include "engine/app/terminal.hpp"

namespace dealwright::app {
namespace {

using prove::Figure;
using prove::LimitProof;
using prove::Look;
using prove::Measure;
using prove::Verdict;

std::string shown(const LimitProof& limit, const Figure& figure) {
  if (!figure.bounded) return "without bound";
  switch (limit.measure) {
    case Measure::ratio: return values::to_percent(figure.value, 1);
    case Measure::amount:
    case Measure::surplus: return values::to_decimal(figure.value, 2);
  }
  return {};
}

// "USDT 0.98 USD at open_credit.borrow, 1.02 USD now; loan 30d old now".
std::string places(const std::vector<Look>& where) {
  std::string text;
  const Look* before = nullptr;
  for (const Look& look : where) {
    const bool same = before != nullptr && before->what == look.what;
    if (before != nullptr) text += same ? ", " : "; ";
    if (!same) text += look.what + " ";
    text += look.value;
    if (!look.when.empty()) text += look.when == "now" ? " now" : " at " + look.when;
    before = &look;
  }
  return text;
}

std::vector<Look> together(std::vector<Look> where) {
  std::map<std::string, std::size_t> first;
  for (std::size_t i = 0; i < where.size(); ++i)
    first.try_emplace(where[i].what, i);
  std::ranges::sort(where, [&](const Look& a, const Look& b) {
    return std::pair(first.at(a.what), a.when == "now") <
           std::pair(first.at(b.what), b.when == "now");
  });
  return where;
}

std::string worst(const LimitProof& limit) {
  if (!limit.reaches_anything) {
    if (!limit.why.empty()) return limit.why;
    return limit.text.starts_with("never") ? "" : "no run comes to it";
  }
  std::string text = "worst " + shown(limit, limit.worst);
  if (!limit.of.empty() && limit.of == "what covers it") text += " of what covers it";
  if (const std::string where = places(together(limit.worst.where)); !where.empty())
    text += " (" + where + ")";
  if (limit.at_defaults.bounded && shown(limit, limit.at_defaults) != shown(limit, limit.worst))
    text += "; " + shown(limit, limit.at_defaults) + " at the defaults";
  if (limit.breaks) {
    text += "; breaks at " + limit.breaks->asset + " " + values::to_percent(limit.breaks->move, 1);
  }
  return text;
}

}  // namespace

std::string proof_page(const core::Terms& terms, const prove::Proof& proof,
                       diagnostics::Colour colour) {
  Page page(colour);
  page.heading("deal " + terms.plan().deal + ": " + counted(proof.limits.size(), "limit") +
               " over " + counted(proof.states, "state"));
  for (const LimitProof& limit : proof.limits)
    page.row(2, {std::string(to_text(limit.verdict)), limit.text, worst(limit)});
  page.end_table();
  for (const prove::PlainProof& plain : proof.plain) {
    page.row(2, {std::string(to_text(plain.verdict)),
                 plain.text + (plain.why.empty() ? "" : ": " + plain.why)});
  }
  page.end_table();
  for (const LimitProof& limit : proof.limits) {
    if (limit.verdict == Verdict::proved) continue;
    page.heading(std::string(to_text(limit.verdict)) + ": " + limit.text);
    if (limit.verdict == Verdict::undecided) {
      page.line(2, limit.why);
      page.line(2, limit.waived ? "waived: " + *limit.waived
                                : "an undecided limit does not pass; `accept undecided … because "
                                  "\"…\"` in the limits waives it");
      continue;
    }
    const prove::Story& story = limit.stories.front();
    std::string path;
    for (const std::string& step : story.path)
      path += (path.empty() ? "" : ", ") + step;
    if (!path.empty()) page.line(2, "what happens: " + path);
    page.line(2, "the engine played it, and this scenario fails:");
    std::string text = prove::to_text(terms, story.scenario);
    std::size_t begin = 0;
    while (begin < text.size()) {
      const std::size_t end = text.find('\n', begin);
      page.line(4, text.substr(begin, end - begin));
      begin = end + 1;
    }
  }
  page.heading("assumed");
  for (const std::string& line : proof.assumptions)
    page.line(2, line);
  if (!proof.warnings.empty()) page.heading("to know");
  for (const std::string& line : proof.warnings)
    page.line(2, line);
  return page.take();
}

}  // namespace dealwright::app
