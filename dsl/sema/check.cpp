// The story of a file: what it uses, its assets, its modules, its deals, and what speaks of them.
#include "dsl/sema/check.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "dsl/diagnostics/render.hpp"
#include "dsl/sema/deal_checker.hpp"
#include "dsl/sema/name_reader.hpp"
#include "dsl/sema/strategies.hpp"
#include "dsl/syntax/parse.hpp"

namespace dealwright::sema {

using diagnostics::Code;
using diagnostics::Diagnostics;
using syntax::Kind;
using syntax::Node;

namespace {

constexpr unsigned asset_decimals_max = 36;
constexpr std::size_t asset_links_max = 8;  // A counts as B counts as C …

// One file with all that it declares. Kept until the check is over: scopes and symbols point into
// it.
struct LoadedFile {
  std::shared_ptr<const syntax::SyntaxTree> tree;
  Assets own_assets;
  Assets assets;  // visible: prelude, used files, own
  std::vector<std::shared_ptr<const Module>> own_modules;
  Scope scope;
  std::vector<std::unique_ptr<DealChecker>> deals;
  VisibleDeals visible_deals;  // of used files, then own
  std::vector<plan::Limit> desk_limits;
  std::vector<std::shared_ptr<const Module>> used_modules;
  std::vector<std::string> aliases;
  bool loading = true;
};

class FileChecker {
 public:
  FileChecker(SourceProvider& provider, Diagnostics& found) : provider_(provider), found_(found) {}

  Model run(std::shared_ptr<const syntax::SyntaxTree> tree, NameIndex* names) {
    load_prelude();
    LoadedFile& file = load(std::move(tree));
    Model model;
    model.source = file.tree->source();
    for (const auto& [name, known] : file.assets)
      model.assets.push_back(known.asset);
    model.modules = file.used_modules;
    for (const auto& module : file.own_modules)
      model.modules.push_back(module);
    for (Node node : file.tree->root().children()) {
      if (node.is(Kind::scenario)) check_scenario_of(file, node, model);
      if (node.is(Kind::strategy)) check_strategy_of(file, node, model);
    }
    if (names != nullptr) {
      *names = index_names(
          {file.tree->root(), file.assets, file.scope, file.visible_deals, file.own_modules});
      for (const auto& [name, module] : standard_)
        names->modules.push_back(module);
      for (const auto& known : files_)
        std::ranges::copy(known->own_modules, std::back_inserter(names->modules));
    }
    for (const auto& deal : file.deals) {
      deal->model.modules = model.modules;
      deal->model.aliases = file.aliases;
      model.deals.push_back(std::move(deal->model));  // nothing else looks at it from here on
    }
    add_used_deals(model);
    model.desk_limits = file.desk_limits;
    for (const auto& known : files_)
      model.trees.push_back(known->tree);
    for (const auto& known : module_trees_)
      model.trees.push_back(known);
    return model;
  }

 private:
  void load_prelude() {
    auto source = provider_.standard_module("prelude");
    if (!source) return;
    auto tree = parse_into(*source);
    module_trees_.push_back(tree);
    read_assets(tree->root(), prelude_, prelude_);
  }

  std::shared_ptr<const syntax::SyntaxTree> parse_into(const diagnostics::SourcePointer& source) {
    syntax::Parsed parsed = syntax::parse(source);
    for (auto& finding : parsed.found)
      found_.push_back(std::move(finding));
    return std::make_shared<const syntax::SyntaxTree>(std::move(parsed.tree));
  }

