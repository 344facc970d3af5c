// Protocol modules: the contracts of a protocol, its actions and queries, and how the simulated
// world plays it.
#pragma once

#include "grammar/scenarios.hpp"

namespace dealwright::grammar {

struct contract : led_by<"contract", want<any_name, "the contract's name">,
                         need<"abi", "the name of its interface">,
                         want<text, "the name of its interface, in quotes">> {};
struct place : led_by<"place", want<name, "the place's name">> {};
struct initial : pegtl::seq<sign<"=", "=">, want<expression, "a value">> {};

struct access : one_of<"reads", "changes", "closes"> {};
struct new_position : word<"new"> {};
// `new` is a name where an expression goes on after it.
struct new_ahead : by_hand<new_ahead, only_looks> {
  template <typename Input, typename Reader>
  static bool read(Input& in, Reader& reader) {
    const auto& token = reader.next(in.current());
    if (token.word == 0) return false;
    const char* after = reader.over_layout(token.begin + token.word);
    return reader.is_at(after, ",") || reader.is_at(after, ")");
  }
};
struct parameter_default
    : pegtl::seq<sign<"=", "=">, want<pegtl::sor<pegtl::seq<new_ahead, new_position>, expression>,
                                      "a default or `new`">> {};
// Without a colon it is an asset if it looks like one, and else a name whose colon is missing.
struct named_parameter_ahead : by_hand<named_parameter_ahead, only_looks> {
  template <typename Input, typename Reader>
  static bool read(Input& in, Reader& reader) {
    return word_and_sign_ahead<"", ":">::read(in, reader) ||
           is_small(reader.next(in.current()).first);
  }
};
struct parameter
    : pegtl::sor<pegtl::seq<named_parameter_ahead, name, need_sign<":", "`:` and a type">,
                            pegtl::opt<access>, a_type, pegtl::opt<parameter_default>>,
                 asset_name> {};
struct parameters
    : bracketed<
          '(', ')', "`,` or `)`",
          pegtl::opt<operand_ahead, want<parameter, "an asset, or a name, `:` and a type">,
                     pegtl::star<comma, want<parameter, "an asset, or a name, `:` and a type">>>> {
};

struct setting : led_by<"setting", want<name, "the setting's name">, pegtl::opt<parameters>,
                        need_sign<":", "`:` and a type">, a_type, pegtl::opt<initial>> {};
struct state : led_by<"state", want<name, "the state's name">, pegtl::opt<parameters>,
                      need_sign<":", "`:` and a type">, a_type,
                      want<initial, "`=` and a value to start with">> {};

// ---- Actions

struct result_decl : pegtl::seq<name, need_sign<":", "`:` and a type">, a_type> {};
struct result_decls : pegtl::seq<arrow, want<result_decl, "a name, `:` and a type">,
                                 pegtl::star<comma, want<result_decl, "a name, `:` and a type">>> {
};
struct sending : led_by<"sending", want<sum, "an amount">> {};
struct allowing : led_by<"allowing", want<name, "the contract that takes the money">, need<"to">,
                         need<"take">, want<name, "the money that it takes">> {};
struct contract_call : led_by<"call", want<postfix, "a contract's function and its arguments">,
                              pegtl::opt<sending>, pegtl::opt<allowing>> {};
struct moves_into : led_by<"into", want<name, "a position">> {};
struct moves_out : word<"out"> {};
struct moves : led_by<"moves", want<name, "the money that moves">,
                      want<pegtl::sor<moves_into, moves_out>, "`into` and a position, or `out`">> {
};
struct issue_for : led_by<"for", want<sum, "what is owed">> {};
struct issue_of : led_by<"of", want<sum, "an amount">> {};
struct issue
    : pegtl::seq<name, want<pegtl::sor<issue_for, issue_of>, "`of` or `for` and an amount">> {};
// A comma and another issue, and not the comma of a one-line block.
struct comma_and_issue : by_hand<comma_and_issue, takes_text> {
  template <typename Input, typename Reader>
  static bool read(Input& in, Reader& reader) {
    const auto& token = reader.next(in.current());
    if (token.first != ',') return false;
    const char* first = reader.over_all_layout(token.begin + 1);
    const std::string_view second =
        reader.word_at(reader.over_layout(first + reader.word_at(first).size()));
    if (second != "for" && second != "of") return false;
    go_to(in, token.begin + 1);
    return goes_on::read(in, reader);
  }
};
struct next_issue : pegtl::seq<comma_and_issue, issue> {};
struct issues : led_by<"issues", want<issue, "a result, `of` or `for`, and an amount">,
                       pegtl::star<next_issue>> {};
struct settles : led_by<"settles", want<name, "a position">, need<"by">, want<sum, "an amount">> {};
struct ensures : led_by<"ensures", want<expression, "a condition">> {};
struct proof : led_by<"proof", need<"event">, want<postfix, "a contract's event and its fields">> {
};
struct fails : led_by<"fails", names<name, "the name of a failure">> {};
struct unsure : led_by<"unsure", names<name, "the name of a failure">> {};
struct tolerance : led_by<"tolerance", want<sum, "an amount or a ratio">> {};
struct takes : led_by<"takes", want<sum, "a duration">> {};
struct partly : led_by<"may", need<"fill">, need<"partly">> {};
struct set : led_by<"set", want<postfix, "a state">, need_sign<"=", "`=` and a value">,
                    want<expression, "a value">> {};
struct refuses : led_by<"refuses", want<name, "the name of a failure">, need<"when">,
                        want<expression, "a condition">> {};
struct fills : led_by<"fills", want<sum, "a ratio">> {};
struct model_item : pegtl::sor<let, set, refuses, fills> {};
struct model_words {
  static constexpr bool documented = false;
  static constexpr std::array<std::string_view, 4> words{"let", "set", "refuses", "fills"};
  static constexpr BlockWords block{"a line of a model", "`let`, `set`, `refuses` or `fills`",
                                    words};
};
struct action_model : led_by<"model", block<model_words, model_item>> {};
struct action_clause : pegtl::sor<let, contract_call, moves, issues, settles, ensures, proof, fails,
                                  unsure, tolerance, takes, partly, action_model> {};
struct action_words {
  static constexpr bool documented = false;
  static constexpr std::array<std::string_view, 13> words{
      "let",   "call",   "moves",     "issues", "settles", "ensures", "proof",
      "fails", "unsure", "tolerance", "takes",  "may",     "model"};
  static constexpr BlockWords block{"a clause of an action",
                                    "a clause of an action such as `moves`", words};
};
struct action_decl
    : led_by<"action", want<name, "the action's name">, want<parameters, "`(` and the parameters">,
             pegtl::opt<result_decls>, block<action_words, action_clause>> {};

// ---- Queries

struct query_read : led_by<"read", want<expression, "what the chain is asked">> {};
// `setting` is a name where an expression goes on after it.
struct setting_ahead : by_hand<setting_ahead, only_looks> {
  template <typename Input, typename Reader>
  static bool read(Input& in, Reader& reader) {
    const auto& token = reader.next(in.current());
    if (token.word == 0) return false;
    const char* after = reader.over_layout(token.begin + token.word);
    return reader.ends_statement(after) || (reader.is_at(after, "=") && !reader.is_at(after, "=="));
  }
};
struct model_setting : pegtl::seq<setting_ahead, word<"setting">, pegtl::opt<initial>> {};
struct query_model
    : led_by<"model", want<pegtl::sor<model_setting, expression>, "`setting` or a value">> {};
struct query_item : pegtl::sor<query_read, query_model> {};
struct query_words {
  static constexpr bool documented = false;
  static constexpr std::array<std::string_view, 2> words{"read", "model"};
  static constexpr BlockWords block{"a part of a query", "`read` or `model`", words};
};
struct query : led_by<"query", want<name, "the query's name">, pegtl::opt<parameters>,
                      need_sign<":", "`:` and a type">, a_type, block<query_words, query_item>> {};

struct protocol_item : pegtl::sor<contract, place, setting, state, action_decl, query> {};
struct protocol_words {
  static constexpr bool documented = true;
  static constexpr std::array<std::string_view, 6> words{"contract", "place",  "setting",
                                                         "state",    "action", "query"};
  static constexpr BlockWords block{"a part of a protocol", "a part of a protocol such as `action`",
                                    words};
};
struct protocol
    : led_by<"protocol", want<name, "the protocol's name">, block<protocol_words, protocol_item>> {
};

}  // namespace dealwright::grammar
