// Parameter values as given from outside. A value is parsed as the line `given NAME = VALUE` of a
// scenario, so that it obeys the grammar and a finding shows it in place.
#include "dsl/sema/given.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "dsl/diagnostics/render.hpp"
#include "dsl/sema/expressions.hpp"
#include "dsl/syntax/parse.hpp"

namespace dealwright::sema {

using diagnostics::Code;
using syntax::Kind;
using syntax::Node;
using values::Rational;

namespace {

std::optional<Rational> number_of(const std::optional<plan::Expression>& expression) {
  if (!expression) return std::nullopt;
  auto value = fold(*expression);
  const Rational* number = value ? std::get_if<Rational>(&*value) : nullptr;
  return number != nullptr ? std::optional<Rational>(*number) : std::nullopt;
}

std::string range_text(const ParamModel& param) {
  return plan::to_text(*param.low) + " .. " + plan::to_text(*param.high);
}

}  // namespace

bool fits(const ParamModel& param, const plan::Expression& value, const Place& at,
          diagnostics::Diagnostics& found) {
  if (!param.low && !param.high && param.initial) {
    if (plan::to_text(value) == plan::to_text(*param.initial)) return true;
    Report(found, Code::out_of_range, at)
        .says("`" + param.name + "` has no range: it is fixed at its default " +
              plan::to_text(*param.initial))
        .also(param.declared, "declared without `in … .. …`");
    return false;
  }
  const auto number = number_of(value);
  if (number && param.is_whole && !values::to_whole(*number)) {
    Report(found, Code::out_of_range, at)
        .says("`" + param.name + "` is a whole number, " + plan::to_text(value) + " is not")
        .also(param.declared, "the parameter");
    return false;
  }
  const auto low = number_of(param.low);
  const auto high = number_of(param.high);
  if (!number || ((!low || *low <= *number) && (!high || *number <= *high))) return true;
  Report(found, Code::out_of_range, at)
      .says("`" + param.name + "` is " + plan::to_text(value) + ", outside its range " +
            range_text(param))
      .also(param.declared, "the parameter");
  return false;
}

std::optional<plan::Expression> read_route(const ParamModel& param,
                                           const std::vector<plan::Asset>& assets,
                                           std::string_view given, const Place& at,
                                           diagnostics::Diagnostics& found) {
  std::vector<std::string> hops;
  std::string part;
  for (char c : std::string(given) + ">") {
    if (c == '>') {
      hops.push_back(std::move(part));
      part.clear();
    } else if (c != ' ' && c != '\t') {
      part += c;
    }
  }
  std::string text;
  for (const std::string& hop : hops) {
    if (std::none_of(assets.begin(), assets.end(),
                     [&](const plan::Asset& asset) { return asset.name == hop; })) {
      Report(found, Code::unknown_name, at)
          .says("`" + hop + "` is no asset")
          .help("write a route like `" + param.type.asset + " > OTHER > " + param.type.asset + "`");
      return std::nullopt;
    }
    text += (text.empty() ? "" : ">") + hop;
  }
  if (hops.front() != param.type.asset || hops.back() != param.type.asset) {
    Report(found, Code::wrong_asset, at)
        .says("the route of `" + param.name + "` starts and ends in " + param.type.asset);
    return std::nullopt;
  }
  const Rational count(static_cast<std::int64_t>(hops.size()) - 1);
  auto low = number_of(param.low);
  auto high = number_of(param.high);
  if ((low && count < *low) || (high && *high < count)) {
    Report(found, Code::out_of_range, at)
        .says("`" + param.name + "` has " + std::to_string(hops.size() - 1) +
              (hops.size() == 2 ? " hop" : " hops") + ", outside its range " + range_text(param))
        .also(param.declared, "the parameter");
    return std::nullopt;
  }
  plan::Expression route;
  route.op = plan::Op::text;
  route.name = std::move(text);
  return route;
}

std::map<std::string, plan::Expression> check_given(const DealModel& deal,
                                                    const std::vector<plan::Asset>& assets,
                                                    const std::vector<GivenValue>& given,
                                                    diagnostics::Diagnostics& found) {
  std::map<std::string, plan::Expression> bound;
  Assets known_assets;
  for (const plan::Asset& asset : assets)
    known_assets.emplace(asset.name, KnownAsset{asset, {}});
  Scope no_names;
  ExpressionPlace place;
  place.assets = &known_assets;
  place.scope = &no_names;
  std::set<std::string> seen;
  for (const GivenValue& value : given) {
    const std::string before = "scenario \"\" for deal {\n  given ";
    const bool usable = value.value.size() <= given_bytes_max &&
                        value.value.find_first_of("\n\r") == std::string::npos;
    auto source = std::make_shared<const diagnostics::Source>(
        value.where, value.name + " = " + (usable ? value.value : std::string("…")));
    const auto at = [&](std::size_t from, std::size_t to) {
      return Place{source, {static_cast<std::uint32_t>(from), static_cast<std::uint32_t>(to)}};
    };
    const Place name_place = at(0, value.name.size());
    const Place value_place = at(value.name.size() + 3, source->text().size());
    if (!usable) {
      Report(found, Code::out_of_range, value_place)
          .says("the value of `" + value.name + "` is not one line of at most " +
                std::to_string(given_bytes_max) + " bytes");
      continue;
    }
    const auto param =
        std::find_if(deal.params.begin(), deal.params.end(),
                     [&](const ParamModel& known) { return known.name == value.name; });
    if (param == deal.params.end()) {
      std::vector<std::string> names;
      for (const ParamModel& known : deal.params)
        names.push_back(known.name);
      std::string meant = diagnostics::nearest(value.name, names);
      Report report(found, Code::unknown_name, name_place);
      report.says("`" + deal.name + "` has no parameter `" + value.name + "`");
      if (!meant.empty()) {
        report.here("did you mean `" + meant + "`?");
      } else if (!names.empty()) {
        report.note("its parameters are " + listed(names, "and"));
      }
      continue;
    }
    if (!seen.insert(value.name).second) {
      Report(found, Code::clause_repeated, name_place).says("`" + value.name + "` is given twice");
      continue;
    }
    if (param->type.is(TypeKind::route)) {
      if (auto route = read_route(*param, assets, value.value, value_place, found))
        bound.emplace(value.name, std::move(*route));
      continue;
    }
    auto text = std::make_shared<const diagnostics::Source>(
        value.where, before + value.name + " = " + value.value + "\n}\n");
    syntax::Parsed parsed = syntax::parse(text);
    auto tree = std::make_shared<const syntax::SyntaxTree>(std::move(parsed.tree));
    Node line = tree->root().child(Kind::scenario).child(Kind::given);
    diagnostics::Diagnostics inside = std::move(parsed.found);
    Checked checked;
    if (inside.empty() && line)
      checked =
          Expressions(inside, place).of_type(line.child_at(1), param->type, "`" + value.name + "`");
    if (!inside.empty() || !line || !checked.constant) {
      Report report(found, inside.empty() ? Code::not_constant : inside.front().code, value_place);
      report.says(inside.empty() ? "`" + value.name + "` needs a fixed value"
                                 : inside.front().message);
      report.help(param->initial
                      ? "write it like `" + value.name + "=" + plan::to_text(*param->initial) + "`"
                      : "`" + value.name + "` is " + in_words(param->type));
      continue;
    }
    auto folded = fold(checked.value);
    const Rational* number = folded ? std::get_if<Rational>(&*folded) : nullptr;
    if (number != nullptr && checked.value.op != plan::Op::number &&
        param->type.is(TypeKind::number)) {
      plan::Expression literal;
      literal.op = plan::Op::number;
      literal.number = *number;
      literal.name =
          param->type.unit.is_plain() ? std::string() : values::to_text(param->type.unit);
      checked.value = std::move(literal);
    }
    if (!fits(*param, checked.value, value_place, found)) continue;
    bound.emplace(value.name, std::move(checked.value));
  }
  std::vector<std::string> missing;
  Place first;
  for (const ParamModel& param : deal.params) {
    if (param.initial || seen.contains(param.name)) continue;
    std::string text = param.name + ": " + to_text(param.type);
    if (param.low && param.high)
      text += " in " + range_text(param) + (param.type.is(TypeKind::route) ? " hops" : "");
    missing.push_back(std::move(text));
    if (!first) first = param.declared;
  }
  if (!missing.empty()) {
    Report report(found, Code::value_missing, first ? first : deal.declared);
    report.says("`" + deal.name + "` needs a value for " + listed(missing, "and"))
        .help("give each with `--param NAME=VALUE` or in a file with `--params FILE`");
  }
  return bound;
}

}  // namespace dealwright::sema