  LoadedFile& load(std::shared_ptr<const syntax::SyntaxTree> tree) {
    files_.push_back(std::make_unique<LoadedFile>());
    LoadedFile& file = *files_.back();
    file.tree = std::move(tree);
    file.assets = prelude_;
    Node root = file.tree->root();
    if (has_too_many_declarations(root)) {
      file.loading = false;
      return file;
    }
    for (Node node : root.children()) {
      if (node.is(Kind::use)) read_use(file, node);
    }
    read_assets(root, file.assets, file.own_assets);
    for (Node node : root.children()) {
      if (!node.is(Kind::protocol) || !node.child(Kind::name)) continue;
      std::shared_ptr<const Module> module =
          check_module(file.tree, node, file.assets, provider_, found_);
      add_module(file, node.child(Kind::name), module->name, module);
      file.own_modules.push_back(std::move(module));
    }
    const auto documentation = documentation_in(root);
    for (Node node : root.children()) {
      if (!node.is(Kind::deal) || !node.child(Kind::name)) continue;
      Node name = node.child(Kind::name);
      if (auto same = file.visible_deals.find(name.text()); same != file.visible_deals.end()) {
        Report(found_, Code::name_taken, name)
            .says("there is already a deal `" + same->first + "`")
            .also(same->second->model.declared, "declared here");
        continue;
      }
      auto text = documentation.find(node.index());
      file.deals.push_back(check_deal(found_, file.assets, file.scope, node,
                                      text == documentation.end() ? std::string() : text->second,
                                      file.visible_deals));
      file.visible_deals.emplace(std::string(name.text()), file.deals.back().get());
    }
    check_desk(file);
    file.loading = false;
    return file;
  }

  bool has_too_many_declarations(Node root) {
    std::size_t declarations = 0;
    for (Node node : root.children()) {
      if (node.is(Kind::documentation) || ++declarations <= declarations_max) continue;
      Report(found_, Code::file_too_large, node)
          .says("a file has at most " + std::to_string(declarations_max) + " declarations")
          .help("divide it into several, and name them with `use`");
      return true;
    }
    return false;
  }

  void check_desk(LoadedFile& file) {
    Node first_desk;
    for (Node node : file.tree->root().children()) {
      if (!node.is(Kind::desk)) continue;
      if (first_desk) {
        Report(found_, Code::clause_repeated, node)
            .says("a project has one `desk`")
            .also(place_of(first_desk), "first here");
        continue;
      }
      first_desk = node;
      DealChecker desk(found_, file.assets, file.scope, node);
      desk.model.plan.buckets = {};
      for (Node block : node.children()) {
        if (block.is(Kind::limits)) check_limit_block(desk, block);
      }
      for (plan::Limit& limit : desk.model.plan.limits)
        file.desk_limits.push_back(std::move(limit));
    }
  }

  // --- use
  // -------------------------------------------------------------------------------------------------------

  void read_use(LoadedFile& file, Node node) {
    Node path = node.child(Kind::text);
    if (path) {
      use_file(file, node, path);
      return;
    }
    Node name = node.child(Kind::name, 0);
    if (!name) return;
    Node alias = node.child(Kind::name, 1);
    std::shared_ptr<const Module> module = standard_module(name);
    add_module(file, alias ? alias : name, std::string((alias ? alias : name).text()), module);
  }

  std::shared_ptr<const Module> standard_module(Node name) {
    const std::string text(name.text());
    if (auto known = standard_.find(text); known != standard_.end()) return known->second;
    auto source = text == "prelude" ? std::unexpected(ProviderError::not_found)
                                    : provider_.standard_module(text);
    if (!source) {
      std::vector<std::string> names = provider_.standard_module_names();
      std::string meant = diagnostics::nearest(text, names);
      Report report(found_, Code::module_not_found, name);
      report.says("the standard library has no module `" + text + "`");
      if (!meant.empty()) {
        report.here("did you mean `" + meant + "`?").replace_with(meant);
      } else {
        report.note("it has " + listed(names, "and"))
            .help("a module of your own is named by its file: `use \"./" + text + ".deal\"`");
      }
      return nullptr;
    }
    auto tree = parse_into(*source);
    module_trees_.push_back(tree);
    std::shared_ptr<const Module> module;
    for (Node node : tree->root().children()) {
      if (node.is(Kind::protocol)) module = check_module(tree, node, prelude_, provider_, found_);
    }
    standard_.emplace(text, module);
    return module;
  }

