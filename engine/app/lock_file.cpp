// The lock file's form, and the comparison of what it says with what is there.
#include "engine/app/lock_file.hpp"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

#include "engine/app/terminal.hpp"

namespace dealwright::app {
namespace {

using Json = nlohmann::json;  // keys in byte order

constexpr std::size_t digest_digits_shown = 12;

const LockedModule* find(const Lock& lock, const LockedModule& like) {
  const auto found = std::ranges::find_if(lock.modules, [&like](const LockedModule& module) {
    return module.name == like.name && module.from == like.from;
  });
  return found == lock.modules.end() ? nullptr : &*found;
}

std::string from_to(const std::string& locked, const std::string& now) {
  return "locked " + locked.substr(0, digest_digits_shown) + ", now " +
         now.substr(0, digest_digits_shown);
}

// What differs, a note each: the module's text, then each contract's interface.
std::vector<std::string> changes(const LockedModule& locked, const LockedModule& now) {
  std::vector<std::string> notes;
  if (locked.digest != now.digest) {
    notes.push_back("the text of the module changed: " + from_to(locked.digest, now.digest));
  }
  for (const LockedAbi& abi : now.abis) {
    const auto before = std::ranges::find(locked.abis, abi.contract, &LockedAbi::contract);
    const std::string interface = "the interface `" + abi.name + "` of `" + abi.contract + "` ";
    if (before == locked.abis.end()) {
      notes.push_back(interface + "is new");
    } else if (before->digest != abi.digest || before->name != abi.name) {
      notes.push_back(interface + "changed: " + from_to(before->digest, abi.digest));
    }
  }
  for (const LockedAbi& abi : locked.abis) {
    if (std::ranges::find(now.abis, abi.contract, &LockedAbi::contract) == now.abis.end()) {
      notes.push_back("the contract `" + abi.contract + "` is gone");
    }
  }
  return notes;
}

// The `use` line that brings a module in; the file's beginning when another file does.
diagnostics::Label use_of(const sema::Model& model, const sema::Module& module,
                          ProjectSources& project) {
  diagnostics::Label label{model.source, {}, ""};
  if (model.trees.empty()) return label;
  for (const syntax::Node item : model.trees.front()->root().children()) {
    if (!item.is(syntax::Kind::use)) continue;
    const syntax::Node target = item.first_child();
    bool brings = target.text() == module.name;
    if (target.is(syntax::Kind::text) && target.text().size() >= 2) {
      const std::string_view path = target.text().substr(1, target.text().size() - 2);
      const auto file = project.project_file(model.source->name(), path);
      brings = file && module.tree && *file == module.tree->source();
    }
    if (brings) label.span = target.span();
  }
  return label;
}

std::string text_at(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

LockedModule module_from(const Json& json) {
  LockedModule module{text_at(json, "name"), text_at(json, "from"), text_at(json, "digest"), {}};
  if (const auto abis = json.find("abis"); abis != json.end() && abis->is_array()) {
    for (const Json& abi : *abis) {
      module.abis.push_back(
          {text_at(abi, "contract"), text_at(abi, "name"), text_at(abi, "digest")});
    }
  }
  return module;
}

}  // namespace

std::string to_json(const Lock& lock) {
  Json modules = Json::array();
  for (const LockedModule& module : lock.modules) {
    Json abis = Json::array();
    for (const LockedAbi& abi : module.abis) {
      abis.push_back({{"contract", abi.contract}, {"name", abi.name}, {"digest", abi.digest}});
    }
    modules.push_back({{"name", module.name},
                       {"from", module.from},
                       {"digest", module.digest},
                       {"abis", std::move(abis)}});
  }
  const Json whole = {{"format", lock_format}, {"modules", std::move(modules)}};
  return whole.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::expected<Lock, std::string> read_lock(std::string_view json) {
  if (json.size() > lock_bytes_max) return std::unexpected("it is too large");
  // A lock nests three levels; refusing more keeps a hostile one from exhausting the stack.
  constexpr int depth_max = 8;
  const Json::parser_callback_t shallow = [](int depth, Json::parse_event_t, Json&) {
    return depth <= depth_max;
  };
  const Json whole = Json::parse(json, shallow, /*allow_exceptions=*/false);
  if (!whole.is_object()) return std::unexpected("it is not JSON as `plan --lock` writes it");
  const auto format = whole.find("format");
  if (format == whole.end() || *format != lock_format) {
    return std::unexpected("its format is not " + std::to_string(lock_format));
  }
  const auto modules = whole.find("modules");
  if (modules == whole.end() || !modules->is_array()) return std::unexpected("it has no `modules`");
  Lock lock;
  for (const Json& module : *modules) {
    lock.modules.push_back(module_from(module));
    if (lock.modules.back().name.empty() || lock.modules.back().digest.empty()) {
      return std::unexpected("one of its modules has no name or digest");
    }
  }
  std::ranges::sort(lock.modules);
  return lock;
}

std::vector<LockedModule> modules_of(const sema::Model& model, const ProjectSources& project) {
  std::vector<LockedModule> used;
  for (const auto& module : model.modules) {
    LockedModule locked{module->name,
                        project.origin(module->tree->source()->name()),
                        values::to_hex(module->digest),
                        {}};
    for (const auto& [name, contract] : module->contracts) {
      locked.abis.push_back({name, contract.abi_name, values::to_hex(contract.digest)});
    }
    std::ranges::sort(locked.abis);
    used.push_back(std::move(locked));
  }
  std::ranges::sort(used);
  return used;
}

Lock updated(Lock lock, const std::vector<LockedModule>& used) {
  for (const LockedModule& now : used) {
    std::erase_if(lock.modules, [&now](const LockedModule& module) {
      return module.name == now.name && module.from == now.from;
    });
    lock.modules.push_back(now);
  }
  std::ranges::sort(lock.modules);
  return lock;
}

diagnostics::Diagnostics differences(const Lock& lock, const sema::Model& model,
                                     ProjectSources& project, Unlisted unlisted) {
  diagnostics::Diagnostics found;
  for (const auto& module : model.modules) {
    sema::Model alone;
    alone.modules.push_back(module);
    const LockedModule now = modules_of(alone, project).front();
    const LockedModule* locked = find(lock, now);
    if (locked == nullptr && unlisted == Unlisted::accepted) continue;
    diagnostics::Diagnostic finding{.code = diagnostics::Code::lock_differs};
    if (locked == nullptr) {
      finding.message = "module `" + now.name + "` is not in " + std::string(lock_file_name);
    } else {
      finding.notes = changes(*locked, now);
      if (finding.notes.empty()) continue;
      finding.message =
          "module `" + now.name + "` is not the one in " + std::string(lock_file_name);
    }
    finding.primary = use_of(model, *module, project);
    finding.help =
        "look at what changed; when it is right, write the lock anew with "
        "`dealwright plan FILE --lock`";
    found.push_back(std::move(finding));
  }
  return found;
}

}  // namespace dealwright::app
