"""`check`: files, folders and standard input; text, JSON and SARIF; the jail; every file's findings in one run."""

import json
import os
import unittest

import jsonschema

import program
from program import BAD, BROKEN, FINDINGS, GOOD, OK, USAGE


class Paths(program.Program):
    def test_a_good_file_has_no_findings(self):
        self.write("a.deal", GOOD)
        result = self.succeeds("check", "a.deal")
        self.assertEqual(result.out, "")
        self.assertEqual(result.err, "checked 1 file: no findings\n")

    def test_a_bad_file_is_shown_with_its_place(self):
        self.write("a.deal", BAD)
        result = self.ends_with(FINDINGS, "check", "a.deal")
        self.assertIn("error D200: `workng` is unknown", result.out)
        self.assertIn("--> a.deal:10:26", result.out)
        self.assertEqual(result.err, "checked 1 file: 1 error\n")

    def test_all_files_are_checked_in_one_run(self):
        self.write("a.deal", BAD)
        self.write("b.deal", BROKEN)
        self.write("c.deal", GOOD)
        result = self.ends_with(FINDINGS, "check", "c.deal", "b.deal", "a.deal")
        self.assertLess(result.out.index("a.deal"), result.out.index("b.deal"))
        self.assertIn("D200", result.out)
        self.assertIn("D101", result.out)
        self.assertEqual(result.err, "checked 3 files: 2 errors\n")

    def test_folders_are_walked_in_order_without_hidden_ones(self):
        self.write("z/deep/er/one.deal", BAD)
        self.write("a/two.deal", BAD)
        self.write(".git/three.deal", BAD)
        self.write("a/notes.txt", "no deal")
        result = self.ends_with(FINDINGS, "check", "--json")
        self.assertEqual([d["file"] for d in result.json()["diagnostics"]], ["a/two.deal", "z/deep/er/one.deal"])

    def test_a_file_named_twice_is_checked_once(self):
        self.write("sub/a.deal", BAD)
        result = self.ends_with(FINDINGS, "check", "sub/a.deal", "./sub/../sub/a.deal", "sub")
        self.assertEqual(result.err, "checked 1 file: 1 error\n")

    def test_a_file_used_by_another_is_reported_once(self):
        self.write("assets.deal", "asset gold { decimals 18 }\n")
        self.write("a.deal", 'use "./assets.deal" as assets\n' + GOOD)
        alone = self.ends_with(FINDINGS, "check", "--json", "assets.deal").json()["diagnostics"]
        both = self.ends_with(FINDINGS, "check", "--json", ".").json()["diagnostics"]
        self.assertEqual([d for d in both if d["file"] == "assets.deal"], alone)

    def test_standard_input_is_a_file(self):
        result = self.ends_with(FINDINGS, "check", "-", stdin=BAD)
        self.assertIn("--> <stdin>:10:26", result.out)
        self.succeeds("check", "-", stdin=GOOD)

    def test_standard_input_may_use_files_of_the_folder(self):
        self.write("assets.deal", "asset GOLD { decimals 18 }\n")
        self.succeeds("check", "-", stdin='use "./assets.deal" as assets\n' + GOOD)

    def test_a_path_that_cannot_be_read_is_a_usage_error(self):
        for path, words in (("absent.deal", "no such file or folder"), ("", "a path is empty")):
            result = self.ends_with(USAGE, "check", path)
            self.assertIn(words, result.err)
            self.assertEqual(result.out, "")

    def test_a_folder_without_deals_is_a_usage_error(self):
        result = self.ends_with(USAGE, "check")
        self.assertEqual(result.err, "dealwright: there is no file ending in .deal in this folder\n")
        (self.folder / "empty").mkdir()
        self.assertIn("in `empty`", self.ends_with(USAGE, "check", "empty").err)

    def test_names_that_begin_with_a_dash_follow_two_dashes(self):
        self.write("-a.deal", GOOD)
        self.succeeds("check", "--", "-a.deal")
        self.succeeds("check", "./-a.deal")

    def test_any_bytes_give_findings_or_none(self):
        for text in (b"", b"\0", b"\xff\xfe", b"deal {" * 500, b"(" * 5000, b'"' * 3000, os.urandom(2000)):
            result = self.run_raw("check", "-", stdin=text)
            self.assertIn(result.code, (OK, FINDINGS))