  void use_file(LoadedFile& file, Node node, Node path) {
    Node alias = node.child(Kind::name);
    auto source = provider_.project_file(file.tree->source()->name(), text_of(path));
    if (!source) {
      switch (source.error()) {
        case ProviderError::outside_project:
          Report(found_, Code::outside_project, path)
              .says("`" + text_of(path) + "` is outside the project")
              .help(
                  "only files below the project's root can be used, and no link may lead out of "
                  "it");
          break;
        case ProviderError::not_found:
          Report(found_, Code::module_not_found, path)
              .says("there is no file `" + text_of(path) + "`");
          break;
        case ProviderError::unreadable:
          Report(found_, Code::module_not_found, path)
              .says("`" + text_of(path) + "` cannot be read: it is no plain file, or too large");
          break;
      }
      if (alias) add_module(file, alias, std::string(alias.text()), nullptr);
      return;
    }
    LoadedFile* used = nullptr;
    for (const auto& known : files_) {
      if (known->tree && known->tree->source()->name() == (*source)->name()) used = known.get();
    }
    if (used != nullptr && used->loading) {
      Report(found_, Code::modules_in_a_circle, path)
          .says("`" + text_of(path) + "` uses this file, directly or by way of others")
          .help("move what both need into a third file");
      return;
    }
    if (used == nullptr) {
      if (files_.size() >= used_files_max) {
        Report(found_, Code::file_too_large, path)
            .says("a deal can use at most " + std::to_string(used_files_max) + " files");
        return;
      }
      used = &load(parse_into(*source));
    }
    for (const auto& [name, known] : used->own_assets)
      add_asset(file, known);
    file.visible_deals.insert(used->visible_deals.begin(), used->visible_deals.end());
    for (const plan::Limit& limit : used->desk_limits)
      file.desk_limits.push_back(limit);
    if (used->own_modules.size() == 1) {
      const auto& module = used->own_modules.front();
      add_module(file, alias ? alias : path, alias ? std::string(alias.text()) : module->name,
                 module);
    } else if (alias && used->own_modules.size() > 1) {
      Report(found_, Code::wrong_arguments, alias)
          .says("`" + text_of(path) + "` holds several modules, one name cannot stand for all")
          .help("leave out `as " + std::string(alias.text()) + "` and use their own names");
    } else {
      for (const auto& module : used->own_modules)
        add_module(file, path, module->name, module);
      if (!alias || !used->own_modules.empty()) return;
      add_module(file, alias, std::string(alias.text()), nullptr);
      // A file of assets, deals or a desk; one that is broken may have lost its module.
      Symbol* symbol = file.scope.find_own(alias.text());
      if (symbol != nullptr && symbol->kind == SymbolKind::module && symbol->module == nullptr)
        symbol->is_without_module = used->tree->broken().empty();
    }
  }

  void add_module(LoadedFile& file, Node at, const std::string& alias,
                  std::shared_ptr<const Module> module) {
    if (is_reserved(alias)) {
      Report(found_, Code::name_taken, at)
          .says("`" + alias + "` is a word that the language itself knows")
          .help("give the module another name with `as`");
      return;
    }
    if (const Symbol* taken = file.scope.find(alias)) {
      Report(found_, Code::name_taken, at)
          .says("`" + alias + "` is already a module")
          .also(taken->declared, "named here")
          .help("give it another name with `as`");
      return;
    }
    Symbol symbol;
    symbol.kind = SymbolKind::module;
    symbol.name = symbol.plan_name = alias;
    symbol.declared = place_of(at);
    symbol.module = module.get();
    file.scope.declare(std::move(symbol));
    if (!module) return;
    if (std::find(file.used_modules.begin(), file.used_modules.end(), module) ==
        file.used_modules.end()) {
      file.used_modules.push_back(std::move(module));
      file.aliases.push_back(alias);
    }
  }

