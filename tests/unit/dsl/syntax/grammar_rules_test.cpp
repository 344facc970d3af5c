// PEGTL's own analysis of the rules: no loop takes nothing.
#include <gtest/gtest.h>
#include <tao/pegtl/contrib/analyze.hpp>

#include "grammar/file.hpp"

namespace dealwright::test {
namespace {

TEST(GrammarRules, NeverLoopWithoutTakingText) {
  EXPECT_EQ(tao::pegtl::analyze<grammar::file>(1), 0U);
}

struct loops_forever : tao::pegtl::star<tao::pegtl::opt<grammar::name>> {};

TEST(GrammarRules, TheAnalysisSeesALoop) { EXPECT_NE(tao::pegtl::analyze<loops_forever>(-1), 0U); }

}  // namespace
}  // namespace dealwright::test
