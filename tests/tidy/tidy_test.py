"""Shows that every rule of tidy can fail: a small tidy tree is accepted, and each way of spoiling it is refused.

Each case writes into a copy of the tree in a temporary folder and names the rule and the place that must be reported.
"""

import pathlib
import subprocess
import sys
import tempfile
import unittest

import cpp_text
import edges
import names
import tidy

ROLE = "// What this file of the sample tree is for.\n"
CMAKE_ROLE = "# What this folder of the sample tree builds.\n"

# A tree that keeps every rule: two rooms of the language, two of the engine, a module and a test.
SAMPLE = {
    "CMakeLists.txt": CMAKE_ROLE + "set(rooms\n  dsl/values dsl/plan\n  engine/core engine/app)\n",
    "dsl/values/CMakeLists.txt": CMAKE_ROLE + "dealwright_library(values SOURCES amount.cpp PRIVATE OpenSSL::Crypto)\n",
    "dsl/values/amount.hpp": ROLE + "#pragma once\n#include <string>\nstruct Amount {};\n",
    "dsl/values/amount.cpp": ROLE + '#include "dsl/values/amount.hpp"\n#include <boost/multiprecision/cpp_int.hpp>\n'
                                    "// aave and 1.5 double in a comment are nobody's business\nint million = 1'000'000;\n",
    "dsl/plan/CMakeLists.txt": CMAKE_ROLE + "dealwright_library(plan\n  SOURCES plan.cpp\n  PUBLIC dealwright_values)\n",
    "dsl/plan/plan.hpp": ROLE + '#pragma once\n#include "dsl/values/amount.hpp"\n',
    "dsl/plan/plan.cpp": ROLE + '#include "dsl/plan/plan.hpp"\nconst char* text = "a double 1.5 in the text";\n',
    "engine/core/CMakeLists.txt": CMAKE_ROLE + "dealwright_library(core SOURCES decide.cpp PRIVATE dealwright_plan)\n",
    "engine/core/decide.cpp": ROLE + '#include "dsl/plan/plan.hpp"\n#include <chrono>\n',
    "engine/app/CMakeLists.txt": CMAKE_ROLE + "dealwright_executable(dealwright SOURCES main.cpp LINK dealwright_core)\n",
    "engine/app/main.cpp": ROLE + '#include "engine/core/decide.hpp"\n#include <CLI/CLI.hpp>\n#include <unistd.h>\n',
    "stdlib/weth.deal": "/// Wrapped coins, as a module.\nprotocol weth_v2 {\n}\nasset GIZMO {\n}\nasset LINK {\n}\n",
    "tests/unit/CMakeLists.txt": CMAKE_ROLE + "dealwright_test(values SOURCES amount_test.cpp LINK dealwright_values)\n",
    "tests/unit/amount_test.cpp": ROLE + '#include <gtest/gtest.h>\n#include "dsl/values/amount.hpp"\ndouble close = 1.5;\n',
    "docs/ARCHITECTURE.md": "# Map\n\n| room | may include |\n|---|---|\n| dsl/values | - |\n| dsl/plan | dsl/values |\n"
                            "| engine/core | dsl/plan |\n| engine/app | engine/core |\n\nMore text.\n",
}

CORE = "engine/core/decide.cpp"
PLAN_CMAKE = "dsl/plan/CMakeLists.txt"

