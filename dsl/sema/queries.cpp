// Queries and settings of modules, contract calls inside a `read`, and the primitives of
// dsl/models.
#include <algorithm>
#include <map>
#include <utility>

#include "dsl/diagnostics/render.hpp"
#include "dsl/models/primitives.hpp"
#include "dsl/sema/abi_arguments.hpp"
#include "dsl/sema/expressions.hpp"
#include "dsl/sema/modules.hpp"

namespace dealwright::sema {

using diagnostics::Code;
using plan::Expression;
using plan::Op;
using syntax::Kind;
using syntax::Node;
using values::Unit;

Expression named(Op op, std::string_view name, std::vector<Expression> args) {
  Expression expression;
  expression.op = op;
  expression.name = std::string(name);
  expression.args = std::move(args);
  return expression;
}

Checked Expressions::check_primitive(std::string_view name, Node node, Node call) {
  const models::PrimitiveSignature& signature = *models::find_primitive(name);
  if (!arguments_are(call, node, name, static_cast<unsigned>(signature.parameters.size())))
    return {};
  const auto arguments = arguments_of(call);
  std::map<std::string_view, Unit> units;
  std::vector<Expression> args;
  bool broken = false;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const models::PrimitiveParameter& parameter = signature.parameters[i];
    Node value = argument_value(arguments[i]);
    std::optional<Type> expected;
    if (parameter.kind == models::ParameterKind::duration) expected = Type::of(TypeKind::duration);
    if (parameter.kind == models::ParameterKind::ratio) expected = Type::plain();
    if (parameter.kind == models::ParameterKind::quantity) {
      if (auto known = units.find(parameter.unit); known != units.end())
        expected = Type::number(known->second);
    }
    Checked checked =
        expected ? of_type(value, *expected,
                           "`" + std::string(parameter.name) + "` of `" + std::string(name) + "`")
                 : check(value);
    broken = broken || checked.type.is(TypeKind::unknown);
    if (!expected && !checked.type.is(TypeKind::unknown)) {
      if (checked.type.is(TypeKind::number)) {
        units.emplace(parameter.unit, checked.type.unit);
      } else {
        Report(found_, Code::wrong_type, value)
            .says("`" + std::string(name) + "` needs numbers, this is " + in_words(checked.type));
        broken = true;
      }
    }
    args.push_back(std::move(checked.value));
  }
  if (broken) return {};
  Type result = Type::plain();
  if (signature.result_kind == models::ParameterKind::duration)
    result = Type::of(TypeKind::duration);
  if (signature.result_kind == models::ParameterKind::quantity) {
    if (auto known = units.find(signature.result_unit); known != units.end())
      result = Type::number(known->second);
  }
  return {result, named(Op::primitive, name, std::move(args)), false, false};
}

Checked Expressions::check_query(const Module& module, std::string_view name, Node at, Node call) {
  const std::vector<Parameter>* parameters = nullptr;
  Node type_node;
  Op op = Op::query;
  if (auto query = module.queries.find(name); query != module.queries.end()) {
    parameters = &query->second.parameters;
    type_node = query->second.type;
  } else if (auto setting = module.settings.find(name); setting != module.settings.end()) {
    parameters = &setting->second.parameters;
    type_node = setting->second.type;
    op = setting->second.is_state ? Op::state : Op::setting;
  } else if (module.actions.contains(name)) {
    Report(found_, Code::wrong_kind_of_name, at)
        .says("`" + std::string(name) + "` of `" + module.name +
              "` is an action; a value is needed here");
    return {};
  } else {
    std::vector<std::string_view> candidates;
    for (const auto& [known, entry] : module.queries)
      candidates.push_back(known);
    for (const auto& [known, entry] : module.settings)
      candidates.push_back(known);
    unknown_name(at, name, std::move(candidates));
    return {};
  }
  const bool called = call && call.is(Kind::call);
  const auto arguments = called ? arguments_of(call) : std::vector<Node>{};
  if (arguments.size() != parameters->size()) {
    Report(found_, Code::wrong_arguments, at)
        .says("`" + std::string(name) + "` of `" + module.name + "` takes " +
              std::to_string(parameters->size()) +
              (parameters->size() == 1 ? " argument" : " arguments") + ", here " +
              (arguments.size() == 1 ? "is 1" : "are " + std::to_string(arguments.size())));
    return {};
  }
  Substitution bound;
  Expression asked = named(op, module.name + "." + std::string(name));
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const Parameter& parameter = (*parameters)[i];
    Node value = argument_value(arguments[i]);
    Checked checked = check(value);
    if (checked.type.is(TypeKind::unknown)) return {};
    const bool fits = parameter.kind == ParameterKind::asset      ? checked.type.is(TypeKind::asset)
                      : parameter.kind == ParameterKind::position ? checked.type.is_position()
                                                                  : false;
    if (!fits) {
      Report(found_, Code::wrong_type, value)
          .says(std::string("`") + std::string(name) + "` needs " +
                (parameter.kind == ParameterKind::asset ? "the name of an asset" : "a position") +
                " here, this is " + in_words(checked.type));
      return {};
    }
    bound[parameter.variable] = checked.type.asset;
    asked.args.push_back(std::move(checked.value));
  }
  ExpressionPlace inside = place_;
  inside.substitution = &bound;
  diagnostics::Diagnostics ignored;
  Type type = Expressions(ignored, inside).type_named(type_node);
  if (!ignored.empty()) {
    Report(found_, Code::wrong_asset, at)
        .says("`" + module.name + "." + std::string(name) +
              "` cannot be asked of this: " + ignored.front().message);
    return {};
  }
  if (place_.asked != nullptr) place_.asked->push_back(asked);
  return {type, std::move(asked), false, false};
}

