// roff for man(1), and scripts for three shells.
#include "engine/app/shell_pages.hpp"

#include <algorithm>
#include <sstream>
#include <string_view>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include "engine/app/commands/commands.hpp"

namespace dealwright::app {
namespace {

// --- what is declared -------------------------------------------------------------------------

// A command's own options; of the program, those that are common to all.
std::vector<const CLI::Option*> options_of(const CLI::App& app) {
  const bool is_command = app.get_parent() != nullptr;
  const auto all = app.get_options([is_command](const CLI::Option* option) {
    return option->nonpositional() && !(is_command && option->get_group() == common_options);
  });
  return {all.begin(), all.end()};
}

std::vector<const CLI::Option*> arguments_of(const CLI::App& app) {
  const auto all =
      app.get_options([](const CLI::Option* option) { return option->get_positional(); });
  return {all.begin(), all.end()};
}

// Those that the help shows.
std::vector<const CLI::App*> commands_of(const CLI::App& program) {
  std::vector<const CLI::App*> shown;
  for (const CLI::App* command :
       program.get_subcommands([](const CLI::App* app) { return !app->get_group().empty(); })) {
    shown.push_back(command);
  }
  return shown;
}

// "-q" and "--quiet".
std::vector<std::string> names_of(const CLI::Option& option) {
  std::vector<std::string> names;
  for (const std::string& name : option.get_snames())
    names.push_back("-" + name);
  for (const std::string& name : option.get_lnames())
    names.push_back("--" + name);
  return names;
}

// What follows the option: "FILE", "auto|always|never"; empty for a flag.
std::string value_of(const CLI::Option& option) {
  return option.get_items_expected_max() == 0 ? std::string() : option.get_type_name();
}

std::vector<std::string> choices_of(const CLI::Option& option) {
  const std::string type = value_of(option);
  std::vector<std::string> choices;
  const auto lower = [](char c) { return (c >= 'a' && c <= 'z') || c == '|'; };
  if (type.find('|') == std::string::npos || !std::ranges::all_of(type, lower)) return choices;
  std::stringstream words(type);
  for (std::string word; std::getline(words, word, '|');)
    choices.push_back(word);
  return choices;
}

bool takes_file(const CLI::Option& option) {
  const std::string type = value_of(option);
  return type.starts_with("FILE") || type == "PATH" || type == "DIR" || type == "OLDPLAN";
}

std::string joined(const std::vector<std::string>& words, std::string_view between) {
  std::string out;
  for (const std::string& word : words) {
    if (!out.empty()) out += between;
    out += word;
  }
  return out;
}

// --- man ----------------------------------------------------------------------------------------

// A backslash or a leading dot would be a command to roff, and a bare dash a hyphen that cannot be
// copied.
std::string roff(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '\\': out += "\\e"; break;
      case '-': out += "\\-"; break;
      case '.':
      case '\'': out += out.empty() ? "\\&" + std::string(1, c) : std::string(1, c); break;
      default: out += c;
    }
  }
  return out;
}

std::string roff_option(const CLI::Option& option) {
  std::string out = ".TP\n";
  std::vector<std::string> names;
  for (const std::string& name : names_of(option))
    names.push_back("\\fB" + roff(name) + "\\fR");
  out += joined(names, ", ");
  const std::string value = value_of(option);
  if (!value.empty()) out += " \\fI" + roff(value) + "\\fR";
  return out + "\n" + roff(option.get_description()) + "\n";
}

std::string roff_argument(const CLI::Option& option) {
  return ".TP\n\\fI" + roff(option.get_name(true)) + "\\fR\n" + roff(option.get_description()) +
         "\n";
}

std::string roff_synopsis(const CLI::App& app, std::string_view program) {
  std::string out = ".B " + roff(program) + "\n[\\fIOPTION\\fR]...";
  for (const CLI::Option* argument : arguments_of(app)) {
    const std::string name = "\\fI" + roff(argument->get_name(true)) + "\\fR";
    out += argument->get_required() ? " " + name : " [" + name + "]";
    if (argument->get_items_expected_max() > 1) out += "...";
  }
  return out + "\n";
}

constexpr std::string_view exit_statuses = R"(.SH EXIT STATUS
.TP
0
All is well.
.TP
1
There are findings.
.TP
2
The command cannot be carried out as it was given.
.TP
3
A guard or a limit blocks.
.TP
4
The caller is not authorised.
.TP
5
Somebody has to approve first.
.TP
6
The deal holds or failed.
.TP
7
Something could not be reached, read or written.
.TP
130
Interrupted.
)";

