// By label or by order; every argument that fits nowhere is reported.
#include "dsl/sema/match_arguments.hpp"

#include "dsl/diagnostics/render.hpp"
#include "dsl/sema/expressions.hpp"
#include "dsl/sema/symbols.hpp"

namespace dealwright::sema {

using diagnostics::Code;
using syntax::Kind;
using syntax::Node;

std::optional<std::vector<Node>> match_arguments(diagnostics::Diagnostics& found,
                                                 const ActionSignature& signature,
                                                 const std::string& written, Node use) {
  std::vector<Node> chosen(signature.parameters.size());
  std::size_t next = 0;
  bool fine = true;
  for (Node argument : arguments_of(use.child_at(2))) {
    Node label = argument.child(Kind::argument_name);
    std::size_t index = signature.parameters.size();
    if (label) {
      for (std::size_t i = 0; i < signature.parameters.size(); ++i) {
        if (signature.parameters[i].name == label.text()) index = i;
      }
      if (index == signature.parameters.size()) {
        std::vector<std::string> candidates;
        for (const Parameter& parameter : signature.parameters)
          candidates.push_back(parameter.name);
        std::string meant = diagnostics::nearest(label.text(), candidates);
        Report report(found, Code::wrong_arguments, label);
        report.says(written + " takes no argument `" + std::string(label.text()) + "`")
            .also(signature.declared, "declared here");
        if (!meant.empty()) {
          report.here("did you mean `" + meant + "`?").replace_with(meant);
        } else {
          report.note("it takes " + listed(candidates, "and"));
        }
        fine = false;
        continue;
      }
    } else {
      while (next < chosen.size() && chosen[next])
        ++next;
      index = next;
      if (index == chosen.size()) {
        Report(found, Code::wrong_arguments, argument)
            .says(written + " takes " + std::to_string(chosen.size()) +
                  (chosen.size() == 1 ? " argument" : " arguments") + ", this is one more")
            .also(signature.declared, "declared here");
        fine = false;
        continue;
      }
    }
    if (chosen[index]) {
      Report(found, Code::wrong_arguments, argument)
          .says("`" + signature.parameters[index].name + "` is given twice")
          .also(place_of(chosen[index]), "first here");
      fine = false;
      continue;
    }
    chosen[index] = argument_value(argument);
  }
  std::vector<std::string> missing;
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    const Parameter& parameter = signature.parameters[i];
    if (!chosen[i] && !parameter.initial && !parameter.opens_new) missing.push_back(parameter.name);
  }
  if (fine && !missing.empty() && !use.is_broken()) {
    Report(found, Code::wrong_arguments, use)
        .says(written + " needs " + listed(missing, "and") + " as well")
        .also(signature.declared, "declared here");
    fine = false;
  }
  if (!fine || !missing.empty()) return std::nullopt;
  return chosen;
}

}  // namespace dealwright::sema
