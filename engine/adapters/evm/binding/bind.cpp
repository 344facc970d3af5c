// Values of the plan as values of the ABI, by the type that the function wants.
#include "engine/adapters/evm/binding/bind.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "engine/adapters/evm/abi/call.hpp"
#include "engine/adapters/evm/abi/interface.hpp"
#include "engine/adapters/evm/binding/unit.hpp"
#include "engine/core/flows.hpp"
#include "engine/core/money.hpp"

namespace dealwright::binding {
namespace {

using plan::Expression;
using plan::FlowKind;
using plan::Op;
using values::Amount;
using values::Rational;
using values::Rounding;
template <class T>
using Bound = std::expected<T, std::string>;

std::unexpected<std::string> refused(std::string why) { return std::unexpected(std::move(why)); }
std::string ticks(std::string_view name) { return "`" + std::string(name) + "`"; }

class PartBinder {
 public:
  PartBinder(const Binding& binding, const core::Part& part)
      : binding_(binding),
        plan_(binding.terms.plan()),
        action_(*binding.terms.of(part.action).action) {
    const auto& places = binding.terms.flows_of(part.action);
    for (std::size_t i = 0; i < action_.flows.size(); ++i) {
      const plan::Flow& flow = action_.flows[i];
      if (flow.kind != FlowKind::pay && flow.kind != FlowKind::lock) continue;
      const Amount paid = core::total_of(part.legs[i].draws);
      paid_[flow.name] = paid;
      core::add_flow_local(binding.terms, flow, places[i].asset, paid, locals_);
    }
    locals_.insert(locals_.end(), part.locals.begin(), part.locals.end());
  }

  Bound<std::vector<BoundCall>> calls() const {
    std::vector<BoundCall> bound;
    for (const plan::Call& call : action_.calls) {
      auto one = bind_call(call);
      if (!one) return refused(ticks(action_.id) + ": " + one.error());
      bound.push_back(*std::move(one));
    }
    return bound;
  }

 private:
  Bound<BoundCall> bind_call(const plan::Call& call) const {
    const plan::Allowed wanted{call.contract, call.signature};
    if (!std::ranges::binary_search(plan_.allow_list, wanted))
      return refused(ticks(call.contract + "." + call.signature) +
                     " is not on the plan's allow-list");
    const auto to = address_of(binding_.book, plan_, call.contract);
    if (!to) return refused(to.error());
    const auto function = abi::function_from_text(call.signature);
    if (!function) return refused(ticks(call.signature) + ": " + function.error().what);
    const auto arguments = bind_arguments(*function, call);
    if (!arguments) return refused(arguments.error());
    const auto data = abi::encode_call(*function, *arguments);
    if (!data) return refused(ticks(call.signature) + ": " + data.error().what);
    BoundCall bound{.contract = call.contract,
                    .signature = call.signature,
                    .to = *to,
                    .value = {},
                    .data = *data};
    if (call.sending) {
      const auto value = amount(*call.sending);
      if (!value) return refused(value.error());
      bound.value = *value;
    }
    return bound;
  }

  Bound<abi::Values> bind_arguments(const abi::Function& function, const plan::Call& call) const {
    // A function whose only parameter is a struct is called with the struct's fields.
    const bool is_struct = function.inputs.size() == 1 && call.arguments.size() != 1 &&
                           function.inputs[0].kind == abi::TypeKind::tuple;
    const std::vector<abi::Type>& types = is_struct ? function.inputs[0].parts : function.inputs;
    if (types.size() != call.arguments.size()) {
      return refused(ticks(call.signature) + " takes " + std::to_string(types.size()) +
                     " arguments, the plan has " + std::to_string(call.arguments.size()));
    }
    abi::Values bound;
    for (std::size_t i = 0; i < types.size(); ++i) {
      auto value = argument(types[i], call.arguments[i]);
      if (!value)
        return refused("argument " + std::to_string(i + 1) + " of " + ticks(call.signature) + ": " +
                       value.error());
      bound.push_back(*std::move(value));
    }
    if (is_struct) return abi::Values{abi::Value{std::move(bound)}};
    return bound;
  }