# (what is spoilt, file, text that is appended or, for a new file, written, rule, path that is reported)
APPENDED = (
    ("an include without an edge", CORE, '#include "dsl/values/amount.hpp"\n', "edge", CORE),
    ("an include of the tests", CORE, '#include "tests/support/world.hpp"\n', "edge", CORE),
    ("an include of no room", CORE, '#include "dsl/dreams/x.hpp"\n', "edge", CORE),
    ("an include from beside", CORE, '#include "decide.hpp"\n', "include-path", CORE),
    ("pegtl away from home", CORE, "#include <tao/pegtl.hpp>\n", "third-party", CORE),
    ("msm in the language", "dsl/plan/plan.cpp", "#include <boost/msm/back/state_machine.hpp>\n", "third-party",
     "dsl/plan/plan.cpp"),
    ("a third party nobody chose", CORE, "#include <absl/strings/str_cat.h>\n", "third-party", CORE),
    ("a third party passed on by a header", "dsl/values/amount.hpp", "#include <boost/multiprecision/cpp_int.hpp>\n",
     "third-party", "dsl/values/amount.hpp"),
    ("gtest outside of tests", CORE, "#include <gtest/gtest.h>\n", "third-party", CORE),
    ("the system in the core", CORE, "#include <unistd.h>\n", "third-party", CORE),
    ("the grammar in a header", "dsl/plan/plan.hpp", '#include "grammar/steps.hpp"\n', "third-party", "dsl/plan/plan.hpp"),
    ("a clock", CORE, "auto t = std::chrono::system_clock::now();\n", "pure-clock", CORE),
    ("a C clock", CORE, "auto t = std::time(nullptr);\n", "pure-clock", CORE),
    ("a thread", CORE, "#include <thread>\n", "pure-thread", CORE),
    ("a lock", "dsl/plan/plan.cpp", "#include <mutex>\n", "pure-thread", "dsl/plan/plan.cpp"),
    ("chance", CORE, "std::mt19937_64 dice;\n", "pure-chance", CORE),
    ("a file", CORE, "std::ifstream in;\n", "pure-file", CORE),
    ("the file system", CORE, "#include <filesystem>\n", "pure-file", CORE),
    ("output", CORE, "void f() { std::cerr << 1; }\n", "pure-output", CORE),
    ("printf", CORE, 'void f() { std::printf("x"); }\n', "pure-output", CORE),
    ("a log", CORE, 'void f() { spdlog::info("x"); }\n', "pure-output", CORE),
    ("the environment", CORE, 'auto x = std::getenv("HOME");\n', "pure-environment", CORE),
    ("the network", CORE, "int s = socket(1, 2, 3);\n", "pure-network", CORE),
    ("a float", CORE, "float x;\n", "pure-float", CORE),
    ("a double literal", CORE, "auto x = 1.5;\n", "pure-float", CORE),
    ("an exponent", CORE, "auto x = 1e9;\n", "pure-float", CORE),
    ("an unordered container", CORE, "std::unordered_map<int, int> m;\n", "pure-unordered", CORE),
    ("a protocol in an identifier", CORE, "int weth_balance;\n", "name", CORE),
    ("a protocol in a type", "dsl/plan/plan.cpp", "struct AaveV3Pool;\n", "name", "dsl/plan/plan.cpp"),
    ("an asset in a string", CORE, 'auto x = "usdt";\n', "name", CORE),
    ("an asset of a module", CORE, "int gizmo;\n", "name", CORE),
    ("an asset that is also a word", CORE, 'auto x = "LINK";\n', "name", CORE),
    ("a type that says nothing", CORE, "class DealManager {};\n", "type-name", CORE),
    ("unfinished work", CORE, "// TO" "DO: later\n", "unfinished", CORE),
    ("a st" "ub", "tests/unit/amount_test.cpp", "// a st" "ub of a test\n", "unfinished", "tests/unit/amount_test.cpp"),
    ("a skipped test", "tests/unit/amount_test.cpp", "void f() { GTEST_" "SKIP(); }\n", "untested", "tests/unit/amount_test.cpp"),
    ("a sleeping test", "tests/unit/amount_test.cpp", "void f() { sleep_" "for(1); }\n", "untested", "tests/unit/amount_test.cpp"),
    ("a machine's path", CORE, '// see /ro' 'ot/x\n', "machine-path", CORE),
    ("too many lines", CORE, "\n" * 600, "length", CORE),
    ("a source nobody builds", "engine/core/apply.cpp", ROLE, "source-list", "engine/core/apply.cpp"),
    ("a test nobody builds", "tests/unit/plan_test.cpp", ROLE, "source-list", "tests/unit/plan_test.cpp"),
    ("a room without a target", "dsl/sema/check.hpp", ROLE + "#pragma once\n", "room", "dsl/sema/check.hpp"),
    ("a header without a guard", "engine/core/state.hpp", ROLE, "guard", "engine/core/state.hpp"),
    ("a file without a role", "engine/core/state.hpp", "#pragma once\n", "role", "engine/core/state.hpp"),
    ("a module without a role", "stdlib/gizmo.deal", "protocol gizmo {\n}\n", "role", "stdlib/gizmo.deal"),
    ("a script without a role", ".ci/go", "#!/bin/sh\necho\n", "role", ".ci/go"),
    ("a folder for everything", "engine/core/utils/x.hpp", ROLE + "#pragma once\n", "folder-name", "engine/core/utils"),
    ("a file for everything", "engine/core/string_utils.hpp", ROLE + "#pragma once\n", "file-name",
     "engine/core/string_utils.hpp"),
    ("a file in another case", "engine/core/DealState.hpp", ROLE + "#pragma once\n", "file-name",
     "engine/core/DealState.hpp"),
)

