// Text keys: exact, and cheap next to what they save.
#include "engine/prove/node_key.hpp"

namespace dealwright::prove {
namespace {

void append(std::string& key, std::uint64_t number) {
  key += std::to_string(number);
  key += ',';
}

void append(std::string& key, const Polynomial& polynomial) {
  for (const Term& term : polynomial.terms()) {
    key += values::to_fraction(term.coefficient);
    for (const Power& factor : term.monomial) {
      key += 'x';
      key += std::to_string(factor.variable.value);
      key += '^';
      key += std::to_string(factor.exponent);
    }
    key += '+';
  }
  key += ';';
}

void append(std::string& key, const core::Account& account) {
  append(key, static_cast<std::uint64_t>(account.kind));
  append(key, account.index);
  append(key, account.owner.value);
  append(key, account.asset.value);
}

}  // namespace

std::string key_of(const Polynomial& polynomial) {
  std::string key;
  append(key, polynomial);
  return key;
}

std::string key_of_control(const Node& node) {
  std::string key;
  for (const core::StepState& step : node.control.steps) {
    append(key, static_cast<std::uint64_t>(step.status));
    append(key, step.runs);
    append(key, step.reruns);
    append(key, step.item);
    append(key, step.rungs);
    append(key, step.yields);
    append(key, step.ran_on);
    key += step.begun ? 'b' : '-';
    key += step.rung ? 'r' : '-';
    key += step.open ? 'o' : '-';
  }
  for (const core::StepId id : node.called)
    append(key, id.value);
  key += '/';
  for (const core::StepId id : node.control.alive)
    append(key, id.value);
  return key;
}

std::string key_of_books(const Node& node) {
  std::string key;
  for (const core::PositionStatus status : node.control.books.positions)
    append(key, static_cast<std::uint64_t>(status));
  for (const core::HoldingStatus status : node.control.books.holdings)
    append(key, static_cast<std::uint64_t>(status));
  for (const auto& [account, entry] : node.books.entries) {
    append(key, account);
    append(key, entry.balance);
    append(key, entry.aside);
    for (const auto& [asset, cost] : entry.costs) {
      append(key, asset.value);
      append(key, cost);
    }
  }
  key += '|';
  for (const auto& [position, debt] : node.books.debts) {
    append(key, position.value);
    append(key, debt);
  }
  for (const auto& [position, since] : node.books.since)
    key += since + (node.books.changed.contains(position) ? "*" : "") + ",";
  key += '|';
  for (const Polynomial& known : node.kept)
    append(key, known);
  key += '|';
  for (const std::vector<Draw>& left : node.rungs_left) {
    for (const Draw& draw : left) {
      append(key, draw.account);
      append(key, draw.amount);
    }
    key += '/';
  }
  return key;
}

}  // namespace dealwright::prove
