// Choosing a deal, collecting its parameters, and saying what is missing.
#include "engine/app/deal_choice.hpp"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

#include "dsl/plan/canonical.hpp"
#include "engine/app/files.hpp"

namespace dealwright::app {
namespace {

using compile::GivenParam;

std::unexpected<ExitCode> refuse(Terminal& terminal, std::string message) {
  return std::unexpected(terminal.fail({ExitCode::usage, std::move(message)}));
}

void show(const diagnostics::Diagnostics& found, Shape shape, Terminal& terminal) {
  switch (shape) {
    case Shape::text: terminal.show(diagnostics::to_terminal(found, terminal.err_colour())); return;
    case Shape::json: terminal.out(diagnostics::to_json(found)); return;
  }
}

std::string names_of(const std::vector<sema::DealModel>& deals) {
  std::string names;
  for (const sema::DealModel& deal : deals) {
    if (!names.empty()) names += ", ";
    names += in_ticks(deal.name);
  }
  return names;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r";
  const std::size_t begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(blanks) + 1 - begin);
}

std::expected<std::vector<GivenParam>, std::string> params_from_json(std::string_view text,
                                                                     const std::string& where) {
  const nlohmann::json whole = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!whole.is_object()) return std::unexpected(where + " is not a JSON object");
  std::vector<GivenParam> given;
  for (const auto& [name, value] : whole.items()) {
    if (!value.is_string()) {
      return std::unexpected(where + ": " + in_ticks(name) +
                             " is not a text; write the value as in a deal: \"5_000 USDT\"");
    }
    given.push_back({name, value.get<std::string>(), where});
  }
  return given;
}

// Those of the command line win over those of the file; the same name twice in one place is a slip.
std::expected<std::vector<GivenParam>, std::string> params_of(const DealChoice& choice) {
  std::vector<GivenParam> given;
  for (const std::string& text : choice.params) {
    const std::size_t sign = text.find('=');
    if (sign == std::string::npos || trimmed(text.substr(0, sign)).empty()) {
      return std::unexpected(in_ticks(text) + " is not NAME=VALUE");
    }
    const std::string name(trimmed(std::string_view(text).substr(0, sign)));
    if (std::ranges::find(given, name, &GivenParam::name) != given.end()) {
      return std::unexpected("--param " + plain(name) + " is given twice");
    }
    given.push_back(
        {name, std::string(trimmed(std::string_view(text).substr(sign + 1))), "--param"});
  }
  if (choice.params_file.empty()) return given;
  const auto text = read_file(choice.params_file, params_bytes_max, Readable::any);
  if (!text) return std::unexpected(in_ticks(choice.params_file) + " " + text.error());
  if (text->size() > params_bytes_max) {
    return std::unexpected(in_ticks(choice.params_file) + " is too large");
  }
  auto of_file = read_params(*text, plain(choice.params_file));
  if (!of_file) return of_file;
  for (GivenParam& param : *of_file) {
    if (std::ranges::find(given, param.name, &GivenParam::name) == given.end()) {
      given.push_back(std::move(param));
    }
  }
  return given;
}

}  // namespace

std::expected<std::unique_ptr<ChosenDeal>, ExitCode> choose_deal(const std::string& file,
                                                                 const std::string& deal,
                                                                 Shape shape, Terminal& terminal,
                                                                 LockCheck lock) {
  auto workspace = Workspace::open({file});
  if (!workspace) return std::unexpected(terminal.fail(workspace.error()));
  if (workspace->files().size() != 1) {
    return refuse(terminal, in_ticks(file) + " is a folder: name one file of it");
  }
  auto chosen = std::make_unique<ChosenDeal>(ChosenDeal{*std::move(workspace), {}, nullptr});
  auto checked = chosen->workspace.check(chosen->file(), lock);
  if (!checked) return std::unexpected(terminal.fail(checked.error()));
  chosen->checked = *std::move(checked);
  if (diagnostics::has_errors(chosen->checked.found)) {
    show(diagnostics::in_order(chosen->checked.found), shape, terminal);
    return std::unexpected(ExitCode::findings);
  }
  // Warnings are for a person to see; they do not belong into data.
  if (!chosen->checked.found.empty() && shape == Shape::text) {
    show(diagnostics::in_order(chosen->checked.found), shape, terminal);
  }
  const std::vector<sema::DealModel>& deals = chosen->checked.model.deals;
  if (deals.empty()) return refuse(terminal, in_ticks(chosen->file().name) + " declares no deal");
  if (deal.empty()) {
    if (deals.size() > 1) {
      return refuse(terminal, in_ticks(chosen->file().name) + " declares " + names_of(deals) +
                                  ": say which with --deal NAME");
    }
    chosen->deal = &deals.front();
    return chosen;
  }
  const auto named = std::ranges::find(deals, deal, &sema::DealModel::name);
  if (named == deals.end()) {
    return refuse(terminal, in_ticks(chosen->file().name) + " declares no deal " + in_ticks(deal) +
                                "; it declares " + names_of(deals));
  }
  chosen->deal = &*named;
  return chosen;
}