constexpr std::string_view environment = R"(.SH ENVIRONMENT
.TP
\fBNO_COLOR\fR
No colour unless it is asked for with \fB\-\-color\fR.
.TP
\fBDEALWRIGHT_COLOR\fR, \fBDEALWRIGHT_FORMAT\fR, \fBDEALWRIGHT_QUIET\fR
As \fB\-\-color\fR, \fBcheck \-\-format\fR and \fB\-\-quiet\fR, where these are not given.
.SH FILES
.TP
\fIdealwright.toml\fR
Marks the root of a project; may set color, format and quiet, which flags and environment override.
.TP
\fIdealwright.lock\fR
The module texts and contract interfaces that the project was reviewed with.
)";

std::string header(const std::string& name) {
  std::string capitals = name;
  std::ranges::transform(capitals, capitals.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return ".TH \"" + roff(capitals) + "\" 1 \"\" \"Dealwright " + std::string(version_text()) +
         "\" \"Dealwright\"\n";
}

std::string options_section(std::string_view title, const CLI::App& app) {
  std::string out = ".SH " + std::string(title) + "\n";
  for (const CLI::Option* option : options_of(app))
    out += roff_option(*option);
  return out;
}

std::string program_page(const CLI::App& program) {
  std::string out = header("dealwright") + ".SH NAME\ndealwright \\- " +
                    roff("check, plan and run capital deals") + "\n.SH SYNOPSIS\n" +
                    ".B dealwright\n\\fICOMMAND\\fR [\\fIOPTION\\fR]...\n.SH DESCRIPTION\n" +
                    roff(program.get_description()) +
                    "\n.PP\nData goes to standard output, talk to standard error.\n.SH COMMANDS\n";
  for (const CLI::App* command : commands_of(program)) {
    out += ".TP\n\\fB" + roff(command->get_name()) + "\\fR\n" + roff(command->get_description()) +
           "\n";
  }
  out += options_section("OPTIONS", program);
  return out + std::string(exit_statuses) + std::string(environment);
}

std::string command_page(const CLI::App& program, const CLI::App& command) {
  const std::string name = "dealwright-" + command.get_name();
  std::string out = header(name) + ".SH NAME\n" + roff(name) + " \\- " +
                    roff(command.get_description()) + "\n.SH SYNOPSIS\n" +
                    roff_synopsis(command, "dealwright " + command.get_name()) +
                    ".SH DESCRIPTION\n" + roff(command.get_description()) + ".\n";
  const auto arguments = arguments_of(command);
  if (!arguments.empty()) out += ".SH ARGUMENTS\n";
  for (const CLI::Option* argument : arguments)
    out += roff_argument(*argument);
  out += options_section("OPTIONS", command);
  out += options_section("COMMON OPTIONS", program);
  return out + std::string(exit_statuses) + ".SH SEE ALSO\n\\fBdealwright\\fR(1)\n";
}

// --- completion ---------------------------------------------------------------------------------

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : options_of(app)) {
    for (const std::string& name : names_of(*option))
      names.push_back(name);
  }
  return names;
}

std::vector<std::string> command_names(const CLI::App& program) {
  std::vector<std::string> names;
  for (const CLI::App* command : commands_of(program))
    names.push_back(command->get_name());
  return names;
}

// Cases `command:option`, since `--format` means another thing to another command: words after an
// option with choices, files after one that takes a file.
std::string bash_values(const CLI::App& app, const std::string& command) {
  std::string out;
  for (const CLI::Option* option : options_of(app)) {
    const std::vector<std::string> choices = choices_of(*option);
    if (choices.empty() && !takes_file(*option)) continue;
    const std::string words = choices.empty() ? "-f" : "-W '" + joined(choices, " ") + "'";
    for (const std::string& name : names_of(*option)) {
      out += "    " + command + ":" + name + ") COMPREPLY=($(compgen " + words +
             " -- \"$word\")); return ;;\n";
    }
  }
  return out;
}

std::string bash_words(const CLI::App& program, const CLI::App& command) {
  std::vector<std::string> words = option_names(command);
  for (const std::string& name : option_names(program)) {
    if (std::ranges::find(words, name) == words.end()) words.push_back(name);
  }
  for (const CLI::Option* argument : arguments_of(command)) {
    for (const std::string& choice : choices_of(*argument))
      words.push_back(choice);
  }
  return joined(words, " ");
}