class Jail(program.Program):
    def uses(self, path):
        self.write("a.deal", f'use "{path}" as other\n' + GOOD)
        return self.run_app("check", "--json", "a.deal").json()["diagnostics"]

    def outside(self, name="secret.deal"):
        path = self.folder.parent / name
        path.write_text("this is SECRET\n")
        return path

    def test_nothing_outside_is_used(self):
        path = self.outside()
        for way in ("../secret.deal", "./../secret.deal", str(path), "x/../../secret.deal"):
            found = self.uses(way)
            self.assertEqual([d["code"] for d in found], ["D203"], way)
            self.assertNotIn("SECRET", json.dumps(found))

    def test_no_link_leads_out(self):
        self.outside()
        (self.folder / "link.deal").symlink_to("../secret.deal")
        (self.folder / "up").symlink_to("..")
        for way in ("./link.deal", "./up/secret.deal"):
            self.assertEqual([d["code"] for d in self.uses(way)], ["D203"], way)

    def test_links_found_in_a_folder_do_not_lead_out(self):
        self.outside()
        self.write("a.deal", GOOD)
        (self.folder / "link.deal").symlink_to("../secret.deal")
        result = self.ends_with(FINDINGS, "check", ".")
        self.assertIn("D203", result.out)
        self.assertNotIn("SECRET", result.out)

    def test_folders_linked_in_a_circle_end(self):
        self.write("sub/a.deal", GOOD)
        (self.folder / "sub" / "again").symlink_to(".")
        (self.folder / "up").symlink_to("..")
        self.assertIn("checked 1 file", self.succeeds("check").err)

    def test_the_root_is_the_nearest_folder_with_a_project_file(self):
        self.write("assets.deal", "asset GOLD { decimals 18 }\n")
        self.write("deals/a.deal", 'use "../assets.deal" as assets\n' + GOOD)
        self.assertIn("D203", self.ends_with(FINDINGS, "check", "deals/a.deal").out)
        self.write("dealwright.toml", "")
        self.succeeds("check", "deals/a.deal")

    def test_other_files_of_the_project_are_not_shown(self):
        self.write("passwords.txt", "SECRET\n")
        found = self.uses("./passwords.txt")
        self.assertEqual([d["code"] for d in found], ["D202"])
        self.assertNotIn("SECRET", json.dumps(found))


class Formats(program.Program):
    def setUp(self):
        super().setUp()
        self.write("deals/a.deal", BAD)
        self.write("deals/b c.deal", BROKEN)
        with open(program.ROOT / "tests/data/sarif/sarif-schema-2.1.0.json", encoding="utf-8") as schema:
            self.validator = jsonschema.Draft7Validator(json.load(schema))

    def test_json_begins_with_its_format(self):
        result = self.ends_with(FINDINGS, "check", "--json")
        self.assertTrue(result.out.startswith('{"format":1,'))
        first = result.json()["diagnostics"][0]
        self.assertEqual((first["code"], first["file"], first["line"], first["column"]),
                         ("D200", "deals/a.deal", 10, 26))

    def test_json_without_findings_is_an_empty_list(self):
        self.assertEqual(self.succeeds("check", "--json", "-", stdin=GOOD).json(), {"format": 1, "diagnostics": []})

    def test_sarif_is_valid_with_and_without_findings(self):
        for result in (self.ends_with(FINDINGS, "check", "--format", "sarif"),
                       self.succeeds("check", "--format=sarif", "-", stdin=GOOD)):
            log = result.json()
            self.assertEqual(list(self.validator.iter_errors(log)), [])
            self.assertEqual(log["runs"][0]["tool"]["driver"]["name"], "Dealwright")

    def test_sarif_paths_are_relative_and_encoded(self):
        results = self.ends_with(FINDINGS, "check", "--format", "sarif").json()["runs"][0]["results"]
        uris = [r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in results]
        self.assertEqual(uris, ["deals/a.deal", "deals/b%20c.deal"])

    def test_quiet_leaves_the_findings(self):
        result = self.ends_with(FINDINGS, "check", "-q")
        self.assertIn("D200", result.out)
        self.assertEqual(result.err, "")

    def test_names_of_files_cannot_drive_the_terminal(self):
        self.write("x\x1b[31m.deal", BAD)
        result = self.ends_with(FINDINGS, "check", "--color", "never")
        self.assertNotIn("\x1b", result.out + result.err)
        missing = self.ends_with(USAGE, "check", "no\x1b[2Jsuch.deal")
        self.assertNotIn("\x1b", missing.err)

    def test_check_writes_nothing(self):
        before = self.files()
        self.run_app("check")
        self.assertEqual(self.files(), before)


if __name__ == "__main__":
    unittest.main()