Checked Expressions::check_contract_call(const Symbol& contract, Node node) {
  // `pool.getReserveData(A).rate`: function, arguments, then one output by name or position.
  const Contract& known = contract.module->contracts.at(contract.name);
  if (!known.has_abi) return {};
  Node function_node = node.child_at(1).first_child();
  Node call = node.child_at(2);
  const std::string function(function_node.text());
  const auto [first, last] = known.abi.functions.equal_range(function);
  if (first == last) {
    std::vector<std::string> candidates;
    for (const auto& [name, entry] : known.abi.functions)
      candidates.push_back(name);
    std::string meant = diagnostics::nearest(function, candidates);
    Report report(found_, Code::not_in_abi, function_node);
    report.says("the ABI `" + known.abi_name + "` has no function `" + function + "`");
    if (!meant.empty()) report.here("did you mean `" + meant + "`?").replace_with(meant);
    return {};
  }
  const auto arguments = call && call.is(Kind::call) ? arguments_of(call) : std::vector<Node>{};
  std::vector<Checked> checks;
  std::vector<Node> nodes;
  for (Node argument : arguments) {
    nodes.push_back(argument_value(argument));
    checks.push_back(check(nodes.back()));
    if (checks.back().type.is(TypeKind::unknown)) return {};
  }
  const AbiFunction* fits = nullptr;
  std::string why;
  for (auto entry = first; entry != last && fits == nullptr; ++entry) {
    why = misfit(entry->second, checks, nodes);
    if (why.empty()) fits = &entry->second;
  }
  if (fits == nullptr) {
    Report(found_, Code::abi_mismatch, node).says("`" + first->second.signature() + "` " + why);
    return {};
  }
  std::vector<Expression> args;
  for (Checked& checked : checks)
    args.push_back(std::move(checked.value));
  Expression read =
      named(Op::query, contract.module->name + "." + contract.name + "." + fits->signature(),
            std::move(args));
  std::string output;
  const Node method = node.child_at(1);
  for (Node tail : node.children()) {
    if (tail.is(Kind::member) && tail != method) {
      output = std::string(tail.first_child().text());
      std::vector<std::string> names;
      for (const AbiField& field : fits->outputs)
        names.push_back(field.name);
      if (std::find(names.begin(), names.end(), output) == names.end()) {
        Report(found_, Code::not_in_abi, tail.first_child())
            .says("`" + fits->signature() + "` gives nothing called `" + output + "`")
            .note(names.empty() ? "it gives nothing" : "it gives " + listed(names, "and"));
        return {};
      }
    } else if (tail.is(Kind::index)) {
      output += std::string(tail.text());
    }
  }
  if (!output.empty()) read.name += "." + output;
  return {Type::of(TypeKind::raw), std::move(read), false, false};
}

}  // namespace dealwright::sema
