"""What is printed to be used elsewhere: `explain`, completion scripts, man pages; and what `init` leaves behind."""

import re
import shutil
import subprocess
import unittest

import program
from program import USAGE

COMMANDS = ("init", "check", "fmt", "plan", "dry-run", "run", "test", "stress", "graph", "doc", "doctor", "explain", "version")


class Explain(program.Program):
    def test_the_list_names_every_code_once(self):
        codes = re.findall(r"^(D\d{3}) ", self.succeeds("explain").out, re.MULTILINE)
        pages = sorted(path.stem for path in (program.ROOT / "docs/language/diagnostics").glob("D*.md"))
        self.assertEqual(codes, pages)

    def test_a_page_is_the_one_of_the_manual(self):
        text = (program.ROOT / "docs/language/diagnostics/D400.md").read_text()
        self.assertEqual(self.succeeds("explain", "D400").out, text)
        self.assertEqual(self.succeeds("explain", "d400").out, text)

    def test_json(self):
        self.assertEqual(self.succeeds("explain", "--json", "D400").json()["code"], "D400")
        self.assertEqual(self.succeeds("explain", "--json").json()["codes"][0]["code"], "D100")

    def test_an_unknown_code_is_a_usage_error(self):
        for code in ("D999", "400", "", "D\x1b[31m"):
            error = self.run_app("explain", code)
            if code:
                self.assertEqual(error.code, USAGE)
                self.assertNotIn("\x1b", error.err)


class Completion(program.Program):
    def complete(self, *words):
        """What bash would offer behind `words`, the last of which is begun."""
        script = self.succeeds("completion", "bash").out
        line = " ".join(f"'{word}'" for word in words)
        ask = f'{script}\nCOMP_WORDS=(dealwright {line}); COMP_CWORD={len(words)}\n_dealwright; printf "%s\\n" "${{COMPREPLY[@]}}"'
        done = subprocess.run(["bash", "-c", ask], cwd=self.folder, capture_output=True, text=True, check=True)
        return done.stdout.split()

    def test_every_script_parses(self):
        for shell in ("bash", "zsh", "fish"):
            script = self.succeeds("completion", shell).out
            for command in COMMANDS:
                self.assertIn(command, script)
            if shutil.which(shell):
                done = subprocess.run([shell, "-n"], input=script, text=True, capture_output=True, check=False)
                self.assertEqual((done.returncode, done.stderr), (0, ""), shell)

    def test_bash_offers_commands_options_choices_and_files(self):
        self.write("a.deal", "")
        self.assertIn("check", self.complete("ch"))
        self.assertIn("--format", self.complete("check", "--f"))
        self.assertEqual(self.complete("check", "--format", ""), ["text", "json", "sarif"])
        self.assertEqual(self.complete("graph", "--format", ""), ["mermaid", "dot"])
        self.assertEqual(self.complete("check", "--color", "a"), ["auto", "always"])
        self.assertIn("a.deal", self.complete("check", "a"))
        self.assertNotIn("completion", self.complete("c"))


class ManPages(program.Program):
    def test_every_page_renders_without_a_warning(self):
        for page in ("",) + COMMANDS:
            text = self.succeeds("man", *([page] if page else [])).out
            self.assertTrue(text.startswith('.TH "DEALWRIGHT'), page)
            for section in ("NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "EXIT STATUS"):
                self.assertIn(f"\n.SH {section}\n", text, page)
            if shutil.which("groff"):
                done = subprocess.run(["groff", "-man", "-Tutf8", "-ww", "-z"], input=text, text=True, capture_output=True,
                                      check=False)
                self.assertEqual((done.returncode, done.stderr), (0, ""), page)

    def test_options_are_those_of_the_help(self):
        page = self.succeeds("man", "plan").out.replace("\\", "")
        for option in re.findall(r"^ +(?:-\w,)?(--[a-z-]+)", self.succeeds("plan", "--help").out, re.MULTILINE):
            if option != "--help":
                self.assertIn(option, page)

    def test_an_unknown_page_is_a_usage_error(self):
        self.ends_with(USAGE, "man", "nothing")


class Init(program.Program):
    def test_a_new_project_checks_and_plans(self):
        result = self.succeeds("init", "new")
        self.assertIn("dealwright check", result.err)
        self.assertEqual(sorted(self.files()), ["new/.gitignore", "new/deals/example.deal", "new/dealwright.toml"])
        self.succeeds("check", folder=self.folder / "new")
        self.succeeds("plan", "deals/example.deal", folder=self.folder / "new")

    def test_in_the_folder_we_stand_in(self):
        self.succeeds("init", "-q")
        self.succeeds("check")

    def test_nothing_is_replaced_and_nothing_half_done(self):
        self.write("deals/example.deal", "mine\n")
        error = self.ends_with(USAGE, "init").err
        self.assertIn("is there already", error)
        self.assertEqual(self.files(), {"deals/example.deal": b"mine\n"})


if __name__ == "__main__":
    unittest.main()
