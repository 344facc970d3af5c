// Checking expressions: syntax -> a typed expression of the plan. Units are checked here and
// nowhere else.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "dsl/plan/expression.hpp"
#include "dsl/sema/symbols.hpp"
#include "dsl/syntax/tree.hpp"

namespace dealwright::sema {

struct Checked {
  Type type;
  plan::Expression value;
  bool bare = false;      // a plain number as written: takes the unit that its place fixes
  bool constant = false;  // the same for every run
};

// Where an expression stands and what may be named there.
struct ExpressionPlace {
  const Assets* assets = nullptr;
  const Scope* scope = nullptr;
  const Module* module =
      nullptr;  // inside a module: its own queries and settings by their bare names
  const Substitution* substitution = nullptr;  // inside a module
  bool in_read = false;                        // contract calls allowed, units not checked
  bool in_flash = false;                       // `flash.owed` is known
  std::string flash_asset;
  // Queries asked for, so that the plan can list them: collected when not null.
  std::vector<plan::Expression>* asked = nullptr;
  // The asset in which a holding was paid for, for `cost(h)`; empty when unknown.
  std::function<std::string(std::string_view holding)> cost_asset;
};

class Expressions {
 public:
  Expressions(diagnostics::Diagnostics& found, const ExpressionPlace& place)
      : found_(found), place_(place) {}

  // Any type. `expected` gives a bare number its unit.
  Checked check(syntax::Node node, const Type* expected = nullptr);
  // A truth; anything else is reported once.
  plan::Expression condition(syntax::Node node);
  // Exactly this type (a bare number takes its unit); `what` names the place in messages: "the
  // timeout".
  Checked of_type(syntax::Node node, const Type& expected, std::string_view what);
  // of_type that must be the same for every run.
  std::optional<values::Rational> constant(syntax::Node node, const Type& expected,
                                           std::string_view what);

  // The asset a node names, the substitution applied; empty and reported when there is none.
  std::string asset_named(syntax::Node node);
  // The same, and not `USD`, which is a measure and no asset that anyone holds.
  std::string token_named(syntax::Node node);
  // A type as written, the substitution applied.
  Type type_named(syntax::Node node, std::string* at_place = nullptr);
  // A literal of Kind::duration, ::whole; reported when out of bounds.
  values::Duration duration(syntax::Node node);
  unsigned whole(syntax::Node node, unsigned at_most, unsigned at_least = 0);
  const Symbol* symbol_named(syntax::Node node);  // reported when unknown

 private:
  Checked check_logic(syntax::Node node, plan::Op op);
  Checked check_comparison(syntax::Node node);
  Checked check_sum(syntax::Node node, const Type* expected);
  Checked check_product(syntax::Node node);
  Checked check_share(syntax::Node node, const Type* expected);
  Checked check_valued(syntax::Node node);
  Checked check_quantity(syntax::Node node);
  Checked check_ratio(syntax::Node node);
  Checked check_time(syntax::Node node);
  Checked check_postfix(syntax::Node node);
  Checked check_name(syntax::Node node);
  Checked check_symbol(const Symbol& symbol, syntax::Node at);
  Checked check_call(syntax::Node node, std::string_view name, syntax::Node call);
  bool is_own_state(std::string_view name) const;
  // One base unit of an asset, as an amount of it.
  Checked base_unit_of(const std::string& asset);
  Checked check_member(const Symbol& symbol, syntax::Node base, syntax::Node member,
                       syntax::Node node);
  Checked check_query(const Module& module, std::string_view name, syntax::Node at,
                      syntax::Node call);
  Checked check_contract_call(const Symbol& contract, syntax::Node node);
  Checked check_primitive(std::string_view name, syntax::Node node, syntax::Node call);
  Checked amount_argument(syntax::Node call, std::string_view function, std::string* holding);
  void adopt_unit(Checked& checked, const Type& expected, syntax::Node at);
  bool arguments_are(syntax::Node call, syntax::Node at, std::string_view function, unsigned count);
  void unknown_name(syntax::Node at, std::string_view name,
                    std::vector<std::string_view> candidates);
  std::vector<std::string_view> names_in_scope();  // for suggestions; empty when they are of no use
  void check_decimals(const values::Rational& number, std::string_view asset, syntax::Node at);

  diagnostics::Diagnostics& found_;
  const ExpressionPlace& place_;
};

// The value of an argument node (Kind::argument), its name stripped.
[[nodiscard]] syntax::Node argument_value(syntax::Node argument);
[[nodiscard]] std::vector<syntax::Node> arguments_of(syntax::Node call);

// The content of a text literal: quotes gone, \" and \\ resolved.
[[nodiscard]] std::string text_of(syntax::Node literal);

// An expression that is a name with arguments.
[[nodiscard]] plan::Expression named(plan::Op op, std::string_view name,
                                     std::vector<plan::Expression> args = {});

// Evaluates what has no names in it; nothing when it has, or overflows.
[[nodiscard]] std::optional<plan::Value> fold(const plan::Expression& expression);

}  // namespace dealwright::sema
