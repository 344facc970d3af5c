// The diagrams in docs/diagrams are those of the tables. With UPDATE_DIAGRAMS=1 in the environment
// they are written.
#include "engine/machines/diagram.hpp"

#include <cstdlib>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "engine/machines/deal.hpp"
#include "engine/machines/step.hpp"
#include "engine/machines/transaction.hpp"

namespace dealwright::machines {
namespace {

void agrees(const std::string& path, const std::string& text) {
  if (std::getenv("UPDATE_DIAGRAMS") != nullptr) std::ofstream(path) << text;
  std::ifstream file(path);
  std::stringstream found;
  found << file.rdbuf();
  EXPECT_EQ(found.str(), text) << path
                               << " is not what the table says; UPDATE_DIAGRAMS=1 writes it";
}

TEST(Diagrams, AreThoseOfTheTables) {
  for (const Diagram& diagram : {deal_diagram(), step_diagram(), transaction_diagram()}) {
    const std::string base = "docs/diagrams/" + std::string(diagram.name);
    agrees(base + ".mmd", to_mermaid(diagram));
    agrees(base + ".dot", to_dot(diagram));
  }
}

TEST(Diagrams, ShowGuardsAndEnds) {
  const Diagram lamp{
      .name = "lamp", .initial = "off", .transitions = {{"off", "press", "power", "on"}}};
  EXPECT_EQ(to_mermaid(lamp),
            "%% The life of a lamp, written from its transition table; do not edit.\n"
            "stateDiagram-v2\n  [*] --> off\n  off --> on : press [power]\n  on --> [*]\n");
  EXPECT_NE(to_dot(lamp).find("on [peripheries=2];"), std::string::npos);
}

}  // namespace
}  // namespace dealwright::machines
