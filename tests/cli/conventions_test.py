"""What every command keeps to: exit codes, data and talk, colour, settings and their precedence, closed outputs."""

import os
import pty
import signal
import subprocess
import unittest

import program
from program import APP, BAD, FINDINGS, GOOD, INTERRUPTED, OK, UNREACHABLE, USAGE

ESCAPE = "\x1b["


class ExitCodes(program.Program):
    def test_no_command_shows_the_help_and_is_a_usage_error(self):
        result = self.ends_with(USAGE)
        self.assertEqual(result.out, "")
        self.assertIn("check", result.err)

    def test_help_and_version_are_data(self):
        for arguments in (["--help"], ["check", "--help"], ["plan", "-h"], ["--version"], ["version"]):
            result = self.succeeds(*arguments)
            self.assertNotEqual(result.out, "")
            self.assertEqual(result.err, "")

    def test_unknown_commands_and_options_are_usage_errors(self):
        self.assertIn("did you mean `check`?", self.ends_with(USAGE, "chek").err)
        self.assertIn("there is no command", self.ends_with(USAGE, "frobnicate").err)
        for arguments in (["check", "--frobnicate"], ["plan"], ["check", "--format", "xml"], ["--color", "blue", "check"],
                          ["plan", "a.deal", "--lock", "--frozen"], ["completion", "tcsh"]):
            result = self.ends_with(USAGE, *arguments)
            self.assertEqual(result.out, "")
            self.assertIn("dealwright", result.err)

    def test_a_file_called_like_a_command_is_a_file(self):
        self.write("plan/a.deal", GOOD)
        self.succeeds("check", "plan")

    def test_common_options_stand_before_or_behind_the_command(self):
        self.write("a.deal", GOOD)
        self.assertEqual(self.succeeds("--json", "-q", "check").out, self.succeeds("check", "--json", "-q").out)

    def test_a_refusal_names_the_command(self):
        self.assertTrue(self.ends_with(USAGE, "check", "--frobnicate").err.startswith("dealwright check: "))


class Colour(program.Program):
    def setUp(self):
        super().setUp()
        self.write("a.deal", BAD)

    def in_terminal(self, *arguments, **env):
        """Standard output as a terminal shows it."""
        reader, writer = pty.openpty()
        environment = self.environment(TERM="xterm", **env)
        with subprocess.Popen([APP, *arguments], cwd=self.folder, stdout=writer, stderr=subprocess.DEVNULL,
                              stdin=subprocess.DEVNULL, env=environment) as process:
            os.close(writer)
            text = b""
            while True:
                try:
                    piece = os.read(reader, 4096)
                except OSError:  # the other end is closed
                    break
                if not piece:
                    break
                text += piece
        os.close(reader)
        return text.decode()

    def test_colour_is_for_terminals(self):
        self.assertNotIn(ESCAPE, self.run_app("check").out)
        self.assertIn(ESCAPE, self.in_terminal("check"))

    def test_no_color_and_dumb_terminals_are_respected(self):
        self.assertNotIn(ESCAPE, self.in_terminal("check", NO_COLOR="1"))
        self.assertIn(ESCAPE, self.in_terminal("check", NO_COLOR=""))
        self.assertNotIn(ESCAPE, self.run_app("check", env={"TERM": "dumb"}).out)

    def test_the_flag_wins_over_the_environment(self):
        self.assertIn(ESCAPE, self.run_app("check", "--color", "always", env={"NO_COLOR": "1"}).out)
        self.assertNotIn(ESCAPE, self.in_terminal("check", "--color=never", DEALWRIGHT_COLOR="always"))


class Precedence(program.Program):
    def setUp(self):
        super().setUp()
        self.write("a.deal", GOOD)

    def begins(self, *arguments, env=None):
        return self.run_app("check", *arguments, env=env).out[:11]

    def test_flag_then_environment_then_project_then_user(self):
        user = self.folder.parent / ".config/dealwright/config.toml"
        user.parent.mkdir(parents=True)
        user.write_text('format = "json"\n')
        self.assertEqual(self.begins(), '{"format":1')
        self.write("dealwright.toml", 'format = "text"\n')
        self.assertEqual(self.begins(), "")
        self.assertEqual(self.begins(env={"DEALWRIGHT_FORMAT": "json"}), '{"format":1')
        self.assertEqual(self.begins("--format", "text", env={"DEALWRIGHT_FORMAT": "json"}), "")
        self.assertEqual(self.begins("--json"), '{"format":1')

    def test_quiet_from_the_project(self):
        self.write("dealwright.toml", "quiet = true\n")
        self.assertEqual(self.succeeds("check").err, "")

    def test_a_broken_project_file_is_a_usage_error_with_its_line(self):
        self.write("dealwright.toml", 'name = "x"\ncolour = "never"\n')
        error = self.ends_with(USAGE, "check").err
        self.assertIn("line 2", error)
        self.assertIn("did you mean `color`?", error)

    def test_a_wrong_environment_is_a_usage_error(self):
        self.assertIn("DEALWRIGHT_COLOR", self.ends_with(USAGE, "check", env={"DEALWRIGHT_COLOR": "pink"}).err)


class Interruption(program.Program):
    def test_ctrl_c_ends_with_its_own_code(self):
        process = subprocess.Popen([APP, "check", "-"], cwd=self.folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, bufsize=0, env=self.environment())
        # More than a pipe holds: when it is written, the program is reading it.
        process.stdin.write(b"//\n" * 40_000)
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(program.SECONDS_MAX), INTERRUPTED)
        self.assertEqual(process.stdout.read(), b"")
        for pipe in (process.stdin, process.stdout, process.stderr):
            pipe.close()


class Outputs(program.Program):
    def shell(self, command):
        return subprocess.run(["bash", "-c", command], cwd=self.folder, capture_output=True, text=True, check=False,
                              timeout=program.SECONDS_MAX, env=self.environment(APP=APP))

    def test_a_reader_that_goes_away_is_no_error(self):
        done = self.shell('set -o pipefail; "$APP" explain | head -n 1; echo "${PIPESTATUS[0]}"')
        self.assertEqual(done.stderr, "")
        self.assertEqual(done.stdout.splitlines()[-1], "0")

    def test_a_closed_or_full_output_is_said(self):
        for where in (">&-", ">/dev/full"):
            done = self.shell(f'"$APP" version {where}')
            self.assertEqual(done.returncode, UNREACHABLE, where)
            self.assertIn("could not be written", done.stderr)

    def test_closed_descriptors_do_not_receive_what_is_written_to_files(self):
        self.write("a.deal", GOOD)
        done = self.shell('"$APP" plan a.deal --out plan.json >&- 2>&- <&-')
        self.assertIn(done.returncode, (OK, UNREACHABLE))
        self.assertTrue(self.read("plan.json").endswith("}"))
        self.assertEqual(self.read("a.deal"), GOOD)

    def test_talk_goes_to_standard_error(self):
        self.write("a.deal", BAD)
        result = self.ends_with(FINDINGS, "check", "--json")
        self.assertIn("checked 1 file", result.err)
        result.json()


if __name__ == "__main__":
    unittest.main()
