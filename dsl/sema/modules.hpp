// Protocol modules: text and ABI -> signatures that deals use. Checked once in general (type
// variables stand for any asset), then instantiated for each use.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "dsl/sema/abi.hpp"
#include "dsl/sema/provider.hpp"
#include "dsl/sema/symbols.hpp"
#include "dsl/syntax/tree.hpp"
#include "dsl/values/digest.hpp"

namespace dealwright::sema {

enum class ParameterKind : std::uint8_t { asset, money, position, value };
enum class Access : std::uint8_t { none, reads, changes, closes };

struct Parameter {
  ParameterKind kind = ParameterKind::value;
  std::string name;  // for a bare asset: the variable itself
  std::string
      variable;  // asset: the variable it binds; money, position: the variable or asset of its type
  bool is_variable = false;  // `variable` stands for any asset; else it is an asset
  Access access = Access::none;
  bool opens_new = false;  // `= new`
  std::string place;       // money: "" is the chain
  syntax::Node type;       // absent for a bare asset
  syntax::Node initial;    // default value, or absent
  Place declared;
};

struct Result {
  std::string name;
  syntax::Node type;
  bool is_position = false;
  std::string place;
  Place declared;
};

struct ActionSignature {
  std::string name;
  std::vector<Parameter> parameters;
  std::vector<Result> results;
  std::vector<std::string> fails;
  std::vector<std::string> unsure;
  syntax::Node node;
  Place declared;
};

struct QuerySignature {
  std::string name;
  std::vector<Parameter> parameters;  // asset or position
  syntax::Node type;
  syntax::Node read;        // the expression, or absent
  syntax::Node model;       // the expression, or absent
  bool is_setting = false;  // `model setting`
  syntax::Node initial;     // of the setting
  Place declared;
};

// A `setting` or `state` declaration.
struct SettingSignature {
  std::string name;
  std::vector<Parameter> parameters;
  syntax::Node type;
  syntax::Node initial;
  bool is_state = false;
  Place declared;
};

struct Contract {
  std::string name;
  std::string abi_name;
  Abi abi;
  bool has_abi = false;  // false where it could not be read: nothing more is said of its functions
  values::Digest digest;
  bool is_token = false;  // `contract A`: the token of each asset
  Place declared;
};

struct Module {
  std::string name;
  std::string place;  // an exchange's; empty on chain
  std::shared_ptr<const syntax::SyntaxTree> tree;
  syntax::Node node;
  values::Digest digest;  // of its text
  std::map<std::string, Contract, std::less<>> contracts;
  std::map<std::string, ActionSignature, std::less<>> actions;
  std::map<std::string, QuerySignature, std::less<>> queries;
  std::map<std::string, SettingSignature, std::less<>> settings;
  Place declared;
  bool is_broken = false;  // its own text has findings: uses are not reported on its account again
};

// Reads a `protocol` node: signatures, ABIs, and the check in general. Findings are about the
// module's own text.
[[nodiscard]] std::unique_ptr<Module> check_module(std::shared_ptr<const syntax::SyntaxTree> tree,
                                                   syntax::Node protocol, const Assets& assets,
                                                   SourceProvider& provider,
                                                   diagnostics::Diagnostics& found);

// Queries and settings whose values go in a circle are reported.
void refuse_circles(const Module& module, diagnostics::Diagnostics& found);

// The names a module's own expressions can use.
[[nodiscard]] Scope scope_of(const Module& module);

}  // namespace dealwright::sema
