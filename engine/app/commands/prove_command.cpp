// `prove`: the limits of a deal over everything that may happen in its box. A counterexample is
// played by the engine before anything is called refuted.
#include <algorithm>
#include <optional>
#include <string>

#include "engine/app/commands/commands.hpp"
#include "engine/app/deal_choice.hpp"
#include "engine/app/files.hpp"
#include "engine/app/proof_page.hpp"
#include "engine/app/simulated_network.hpp"
#include "engine/prove/prove.hpp"
#include "engine/scenario/play.hpp"

namespace dealwright::app {
namespace {

// The plan that a story speaks of: its parameters as the story has them.
plan::Plan with_given(plan::Plan plan, const plan::Scenario& scenario) {
  for (const auto& [name, value] : scenario.given) {
    for (plan::Param& param : plan.params) {
      if (param.name == name) param.value = value;
    }
  }
  return plan;
}

// Whether the engine comes to what the story says.
bool comes_true(const core::Terms& terms, const std::string& limit, const prove::Story& story,
                const simulated::Setting& world) {
  const core::Terms given(with_given(terms.plan(), story.scenario));
  const auto played = scenario::play(given, story.scenario, world);
  if (!played || played->passed()) return false;
  // A step that is not done for another reason, or another limit, says nothing about this one.
  const bool blocks = story.scenario.expectations.front().kind == plan::ExpectationKind::status;
  const std::string word = (blocks ? "limit `" : "`") + limit + "`";
  return played->why.contains(word) ||
         std::ranges::any_of(played->verdicts, [&](const scenario::Verdict& verdict) {
           return verdict.why.contains(word);
         });
}

void play_stories(const core::Terms& terms, const simulated::Setting& world, prove::Proof& proof) {
  for (prove::LimitProof& limit : proof.limits) {
    if (limit.verdict == prove::Verdict::proved) continue;
    std::optional<std::size_t> true_one;
    for (std::size_t i = 0; i < limit.stories.size() && !true_one; ++i) {
      if (comes_true(terms, limit.text, limit.stories[i], world)) true_one = i;
    }
    confirm(limit, true_one);
  }
}

std::string scenarios_of(const core::Terms& terms, const prove::Proof& proof) {
  std::string text;
  for (const prove::LimitProof& limit : proof.limits) {
    if (limit.verdict != prove::Verdict::refuted) continue;
    text += (text.empty() ? "" : "\n") + prove::to_text(terms, limit.stories.front().scenario);
  }
  return text;
}

void show(const ProveOptions& options, const core::Terms& terms, const prove::Proof& proof,
          std::string_view source, Terminal& terminal) {
  switch (options.format) {
    case FindingsFormat::text:
      terminal.out(proof_page(terms, proof, terminal.out_colour()));
      return;
    case FindingsFormat::json: terminal.out(proof_as_json(terms, proof)); return;
    case FindingsFormat::sarif:
      terminal.out(proof_as_sarif(terms, proof, options.choice.file, source));
      return;
  }
}

}  // namespace

ExitCode prove(const ProveOptions& options, Terminal& terminal) {
  const Shape shape = options.format == FindingsFormat::text ? Shape::text : Shape::json;
  std::string source;
  std::expected<plan::Plan, ExitCode> planned;
  if (is_plan_file(options.choice.file)) {
    planned = choose_plan(options.choice, shape, terminal);
  } else {
    const auto chosen = choose_deal(options.choice.file, options.choice.deal, shape, terminal);
    if (!chosen) return chosen.error();
    source = (*chosen)->checked.model.source->text();
    planned = plan_of(**chosen, options.choice, shape, terminal);
  }
  if (!planned) return planned.error();
  const core::Terms terms(*std::move(planned));
  const auto profile = simulated_world(terms, nullptr, {});
  if (!profile) return terminal.fail({ExitCode::usage, profile.error()});
  const simulated::Setting& world = profile->world;
  prove::Proof proof = prove::prove(terms, {.nominal_prices = world.prices});
  play_stories(terms, world, proof);
  show(options, terms, proof, source, terminal);
  if (!options.save.empty()) {
    const auto written = write_file(options.save, scenarios_of(terms, proof));
    if (!written) {
      return terminal.fail({ExitCode::unreachable, in_ticks(options.save) + " " + written.error()});
    }
  }
  return passes(proof) ? ExitCode::ok : ExitCode::findings;
}

}  // namespace dealwright::app