std::string bash_script(const CLI::App& program) {
  std::string out = R"(# Completion of dealwright for bash, made by `dealwright completion bash`.
_dealwright() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command='' i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    if [[ ${COMP_WORDS[i]} != -* ]]; then command=${COMP_WORDS[i]}; break; fi
  done
  case $command:$before in
)";
  for (const CLI::App* command : commands_of(program))
    out += bash_values(*command, command->get_name());
  out += bash_values(program, "*");
  out += "  esac\n  case $command in\n    '') COMPREPLY=($(compgen -W '" +
         joined(command_names(program), " ") + " " + joined(option_names(program), " ") +
         "' -- \"$word\")) ;;\n";
  for (const CLI::App* command : commands_of(program)) {
    out += "    " + command->get_name() + ") COMPREPLY=($(compgen -W '" +
           bash_words(program, *command) + "' -- \"$word\") $(compgen -f -- \"$word\")) ;;\n";
  }
  return out + "  esac\n}\ncomplete -o filenames -F _dealwright dealwright\n";
}

// Single quotes are the only thing that ends a single-quoted word; brackets and colons have a
// meaning inside zsh's specifications.
std::string zsh_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
    } else {
      if (c == '[' || c == ']' || c == ':') out += '\\';
      out += c;
    }
  }
  return out;
}

std::string zsh_value(const CLI::Option& option) {
  const std::vector<std::string> choices = choices_of(option);
  if (!choices.empty()) return "value:(" + joined(choices, " ") + ")";
  if (takes_file(option)) return "file:_files";
  return "value: ";
}

std::string zsh_options(const CLI::App& app) {
  std::string out;
  for (const CLI::Option* option : options_of(app)) {
    for (const std::string& name : names_of(*option)) {
      out += " \\\n        '" + name + (value_of(*option).empty() ? "" : "=") + "[" +
             zsh_text(option->get_description()) + "]" +
             (value_of(*option).empty() ? "" : ":" + zsh_value(*option)) + "'";
    }
  }
  return out;
}

std::string zsh_script(const CLI::App& program) {
  std::string out = R"(#compdef dealwright
# Completion of dealwright for zsh, made by `dealwright completion zsh`.
_dealwright() {
  local -a commands
  commands=(
)";
  for (const CLI::App* command : commands_of(program)) {
    out += "    '" + command->get_name() + ":" + zsh_text(command->get_description()) + "'\n";
  }
  out +=
      "  )\n  local command='' i\n"
      "  for ((i = 2; i < CURRENT; i++)); do\n"
      "    if [[ ${words[i]} != -* ]]; then command=${words[i]}; break; fi\n  done\n"
      "  case $command in\n    '')\n      _arguments" +
      zsh_options(program) + " \\\n        '*:command:{_describe command commands}'\n      ;;\n";
  for (const CLI::App* command : commands_of(program)) {
    out += "    " + command->get_name() + ")\n      _arguments" + zsh_options(*command) +
           zsh_options(program) + " \\\n        '*:file:_files'\n      ;;\n";
  }
  return out + "  esac\n}\n_dealwright \"$@\"\n";
}

std::string fish_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string fish_options(const CLI::App& app, const std::string& condition) {
  std::string out;
  for (const CLI::Option* option : options_of(app)) {
    out += "complete -c dealwright" + condition;
    for (const std::string& name : option->get_snames())
      out += " -s " + name;
    for (const std::string& name : option->get_lnames())
      out += " -l " + name;
    const std::vector<std::string> choices = choices_of(*option);
    if (!choices.empty()) {
      out += " -x -a '" + joined(choices, " ") + "'";
    } else if (takes_file(*option)) {
      out += " -r -F";
    } else if (!value_of(*option).empty()) {
      out += " -x";
    }
    out += " -d '" + fish_text(option->get_description()) + "'\n";
  }
  return out;
}

std::string fish_script(const CLI::App& program) {
  std::string out = "# Completion of dealwright for fish, made by `dealwright completion fish`.\n";
  for (const CLI::App* command : commands_of(program)) {
    out += "complete -c dealwright -n __fish_use_subcommand -f -a " + command->get_name() +
           " -d '" + fish_text(command->get_description()) + "'\n";
    out += fish_options(*command, " -n '__fish_seen_subcommand_from " + command->get_name() + "'");
  }
  return out + fish_options(program, "");
}

}  // namespace

std::expected<std::string, std::string> man_page(const CLI::App& program,
                                                 const std::string& command) {
  if (command.empty()) return program_page(program);
  for (const CLI::App* known : commands_of(program)) {
    if (known->get_name() == command) return command_page(program, *known);
  }
  return std::unexpected("there is no command " + in_ticks(command));
}

std::string completion_script(const CLI::App& program, const std::string& shell) {
  if (shell == "bash") return bash_script(program);
  if (shell == "zsh") return zsh_script(program);
  return fish_script(program);
}

}  // namespace dealwright::app
