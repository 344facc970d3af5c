// The values of a module ask each other, but not in a circle: evaluation always ends.
#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "dsl/sema/modules.hpp"

namespace dealwright::sema {

using diagnostics::Code;
using syntax::Kind;
using syntax::Node;

namespace {

// What the values of a module ask of each other; iterative, a module may declare many.
class Questions {
 public:
  explicit Questions(const Module& module) {
    for (const auto& [name, query] : module.queries) {
      add(name, query.declared, query.parameters, query.model);
      add(name, query.declared, query.parameters, query.initial);
    }
    for (const auto& [name, setting] : module.settings)
      add(name, setting.declared, setting.parameters, setting.initial);
    for (auto& [name, asked] : asks_) {
      std::erase_if(asked, [&](const std::string& other) { return !asks_.contains(other); });
    }
  }

  void refuse_circles(diagnostics::Diagnostics& found) {
    // Whoever is left when all that ask nothing more are taken away asks itself, or someone who
    // does.
    std::map<std::string, std::size_t, std::less<>> open;
    std::map<std::string, std::vector<std::string>, std::less<>> asked_by;
    std::vector<std::string> answered;
    for (const auto& [name, asked] : asks_) {
      open[name] = asked.size();
      if (asked.empty()) answered.push_back(name);
      for (const std::string& other : asked)
        asked_by[other].push_back(name);
    }
    while (!answered.empty()) {
      const std::string name = std::move(answered.back());
      answered.pop_back();
      for (const std::string& by : asked_by[name]) {
        if (--open[by] == 0) answered.push_back(by);
      }
    }
    std::set<std::string, std::less<>> told;
    for (const auto& [name, waiting] : open) {
      if (waiting == 0 || told.contains(name)) continue;
      std::vector<std::string> path;
      std::string at = name;
      while (told.insert(at).second) {
        path.push_back(at);
        at = *std::find_if(asks_[at].begin(), asks_[at].end(),
                           [&](const std::string& other) { return open[other] != 0; });
      }
      const auto from = std::find(path.begin(), path.end(), at);
      if (from == path.end()) continue;  // leads into a circle that was told
      const std::vector<std::string> circle(from, path.end());
      Report report(found, Code::circle, declared_[at]);
      report.says(circle.size() == 1
                      ? "the model of `" + at + "` asks itself"
                      : "the models of " + listed(circle, "and") + " ask each other");
      report.help("give one of them a model of its own numbers");
    }
  }

 private:
  void add(const std::string& name, const Place& declared, const std::vector<Parameter>& parameters,
           Node expression) {
    declared_.emplace(name, declared);
    auto& asked = asks_[name];
    const auto is_parameter = [&](std::string_view word) {
      return std::any_of(parameters.begin(), parameters.end(),
                         [&](const Parameter& parameter) { return parameter.name == word; });
    };
    std::vector<Node> pending;
    if (expression) pending.push_back(expression);
    while (!pending.empty()) {
      const Node node = pending.back();
      pending.pop_back();
      if (node.is(Kind::name)) {
        asked.emplace(node.text());
        // All positions of the module at once are the sum of what each amounts to.
        if (node.text() == "collateral" && !is_parameter("collateral")) asked.emplace("amount");
        if (node.text() == "debt" && !is_parameter("debt")) asked.emplace("owed");
      }
      for (Node child : node.children())
        pending.push_back(child);
    }
  }

  std::map<std::string, std::set<std::string, std::less<>>, std::less<>> asks_;
  std::map<std::string, Place, std::less<>> declared_;
};

}  // namespace

void refuse_circles(const Module& module, diagnostics::Diagnostics& found) {
  Questions(module).refuse_circles(found);
}

}  // namespace dealwright::sema