  Bound<abi::Value> argument(const abi::Type& type, const Expression& e) const {
    switch (type.kind) {
      case abi::TypeKind::address: {
        auto where = address(e);
        if (!where) return refused(where.error());
        return abi::Value{*where};
      }
      case abi::TypeKind::unsigned_integer: {
        auto number = amount(e);
        if (!number) return refused(number.error());
        return abi::Value{*number};
      }
      case abi::TypeKind::list: return path(type, e);
      case abi::TypeKind::boolean: {
        const plan::Value value = evaluated(e);
        const auto* truth = std::get_if<bool>(&value);
        if (truth == nullptr) return refused("it is no truth value");
        return abi::Value{*truth};
      }
      case abi::TypeKind::string:
      case abi::TypeKind::bytes: {
        const plan::Value value = evaluated(e);
        const auto* text = std::get_if<std::string>(&value);
        if (text == nullptr) return refused("it is no text");
        if (type.kind == abi::TypeKind::string) return abi::Value{*text};
        const auto bytes = crypto::bytes_of(*text);
        return abi::Value{crypto::Bytes(bytes.begin(), bytes.end())};
      }
      case abi::TypeKind::signed_integer:
      case abi::TypeKind::fixed_bytes:
      case abi::TypeKind::function:
      case abi::TypeKind::array:
      case abi::TypeKind::tuple: break;
    }
    return refused("values of type " + ticks(abi::to_text(type)) + " cannot be written in a deal");
  }

  // "WETH>USDC": the tokens that a trade goes through.
  Bound<abi::Value> path(const abi::Type& type, const Expression& e) const {
    const plan::Value value = evaluated(e);
    const auto* text = std::get_if<std::string>(&value);
    if (text == nullptr || type.parts[0].kind != abi::TypeKind::address)
      return refused("it is no list of tokens");
    std::vector<abi::Value> tokens;
    std::string_view rest = *text;
    while (true) {
      const std::size_t end = rest.find('>');
      const auto token = address_of_name(rest.substr(0, end));
      if (!token) return refused(token.error());
      tokens.push_back({*token});
      if (end == std::string_view::npos) break;
      rest.remove_prefix(end + 1);
    }
    return abi::Value{std::move(tokens)};
  }

  Bound<values::Address> address(const Expression& e) const {
    if (e.op == Op::asset) return address_of_name(e.name);
    if (e.op == Op::local && e.name == "self") return binding_.self;
    const plan::Value value = evaluated(e);
    const auto* text = std::get_if<std::string>(&value);
    if (text == nullptr) return refused("it names nobody");
    return address_of_name(*text);
  }

  // A token, a contract, or somebody of the book.
  Bound<values::Address> address_of_name(std::string_view name) const {
    if (const auto* asset = network::find_asset(binding_.book, name); asset && asset->address)
      return *asset->address;
    if (const auto* contract = network::find_contract(binding_.book, name))
      return contract->address;
    const auto known = std::ranges::find(binding_.book.names, name, &network::NamedAddress::name);
    if (known != binding_.book.names.end()) return known->address;
    return refused("the network's book has no " + ticks(name));
  }

  // In base units of its asset; times and durations in seconds; a number without a unit as it is.
  Bound<Amount> amount(const Expression& e) const {
    if (e.op == Op::local) {
      // What is paid is known to the base unit.
      if (const auto paid = paid_.find(e.name); paid != paid_.end()) return paid->second;
    }
    const plan::Value value = evaluated(e);
    const auto* number = std::get_if<Rational>(&value);
    if (number == nullptr) {
      const auto* why = std::get_if<plan::Unavailable>(&value);
      return refused(why == nullptr ? "it is no number" : why->why);
    }
    if (is_time(e)) {
      const auto seconds = values::divide(*number, Rational(1000));
      const auto whole = seconds ? values::to_amount(*seconds, 0, Rounding::down)
                                 : values::Number<Amount>(std::unexpected(seconds.error()));
      return whole ? Bound<Amount>(*whole) : refused("it is no time");
    }
    const auto unit = unit_of(plan_, action_, e);
    if (!unit) return refused("the plan does not tell what it counts");
    if (unit->empty()) {
      if (!number->is_whole()) return refused("a number without a unit has to be whole");
      const auto whole = values::to_amount(*number, 0, Rounding::down);
      return whole ? Bound<Amount>(*whole) : refused("it does not fit");
    }
    const auto name = asset_of(*unit);
    const plan::Asset* const asset = name ? plan::find_asset(plan_, *name) : nullptr;
    if (asset == nullptr) return refused("it counts " + to_text(*unit) + ", not an asset");
    const auto units = values::to_amount(*number, asset->decimals, rounding_for(*name));
    return units ? Bound<Amount>(*units) : refused("it does not fit 256 bits");
  }

