"""The journal as a file: is it whole, what is in it, copies of it, and the archive."""

import csv
import io
import json
import sqlite3
import stat

import program
from program import FINDINGS, OK, ROOT, USAGE

SMALL = str(ROOT / "workflows/wrap_and_borrow/deal.deal")
JOURNAL = ".dealwright/journal.db"


class Journal(program.Program):
    def setUp(self):
        super().setUp()
        self.ends_with(OK, "run", "--network", "sim", SMALL, "--id", "first")

    def lines(self, *arguments):
        return [json.loads(line) for line in self.succeeds(*arguments).out.splitlines()]

    def change(self, sql):
        """As somebody with another program would."""
        database = sqlite3.connect(self.folder / JOURNAL)
        database.execute(sql)
        database.commit()
        database.close()

    def tamper(self):
        self.change("UPDATE appends SET body = CAST(replace(CAST(body AS TEXT), 'step_started', 'step_stxrted') AS BLOB)")

    def test_a_whole_journal_passes_the_audit(self):
        done = self.succeeds("audit", "verify")
        self.assertIn("is whole", done.out)
        self.assertIn("not compared", done.out)
        found = self.succeeds("audit", "verify", "--json").json()
        self.assertTrue(found["whole"])
        self.assertEqual(found["streams"], 1)
        self.assertGreater(found["records"], 10)

    def test_a_changed_record_is_found(self):
        self.tamper()
        done = self.ends_with(FINDINGS, "audit", "verify")
        self.assertIn("is NOT whole", done.out)
        self.assertIn("it is not what was written", done.out)
        found = self.ends_with(FINDINGS, "audit", "verify", "--json").json()
        self.assertFalse(found["whole"])
        self.assertEqual(found["findings"][0]["stream"], "first")

    def test_a_cut_end_is_found_against_exported_heads(self):
        heads = self.succeeds("export", "--heads").out
        self.write("heads.jsonl", heads)
        self.assertIn("1 head of heads.jsonl compared", self.succeeds("audit", "verify", "--heads", "heads.jsonl").out)
        head = json.loads(heads.splitlines()[1])
        self.write("heads.jsonl", heads.splitlines()[0] + "\n" +
                   heads.splitlines()[1].replace(f'"sequence":{head["sequence"]}', f'"sequence":{head["sequence"] + 5}') + "\n")
        done = self.ends_with(FINDINGS, "audit", "verify", "--heads", "heads.jsonl")
        self.assertIn("its tail is missing", done.out)

    def test_heads_that_are_none_are_refused_by_line(self):
        self.write("heads.jsonl", "hello\n")
        self.assertIn("line 1: exported heads begin with", self.ends_with(USAGE, "audit", "verify", "--heads", "heads.jsonl").err)

    def test_an_export_is_a_line_for_each_record(self):
        lines = self.lines("export", "first")
        self.assertEqual(lines[0], {"format": 1, "what": "records"})
        records = lines[1:]
        self.assertEqual([record["sequence"] for record in records], list(range(1, len(records) + 1)))
        self.assertEqual(records[0]["kind"], "deal_started")
        self.assertEqual(records[0]["previous"], "0" * 64)
        for before, after in zip(records, records[1:]):
            self.assertEqual(after["previous"], before["hash"])
        self.assertEqual(self.lines("export"), lines)
        self.assertIn("no deal `nowhere`", self.ends_with(USAGE, "export", "nowhere").err)

    def test_an_export_ends_before_a_changed_record(self):
        self.tamper()
        done = self.ends_with(FINDINGS, "export")
        self.assertIn("the export ends before it", done.err)

    def test_a_ledger_balances(self):
        rows = list(csv.DictReader(io.StringIO(self.succeeds("ledger", "first", "--csv").out)))
        self.assertEqual(list(rows[0]), ["date", "record", "step", "action", "debit", "credit", "asset", "amount"])
        self.assertEqual(rows[0]["action"], "capital")
        text = self.succeeds("ledger", "first").out
        self.assertIn(f"first: {len(rows)} movements", text)
        whole = self.succeeds("ledger", "first", "--json").json()
        self.assertEqual(len(whole["rows"]), len(rows))
        self.assertEqual(whole["rows"][0]["amount"], rows[0]["amount"])

    def test_a_backup_is_a_journal_for_its_owner_alone(self):
        self.assertIn("verified", self.succeeds("backup", "copy.db").out)
        copy = self.folder / "copy.db"
        self.assertEqual(stat.S_IMODE(copy.stat().st_mode), 0o600)
        self.assertEqual(sorted(path.name for path in self.folder.glob("copy.db*")), ["copy.db"])
        self.assertEqual(self.succeeds("export", "--journal", "copy.db").out, self.succeeds("export").out)
        self.assertIn("is there already", self.ends_with(USAGE, "backup", "copy.db").err)

    def test_a_damaged_journal_is_not_backed_up(self):
        self.tamper()
        self.assertIn("no copy was made", self.ends_with(FINDINGS, "backup", "copy.db").err)
        self.assertEqual(list(self.folder.glob("copy.db*")), [])

    def test_a_backup_is_restored_where_nothing_is(self):
        exported = self.succeeds("export").out
        self.succeeds("backup", "copy.db")
        self.assertIn("is there already", self.ends_with(USAGE, "restore", "copy.db").err)
        for path in (self.folder / ".dealwright").glob("journal.db*"):
            path.unlink()
        done = self.succeeds("restore", "copy.db")
        self.assertIn("what happened after the backup is not in it", done.err)
        self.assertEqual(self.succeeds("export").out, exported)
        self.assertIn("first", self.succeeds("status").out)

    def test_a_restore_compares_with_exported_heads(self):
        self.succeeds("backup", "copy.db")
        self.ends_with(OK, "run", "--network", "sim", SMALL, "--id", "second")
        self.write("heads.jsonl", self.succeeds("export", "--heads").out)
        done = self.ends_with(FINDINGS, "restore", "copy.db", "--journal", "elsewhere/j.db", "--heads", "heads.jsonl")
        self.assertIn("`second`: it was exported, and the journal does not have it", done.err)
        self.assertFalse((self.folder / "elsewhere/j.db").exists())

    def test_old_deals_go_to_the_archive_and_come_back(self):
        exported = self.succeeds("export", "first").out
        # Its virtual time ended long ago; it was run just now.
        self.assertIn("0 deals would move", self.succeeds("archive", "--list").out)
        self.change("UPDATE deals SET since = 0, created = 0")
        self.assertIn("1 deal would move", self.succeeds("archive", "--list").out)
        self.assertIn("1 deal moved", self.succeeds("archive").out)
        self.assertIn("0 deals moved", self.succeeds("archive").out)
        self.assertIn("archived", self.succeeds("audit", "verify").out)
        # A copy of the journal does not hold what is in another file, and says so.
        self.assertIn("copy .dealwright/journal.db.archive too", self.succeeds("backup", "without.db").out.replace("\n            ", " "))
        # Reports find it where it is.
        self.assertEqual(self.succeeds("export", "first").out, exported)
        self.assertIn("movements", self.succeeds("ledger", "first").out)
        self.assertIn("completed", self.succeeds("show", "first").out)
        self.succeeds("audit", "verify", "--journal", JOURNAL + ".archive")
        self.assertIn("1 deal brought back", self.succeeds("archive", "--bring-back", "first").out)
        self.assertEqual(self.lines("export")[1:], [json.loads(line) for line in exported.splitlines()[1:]])
        self.assertIn("in the journal already", self.ends_with(USAGE, "archive", "--bring-back", "first").err)

    def test_without_a_journal_there_is_nothing_to_read(self):
        for command in (["audit", "verify"], ["export"], ["ledger", "x"], ["backup", "y.db"], ["archive"]):
            done = self.ends_with(USAGE, *command, "--journal", "nowhere.db")
            self.assertIn("no journal at `nowhere.db`", done.err)


if __name__ == "__main__":
    import unittest

    unittest.main()