  // --- assets
  // ----------------------------------------------------------------------------------------------------

  // An asset of a used file is known here, and to whoever uses this file.
  void add_asset(LoadedFile& file, const KnownAsset& known) {
    auto [entry, fresh] = file.assets.emplace(known.asset.name, known);
    if (fresh) file.own_assets.emplace(known.asset.name, known);
    if (fresh || entry->second.asset == known.asset) return;
    Report(found_, Code::name_taken, known.declared)
        .says("`" + known.asset.name + "` is already an asset")
        .also(entry->second.declared, "declared here");
  }

  // Names first, then what they stand for: the order of the lines does not matter.
  void read_assets(Node root, Assets& visible, Assets& own) {
    std::vector<Node> fresh;
    for (Node node : root.children()) {
      if (node.is(Kind::asset) && declare_asset(node, visible)) fresh.push_back(node);
    }
    for (Node node : fresh)
      read_asset(node, visible);
    for (Node node : fresh) {
      const auto known = visible.find(node.child(Kind::asset_name).text());
      refuse_asset_circle(known->second, visible);
      if (&own != &visible) own.insert(*known);
    }
  }

  bool declare_asset(Node node, Assets& visible) {
    Node name = node.child(Kind::asset_name);
    if (!name) return false;
    KnownAsset known;
    known.asset.name = std::string(name.text());
    known.declared = place_of(name);
    if (known.asset.name == values::usd) {
      Report(found_, Code::name_taken, name).says("`USD` is the unit of account, not an asset");
      return false;
    }
    const auto [taken, is_fresh] = visible.emplace(known.asset.name, known);
    if (!is_fresh) {
      Report(found_, Code::name_taken, name)
          .says("`" + known.asset.name + "` is already an asset")
          .also(taken->second.declared, "declared here");
    }
    return is_fresh;
  }

  void read_asset(Node node, Assets& visible) {
    Node name = node.child(Kind::asset_name);
    plan::Asset& asset = visible.find(name.text())->second.asset;
    ExpressionPlace place;
    place.assets = &visible;
    Scope none;
    place.scope = &none;
    Expressions expressions(found_, place);
    std::map<Kind, Node> seen;
    for (Node item : node.children()) {
      if (item.is(Kind::asset_name)) continue;
      if (auto [first, fresh] = seen.emplace(item.kind(), item); !fresh) {
        Report(found_, Code::clause_repeated, item)
            .says("asset `" + asset.name + "` says this twice")
            .also(place_of(first->second), "first here");
        continue;
      }
      if (item.is(Kind::asset_decimals)) {
        asset.decimals = expressions.whole(item.child(Kind::whole), asset_decimals_max);
      } else if (item.is(Kind::counts_as)) {
        asset.counts_as = expressions.token_named(item.child(Kind::asset_name));
      } else if (item.is(Kind::redeems_into)) {
        asset.redeems_into = expressions.token_named(item.child(Kind::asset_name));
        Node rate = item.child_at(1);
        if (!rate || asset.redeems_into.empty()) continue;
        const Type type =
            Type::number(values::Unit::of(asset.redeems_into) / values::Unit::of(asset.name));
        if (auto par = expressions.constant(rate, type, "par")) {
          asset.par = *par;
          if (par->is_zero() || par->is_negative())
            Report(found_, Code::out_of_range, rate).says("par must be more than 0");
        }
      }
    }
    if (!seen.contains(Kind::asset_decimals) && !node.is_broken()) {
      Report(found_, Code::clause_missing, name)
          .says("asset `" + asset.name + "` does not say how many decimals it has")
          .help("write `asset " + asset.name + " { decimals 18 }`");
    }
  }