# (what is spoilt, file, old text, new text, rule, path that is reported)
REPLACED = (
    ("the language knowing the engine", PLAN_CMAKE, "PUBLIC dealwright_values", "PUBLIC dealwright_values dealwright_core",
     "law", PLAN_CMAKE),
    ("the engine knowing the language", "engine/core/CMakeLists.txt", "dealwright_plan", "dealwright_plan dealwright_sema",
     "law", "engine/core/CMakeLists.txt"),
    ("a ring", "dsl/values/CMakeLists.txt", "PRIVATE", "PRIVATE dealwright_plan", "cycle", PLAN_CMAKE),
    ("an edge nobody uses", "engine/app/CMakeLists.txt", "LINK", "LINK dealwright_values", "unused-edge",
     "engine/app/CMakeLists.txt"),
    ("a header over a private edge", PLAN_CMAKE, "PUBLIC", "PRIVATE", "edge", "dsl/plan/plan.hpp"),
    ("a target of another name", PLAN_CMAKE, "dealwright_library(plan", "dealwright_library(plans", "room-name", PLAN_CMAKE),
    ("a source that does not exist", PLAN_CMAKE, "plan.cpp", "plan.cpp dream.cpp", "source-list", PLAN_CMAKE),
    ("a table that forgets an edge", "docs/ARCHITECTURE.md", "| dsl/plan | dsl/values |", "| dsl/plan | - |", "table",
     "docs/ARCHITECTURE.md"),
    ("a table that forgets a room", "docs/ARCHITECTURE.md", "| engine/core | dsl/plan |\n", "", "table",
     "docs/ARCHITECTURE.md"),
    ("a table of a room that is gone", "docs/ARCHITECTURE.md", "| dsl/values | - |", "| dsl/values | - |\n| dsl/gone | - |",
     "table", "docs/ARCHITECTURE.md"),
    ("no table", "docs/ARCHITECTURE.md", "| room |", "| other |", "table", "docs/ARCHITECTURE.md"),
)


class SampleTree(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        for path, text in SAMPLE.items():
            self.write(path, text)
        self.write("engine/core/decide.hpp", ROLE + "#pragma once\n")

    def write(self, path, text):
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)

    def read(self, path):
        target = self.root / path
        return target.read_text() if target.exists() else ""


