"""`fmt`: in place and atomically, or compared; what is not understood is not touched."""

import os
import stat
import unittest

import program
from program import BROKEN, FINDINGS, GOOD

UGLY = GOOD.replace("  param", "      param").replace("capital: ETH = 10", "capital:   ETH=10")


class Writing(program.Program):
    def test_a_file_is_written_in_the_one_layout(self):
        self.write("a.deal", UGLY)
        result = self.succeeds("fmt", "a.deal")
        self.assertEqual(result.out, "a.deal\n")
        self.assertIn("1 changed", result.err)
        self.assertNotEqual(self.read("a.deal"), UGLY)
        self.assertIn("nothing to change", self.succeeds("fmt", "a.deal").err)
        self.succeeds("check", "a.deal")

    def test_only_what_changes_is_written(self):
        self.write("a.deal", UGLY)
        self.succeeds("fmt")
        path = self.folder / "a.deal"
        os.utime(path, (1, 1))
        self.succeeds("fmt")
        self.assertEqual(path.stat().st_mtime, 1)

    def test_mode_and_link_are_kept_and_nothing_is_left_behind(self):
        path = self.write("sub/a.deal", UGLY)
        path.chmod(0o640)
        (self.folder / "link.deal").symlink_to("sub/a.deal")
        self.succeeds("fmt", "link.deal")
        self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o640)
        self.assertTrue((self.folder / "link.deal").is_symlink())
        self.assertEqual(sorted(self.files()), ["sub/a.deal"])

    def test_a_file_with_a_syntax_error_keeps_its_text(self):
        self.write("a.deal", BROKEN)
        self.write("b.deal", UGLY)
        result = self.ends_with(FINDINGS, "fmt")
        self.assertIn("D101", result.err)
        self.assertEqual(result.out, "b.deal\n")
        self.assertEqual(self.read("a.deal"), BROKEN)
        self.assertNotEqual(self.read("b.deal"), UGLY)


class Comparing(program.Program):
    def test_check_writes_nothing_and_lists_what_would_change(self):
        self.write("a.deal", UGLY)
        before = self.files()
        result = self.ends_with(FINDINGS, "fmt", "--check")
        self.assertEqual(result.out, "a.deal\n")
        self.assertIn("1 would change", result.err)
        self.assertEqual(self.files(), before)
        self.succeeds("fmt")
        self.assertEqual(self.succeeds("fmt", "--check").out, "")

    def test_json_lists_the_files(self):
        self.write("a.deal", UGLY)
        self.assertEqual(self.ends_with(FINDINGS, "fmt", "--check", "--json").json(),
                         {"format": 1, "changed": ["a.deal"]})


class Filtering(program.Program):
    def test_standard_input_goes_to_standard_output(self):
        self.write("a.deal", UGLY)
        self.succeeds("fmt", "a.deal")
        result = self.succeeds("fmt", "-", stdin=UGLY)
        self.assertEqual(result.out, self.read("a.deal"))
        self.assertEqual(result.err, "")

    def test_a_syntax_error_gives_no_output(self):
        result = self.ends_with(FINDINGS, "fmt", "-", stdin=BROKEN)
        self.assertEqual(result.out, "")
        self.assertIn("D101", result.err)

    def test_check_of_standard_input(self):
        self.ends_with(FINDINGS, "fmt", "--check", "-", stdin=UGLY)


if __name__ == "__main__":
    unittest.main()
