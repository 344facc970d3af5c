// Text -> tree: look over the bytes, match the grammar, hand over what the reader has gathered. A
// control builds the nodes while PEGTL matches: every rule named after a kind leaves one when it
// succeeds, and what a failed rule left is dropped.
#include "dsl/syntax/parse.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <tao/pegtl.hpp>

#include "dsl/syntax/comments.hpp"
#include "dsl/syntax/reader.hpp"
#include "grammar/file.hpp"

namespace dealwright::syntax {
namespace {

namespace pegtl = tao::pegtl;
using Input = pegtl::memory_input<pegtl::tracking_mode::lazy, pegtl::eol::lf, std::string_view>;

void match_file(Reader& reader);
Parsed refuse_size(diagnostics::SourcePointer source);

}  // namespace

Parsed parse(diagnostics::SourcePointer source) {
  if (source->text().size() > diagnostics::source_bytes_max) return refuse_size(std::move(source));
  FirstLook look = look_over(source->text());
  Reader reader(std::move(source));
  if (look.not_utf8) reader.report_encoding(*look.not_utf8);
  match_file(reader);
  return std::move(reader).finish(std::move(look.comments));
}

namespace {

Parsed refuse_size(diagnostics::SourcePointer source) {
  const std::size_t size = source->text().size();
  const auto end = static_cast<std::uint32_t>(std::min<std::size_t>(size, UINT32_MAX));
  std::vector<NodeRecord> nodes{
      {.kind = Kind::file, .broken = true, .begin = 0, .end = end, .size = 2},
      {.kind = Kind::error, .broken = true, .begin = 0, .end = end, .size = 1}};
  diagnostics::Diagnostic finding{.code = diagnostics::Code::file_too_large,
                                  .message = "the file has " + std::to_string(size) +
                                             " bytes; a deal has at most " +
                                             std::to_string(diagnostics::source_bytes_max),
                                  .primary = {.source = source, .span = {0, 0}, .text = {}},
                                  .help = "put parts of it into modules and name them with `use`"};
  SyntaxTree tree(std::move(source), std::move(nodes), {}, {{0, end}});
  return {.tree = std::move(tree), .found = {std::move(finding)}};
}

// The kind of node that a rule leaves.
template <typename Rule>
struct Leaves : std::false_type {};
#define DEALWRIGHT_KIND(name)                                 \
  template <>                                                 \
  struct Leaves<grammar::name> : std::true_type {             \
    [[maybe_unused]] static constexpr Kind kind = Kind::name; \
  };
DEALWRIGHT_SYNTAX_KINDS(DEALWRIGHT_KIND)
#undef DEALWRIGHT_KIND

template <typename Rule>
struct Stands {
  using For = Rule;
};
template <typename Rule>
  requires requires { typename Rule::stands_for; }
struct Stands<Rule> {
  using For = typename Rule::stands_for;
};

template <typename Rule>
constexpr bool folds = requires { Rule::folds; };
template <typename Rule>
constexpr bool leaves_node =
    Leaves<typename Stands<Rule>::For>::value && !requires { Rule::places_itself; };

template <typename Rule>
struct Build : pegtl::normal<Rule> {
  static constexpr bool enable = false;  // no start, success or failure: it is all in match

  template <pegtl::apply_mode A, pegtl::rewind_mode M, template <typename...> class Action,
            template <typename...> class Control, typename In>
  [[nodiscard]] static bool match(In& in, Reader& reader) {
    if constexpr (leaves_node<Rule>) {
      if (reader.is_panicking()) return false;
      const Reader::Mark mark = reader.open_node(in.current());
      if (!pegtl::match<Rule, A, M, Action, Control>(in, reader)) {
        reader.drop_nodes(mark.nodes);
        return false;
      }
      constexpr Kind kind = Leaves<typename Stands<Rule>::For>::kind;
      if constexpr (folds<Rule>) {
        reader.close_or_fold_node(kind, mark, in.current());
      } else {
        reader.close_node(kind, mark, in.current());
      }
      return true;
    } else if constexpr (M == pegtl::rewind_mode::required) {
      // Where the text is read again, the nodes go back too.
      const std::uint32_t nodes = reader.node_count();
      if (pegtl::match<Rule, A, M, Action, Control>(in, reader)) return true;
      reader.drop_nodes(nodes);
      return false;
    } else {
      return pegtl::match<Rule, A, M, Action, Control>(in, reader);
    }
  }
};

void match_file(Reader& reader) {
  Input in(reader.begin(), reader.end(), std::string_view());
  const bool matched =
      Build<grammar::file>::match<pegtl::apply_mode::nothing, pegtl::rewind_mode::dontcare,
                                  pegtl::nothing, Build>(in, reader);
  static_cast<void>(matched);  // a file always matches: that is what recovery is for
}

}  // namespace
}  // namespace dealwright::syntax
