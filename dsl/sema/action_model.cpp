// `set STATE = VALUE`, `refuses FAILURE when CONDITION` and `fills RATIO`.
#include "dsl/sema/action_model.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace dealwright::sema {

using diagnostics::Code;
using plan::Expression;
using syntax::Kind;
using syntax::Node;

namespace {

bool is_setting(const Module& module, const Expression& asked) {
  if (asked.op != plan::Op::query) return false;
  const auto query = module.queries.find(asked.name.substr(asked.name.find('.') + 1));
  return query != module.queries.end() && query->second.is_setting;
}

}  // namespace

void lower_model_line(Node line, const Module& module, const ActionSignature& signature,
                      Expressions expressions, diagnostics::Diagnostics& found,
                      plan::Action& action) {
  if (line.is(Kind::refuses)) {
    Node name = line.child_at(0);
    const std::string failure(name.text());
    if (std::find(signature.fails.begin(), signature.fails.end(), failure) ==
        signature.fails.end()) {
      Report(found, Code::unknown_name, name)
          .says("`" + failure + "` is not among the failures of this action")
          .help("add it to the line `fails`");
      return;
    }
    action.refuses.push_back({failure, expressions.condition(line.child_at(1))});
    return;
  }
  if (line.is(Kind::fills)) {
    action.fills =
        expressions.of_type(line.first_child(), Type::plain(), "what `fills` says").value;
    return;
  }
  if (!line.is(Kind::set)) return;
  Node state = line.child_at(0);
  Checked to = expressions.check(state);
  if (to.type.is(TypeKind::unknown)) return;
  if (to.value.op != plan::Op::state && !is_setting(module, to.value)) {
    Report(found, Code::wrong_kind_of_name, state)
        .says("`set` changes a `state` of this module or a query that is a setting, `" +
              std::string(state.text()) + "` is neither");
    return;
  }
  Checked value =
      expressions.of_type(line.child_at(1), to.type, "`" + std::string(state.text()) + "`");
  action.model.push_back({plan::to_text(to.value), std::move(value.value)});
}

}  // namespace dealwright::sema