  // Against us: of what we pay less, of what we demand more.
  Rounding rounding_for(const std::string& asset) const {
    const bool paid = std::ranges::any_of(action_.flows, [&](const plan::Flow& flow) {
      return (flow.kind == FlowKind::pay || flow.kind == FlowKind::lock) && flow.asset == asset;
    });
    return paid ? Rounding::down : Rounding::up;
  }

  static bool is_time(const Expression& e) {
    if (e.op == Op::time || e.op == Op::duration) return true;
    if (e.op == Op::local) return e.name == "now" || e.name == "deadline";
    return (e.op == Op::add || e.op == Op::subtract) &&
           std::ranges::any_of(e.args, [](const Expression& arg) { return is_time(arg); });
  }

  class Known final : public plan::Surroundings {
   public:
    explicit Known(const PartBinder& binder) : binder_(binder) {}
    [[nodiscard]] plan::Value look_up(const Expression& asked,
                                      const std::vector<plan::Value>&) const override {
      const Binding& binding = binder_.binding_;
      if (asked.op == Op::local) {
        if (asked.name == "now") return Rational(binding.now.milliseconds);
        if (asked.name == "deadline") return Rational(binding.deadline.milliseconds);
        for (const core::Local& local : binder_.locals_) {
          if (local.name == asked.name) return local.value;
        }
      }
      if (asked.op == Op::param) {
        const auto& params = binder_.plan_.params;
        const auto param = std::ranges::find(params, asked.name, &plan::Param::name);
        if (param != params.end()) return plan::evaluate(param->value, *this);
      }
      // Everything else was evaluated when it was decided to act.
      return plan::Unavailable{"`" + plan::to_text(asked) + "` was not fixed with the decision"};
    }

   private:
    const PartBinder& binder_;
  };
  plan::Value evaluated(const Expression& e) const { return plan::evaluate(e, Known(*this)); }

  const Binding& binding_;
  const plan::Plan& plan_;
  const plan::Action& action_;
  std::map<std::string, Amount> paid_;
  std::vector<core::Local> locals_;
};

}  // namespace

Bound<std::vector<BoundCall>> bind(const Binding& binding, const core::Request& request) {
  if (request.flash || request.parts.size() != 1)
    return refused("actions that must happen in one transaction need the executor contract");
  auto bound = PartBinder(binding, request.parts[0]).calls();
  if (!bound) return bound;
  if (bound->empty()) return refused("its module has no call: it does not happen on a chain");
  if (bound->size() > calls_of_an_action_max)
    return refused("it has more than " + std::to_string(calls_of_an_action_max) + " calls");
  return bound;
}

Bound<values::Address> address_of(const network::Profile& book, const plan::Plan& plan,
                                  std::string_view contract) {
  if (const auto* entry = network::find_contract(book, contract)) return entry->address;
  // "uniswap_v2.WETH": the token of an asset.
  const std::size_t dot = contract.find('.');
  const std::string_view token =
      dot == std::string_view::npos ? contract : contract.substr(dot + 1);
  if (plan::find_asset(plan, token) != nullptr) {
    const network::AssetEntry* const entry = network::find_asset(book, token);
    if (entry != nullptr && entry->address) return *entry->address;
  }
  return refused("the network's book has no contract `" + std::string(contract) + "`");
}

}  // namespace dealwright::binding