class Tidy(SampleTree):
    def test_accepts_the_sample_tree(self):
        self.assertEqual([], [str(violation) for violation in tidy.violations(self.root)])

    def test_refuses_each_addition(self):
        for what, path, text, rule, reported in APPENDED:
            with self.subTest(what):
                before = self.read(path)
                self.write(path, before + text)
                self.expect(rule, reported)
                self.write(path, before) if before else self.remove(path)

    def test_refuses_each_replacement(self):
        for what, path, old, new, rule, reported in REPLACED:
            with self.subTest(what):
                before = self.read(path)
                self.assertIn(old, before)
                self.write(path, before.replace(old, new, 1))
                self.expect(rule, reported)
                self.write(path, before)

    def test_accepts_a_long_file_that_says_why(self):
        self.write(CORE, "// Decides, and is long because the failure matrix is.\n" + self.read(CORE) + "\n" * 600)
        self.assertEqual([], tidy.violations(self.root))

    def test_names_the_line(self):
        self.write(CORE, self.read(CORE) + "/* a\n comment */ float x;\n")
        self.assertEqual([f"{CORE}:5"], [f"{found.path}:{found.line}" for found in tidy.violations(self.root)])

    def test_exits_with_one_and_prints_the_place(self):
        self.write(CORE, self.read(CORE) + "float x;\n")
        program = [sys.executable, "-B", str(pathlib.Path(tidy.__file__)), str(self.root)]
        ran = subprocess.run(program, capture_output=True, text=True, check=False)
        self.assertEqual(1, ran.returncode)
        self.assertIn(f"{CORE}:4: pure-float: `float`", ran.stdout)

    def test_prints_the_table_it_asks_for(self):
        program = [sys.executable, "-B", str(pathlib.Path(tidy.__file__)), "--edges", str(self.root)]
        ran = subprocess.run(program, capture_output=True, text=True, check=True)
        self.assertIn(ran.stdout.strip(), self.read("docs/ARCHITECTURE.md"))

    def expect(self, rule, path):
        found = [(violation.rule, violation.path) for violation in tidy.violations(self.root)]
        self.assertIn((rule, path), found)

    def remove(self, path):
        target = self.root / path
        target.unlink()
        if not any(target.parent.iterdir()):
            target.parent.rmdir()


class Laws(unittest.TestCase):
    def test_refuse_edges_against_the_flow(self):
        for room, other in (
                ("dsl/sema", "engine/core"), ("dsl/compile", "engine/ports"), ("dsl/sema", "stdlib"),
                ("dsl/sema", "grammar"), ("grammar", "dsl/values"), ("engine/core", "dsl/sema"), ("engine/runtime", "dsl/syntax"),
                ("engine/core", "engine/journal"), ("engine/machines", "engine/ports"), ("engine/runtime", "stdlib"),
                ("engine/runtime", "engine/app"), ("engine/adapters/simulated", "dsl/compile"), ("dsl/plan", "dealwright_gone")):
            self.assertIsNotNone(edges.law_against(room, other), f"{room} -> {other}")

    def test_allow_edges_along_the_flow(self):
        for room, other in (
                ("dsl/syntax", "grammar"), ("dsl/sema", "dsl/syntax"), ("engine/core", "dsl/plan"),
                ("engine/core", "engine/machines"), ("engine/runtime", "engine/core"), ("engine/runtime", "dsl/values"),
                ("engine/app", "dsl/compile"), ("engine/app", "stdlib"), ("engine/adapters/simulated", "engine/ports")):
            self.assertIsNone(edges.law_against(room, other), f"{room} -> {other}")


class CppText(unittest.TestCase):
    def bare(self, text):
        return cpp_text.without_comments(text)[1]

    def test_blanks_comments_and_literals_and_keeps_lines(self):
        text = 'a; // b\n/* c\n d */ e("f \\" g"); h(\'"\'); R"(i\n")" j'
        bare = self.bare(text)
        self.assertEqual(text.count("\n"), bare.count("\n"))
        self.assertEqual(len(text), len(bare))
        for gone in "bcdfgi":
            self.assertNotIn(gone, bare)
        for kept in "aehj":
            self.assertIn(kept, bare)

    def test_keeps_code_after_digit_separators(self):
        self.assertEqual("x = 1'000'000; double y;", self.bare("x = 1'000'000; double y;"))

    def test_keeps_literals_in_the_text_without_comments(self):
        self.assertEqual('f("// g") ', cpp_text.without_comments('f("// g") ')[0])


class Names(unittest.TestCase):
    NAMES = {"aave", "usdt", "redemption_window", "LINK"}

    def test_finds_names_inside_longer_ones(self):
        for identifier in ("aave", "AaveV3Pool", "my_aave_pool", "USDT", "usdt_balance", "RedemptionWindow",
                           "the_redemption_window", "LINK"):
            self.assertIsNotNone(names.named_in(identifier, self.NAMES), identifier)

    def test_leaves_other_words_alone(self):
        for identifier in ("aaves", "link", "redemption", "window", "method", "together"):
            self.assertIsNone(names.named_in(identifier, self.NAMES), identifier)


if __name__ == "__main__":
    unittest.main()