  // What an asset counts as, and what it redeems into, ends somewhere.
  void refuse_asset_circle(const KnownAsset& known, const Assets& visible) {
    for (const auto next : {&plan::Asset::counts_as, &plan::Asset::redeems_into}) {
      std::string at = known.asset.*next;
      for (std::size_t links = 0; !at.empty(); ++links) {
        const auto entry = visible.find(at);
        if (at == known.asset.name || links >= asset_links_max) {
          Report report(found_, Code::circle, known.declared);
          const std::string verb = next == &plan::Asset::counts_as ? "count as" : "redeem into";
          if (at == known.asset.name) {
            report.says("asset `" + at + "` would " + verb + " itself");
          } else {
            report.says("asset `" + known.asset.name + "` would " + verb +
                        " others over more than " + std::to_string(asset_links_max) + " steps");
          }
          break;
        }
        at = entry == visible.end() ? std::string() : entry->second.asset.*next;
      }
    }
  }

  // A story about a deal of another file needs that deal, as its own file means it.
  void add_used_deals(Model& model) {
    for (const ScenarioModel& scenario : model.scenarios) {
      const std::string& name = scenario.scenario.deal;
      const auto is_named = [&](const DealModel& known) { return known.name == name; };
      if (std::ranges::any_of(model.deals, is_named) ||
          std::ranges::any_of(model.used_deals, is_named)) {
        continue;
      }
      for (const auto& used : files_) {
        for (const auto& deal : used->deals) {
          if (deal->model.name != name) continue;
          DealModel& added = model.used_deals.emplace_back(deal->model);
          added.modules = used->used_modules;
          added.modules.insert(added.modules.end(), used->own_modules.begin(),
                               used->own_modules.end());
          added.aliases = used->aliases;
        }
      }
    }
  }

  // --- scenarios
  // -------------------------------------------------------------------------------------------------

  void check_scenario_of(LoadedFile& file, Node node, Model& model) {
    Node name = node.child(Kind::name);
    if (!name) return;
    if (Node title = node.child(Kind::text)) {
      const auto [first, fresh] =
          titles_.emplace(std::string(name.text()) + "\n" + text_of(title), place_of(title));
      if (!fresh) {
        Report(found_, Code::name_taken, title)
            .says("there is already a scenario " + std::string(title.text()))
            .also(first->second, "first here");
      }
    }
    if (auto deal = file.visible_deals.find(name.text()); deal != file.visible_deals.end()) {
      model.scenarios.push_back(check_scenario(*deal->second, node));
      return;
    }
    unknown_deal(found_, file.visible_deals, name);
  }

  void check_strategy_of(LoadedFile& file, Node node, Model& model) {
    Node name = node.child(Kind::name);
    if (!name) return;
    const auto [first, fresh] = strategies_.emplace(std::string(name.text()), place_of(name));
    if (!fresh) {
      Report(found_, Code::name_taken, name)
          .says("there is already a strategy `" + first->first + "`")
          .also(first->second, "declared here");
    }
    model.strategies.push_back(
        check_strategy(found_, file.assets, file.scope, file.visible_deals, node));
  }

  SourceProvider& provider_;
  Diagnostics& found_;
  Assets prelude_;
  std::vector<std::unique_ptr<LoadedFile>> files_;
  std::map<std::string, std::shared_ptr<const Module>, std::less<>> standard_;
  std::vector<std::shared_ptr<const syntax::SyntaxTree>> module_trees_;
  std::map<std::string, Place, std::less<>> titles_;      // of scenarios, with their deal
  std::map<std::string, Place, std::less<>> strategies_;  // by name
};

}  // namespace

CheckedFile check(std::shared_ptr<const syntax::SyntaxTree> tree, SourceProvider& provider,
                  NamesWanted names) {
  CheckedFile checked;
  checked.model = FileChecker(provider, checked.found)
                      .run(std::move(tree), names == NamesWanted::yes ? &checked.names : nullptr);
  return checked;
}

}  // namespace dealwright::sema