std::expected<plan::Plan, ExitCode> plan_of(const ChosenDeal& chosen, const DealChoice& choice,
                                            Shape shape, Terminal& terminal) {
  const auto given = params_of(choice);
  if (!given) return refuse(terminal, given.error());
  auto planned = compile::plan_deal(chosen.checked, chosen.deal->name, *given);
  if (!planned.plan) {
    show(diagnostics::in_order(std::move(planned.found)), shape, terminal);
    return std::unexpected(ExitCode::usage);  // the parameters came with the command
  }
  return *std::move(planned.plan);
}

std::expected<plan::Plan, ExitCode> choose_plan(const DealChoice& choice, Shape shape,
                                                Terminal& terminal) {
  if (is_plan_file(choice.file)) {
    if (!choice.params.empty() || !choice.params_file.empty() || !choice.deal.empty()) {
      return refuse(terminal, in_ticks(choice.file) +
                                  " is a plan: its deal and parameters are settled already");
    }
    auto read = read_plan_file(choice.file);
    if (!read) return std::unexpected(terminal.fail(read.error()));
    return *std::move(read);
  }
  const auto chosen = choose_deal(choice.file, choice.deal, shape, terminal);
  if (!chosen) return std::unexpected(chosen.error());
  return plan_of(**chosen, choice, shape, terminal);
}

std::expected<plan::Plan, Failure> read_plan_file(const std::string& path) {
  const auto text = path == standard_input ? read_standard_input(plan::plan_bytes_max)
                                           : read_file(path, plan::plan_bytes_max, Readable::any);
  if (!text) return std::unexpected(Failure{ExitCode::usage, in_ticks(path) + " " + text.error()});
  auto read = plan::read_plan(*text);
  if (!read) {
    const std::string where = read.error().where.empty() ? "" : " at " + plain(read.error().where);
    return std::unexpected(Failure{ExitCode::usage, in_ticks(path) + " is not a plan" + where +
                                                        ": " + plain(read.error().what)});
  }
  return *std::move(read);
}

bool is_plan_file(const std::string& path) {
  if (path == standard_input) return false;
  // No deal begins with a brace, and every plan in its canonical form does.
  const auto start = read_file(path, 1, Readable::regular);
  return start && start->starts_with('{');
}

std::expected<std::vector<GivenParam>, std::string> read_params(std::string_view text,
                                                                const std::string& where) {
  if (trimmed(text).starts_with('{')) return params_from_json(text, where);
  std::vector<GivenParam> given;
  std::size_t number = 0;
  while (!text.empty()) {
    ++number;
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    line = trimmed(line.substr(0, line.find("//")));
    if (line.empty()) continue;
    const std::string place = where + ", line " + std::to_string(number);
    const std::size_t sign = line.find('=');
    const std::string name(trimmed(line.substr(0, sign)));
    if (sign == std::string_view::npos || name.empty()) {
      return std::unexpected(place + " is not NAME = VALUE");
    }
    if (std::ranges::find(given, name, &GivenParam::name) != given.end()) {
      return std::unexpected(place + ": " + in_ticks(name) + " is given twice");
    }
    given.push_back({name, std::string(trimmed(line.substr(sign + 1))), place});
  }
  return given;
}

}  // namespace dealwright::app
