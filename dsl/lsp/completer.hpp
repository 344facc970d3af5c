// Completion in two halves: completion.cpp tells which place it is, completion_items.cpp gathers
// what fits there. The place is read from the text as it stands; the names come from its last
// check.
#pragma once

#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/lsp/cursor.hpp"
#include "dsl/lsp/features.hpp"
#include "dsl/lsp/vocabulary.hpp"

namespace dealwright::lsp {

class Completer {
 public:
  Completer(std::string_view text, std::uint32_t offset, const Analysis& names,
            const std::vector<std::string>& modules)
      : cursor_(cursor_at(text, offset)), names_(names), modules_(modules) {
    find_owner();
  }
  Completion run();

 private:
  // ---- The place
  void find_owner();
  [[nodiscard]] std::string_view statement() const;
  [[nodiscard]] bool has(std::string_view word) const;
  void offer();
  // Blocks whose items often share a line.
  [[nodiscard]] bool one_line_block() const;
  // What follows a number is its unit, what follows a name is no other name.
  [[nodiscard]] bool takes_value();
  // One word says what comes next; true when nothing else can.
  bool after_a_word();

  // ---- What fits
  void beginnings();
  void clauses();
  [[nodiscard]] bool begins_call() const;
  static bool is_name_or_closed(std::string_view word);
  void members();
  [[nodiscard]] bool in_body() const;
  const sema::KnownName* known_before_index();
  void module_members(const sema::KnownName& name, bool only_actions);
  static syntax::Node module_node(const sema::Place& declared, const sema::Module& module);
  static std::string parameters_snippet(const sema::QuerySignature& signature);
  // `supply(${1:funds}) -> ${2:collateral}`: what has a default is left out.
  static std::string call_snippet(const sema::ActionSignature& signature);
  void contract_members(const sema::KnownName& name);
  void actions_of_step(const std::string& step);
  // What another deal may leave open.
  void positions_of(const std::string& deal);
  // How the actions of the step around the cursor can fail without effect.
  void failures();
  // `on open_credit.borrow: fails …`: how that action can fail.
  void outcomes();
  void add_failures(std::string_view step, std::string_view only);
  void arguments();
  // Behind a value: units, and where money comes from.
  void expression_goes_on();
  static std::string parameter_line(const sema::Parameter& parameter);
  const sema::ActionSignature* signature_of(const OpenCall& call);
  static const sema::Parameter* parameter_of(const sema::ActionSignature& signature,
                                             const OpenCall& call);
  void sources(std::string_view head);
  void expression();
  void standard_modules();
  void standard_module_names();
  void all_types();

  // ---- Items
  const sema::KnownName* known(std::string_view name) const;
  // The names of one kind that can be seen here.
  void of(sema::NameKind kind);
  [[nodiscard]] bool is_seen(const sema::KnownName& name) const;
  // Of `use aave_v3 as aave` the deal says `aave`.
  [[nodiscard]] bool is_named_here(const sema::KnownName& name) const;
  void assets();
  void phrases(std::span<const Phrase> list, ItemKind kind = ItemKind::keyword);
  void word(std::string_view text, std::string_view meaning);
  Cursor cursor_;
  const Analysis& names_;
  const std::vector<std::string>& modules_;
  std::string_view owner_;  // the deal, strategy or module around the cursor
  bool in_scenario_ = false;
  bool in_module_ = false;
  std::set<std::string, std::less<>> offered_;
  std::vector<CompletionItem> items_;
};

}  // namespace dealwright::lsp
