// Signatures as people write them, and the hashes that name functions, events and errors.
#include <algorithm>
#include <utility>

#include "engine/adapters/evm/abi/interface.hpp"
#include "engine/adapters/evm/abi/words.hpp"
#include "engine/adapters/evm/codec/quantity.hpp"

namespace dealwright::abi {
namespace {

bool is_name(std::string_view word) { return !word.empty() && !(word[0] >= '0' && word[0] <= '9'); }

// The words between the parameters of a function and the end or `returns`.
Decoded<Mutability> read_modifiers(Words& words) {
  Mutability result = Mutability::nonpayable;
  while (!words.at_end() && !words.rest().starts_with("returns") &&
         !words.rest().starts_with(';')) {
    const std::string_view word = words.word();
    if (word == "pure") {
      result = Mutability::pure;
    } else if (word == "view") {
      result = Mutability::view;
    } else if (word == "payable") {
      result = Mutability::payable;
    } else if (word != "external" && word != "public" && word != "nonpayable") {
      return words.wrong("`view`, `pure`, `payable`, `external`, `public` or `returns`");
    }
  }
  return result;
}

Decoded<std::string> read_name(Words& words) {
  const std::string_view name = words.word();
  if (!is_name(name)) return words.wrong("a name");
  return std::string(name);
}

std::string too_long(std::string_view text) {
  return text.size() > type_text_max
             ? "a signature of more than " + std::to_string(type_text_max) + " characters"
             : "";
}

// The name and the parameters, as functions, events and errors begin.
struct Beginning {
  std::string name;
  Parameters parameters;
};
Decoded<Beginning> read_beginning(Words& words, Indexing indexing) {
  auto name = read_name(words);
  if (!name) return std::unexpected(name.error());
  auto parameters = read_parameters(words, indexing, 0);
  if (!parameters) return std::unexpected(parameters.error());
  return Beginning{.name = std::move(*name), .parameters = std::move(*parameters)};
}

// A semicolon at the end is how Solidity writes it.
Decoded<void> read_end(Words& words) {
  (void)words.take(';');
  if (!words.at_end()) return words.wrong("the end of the signature");
  return {};
}

}  // namespace

Decoded<Function> function_from_text(std::string_view text) {
  if (std::string fault = too_long(text); !fault.empty()) return malformed(std::move(fault));
  Words words(text);
  (void)words.take_word("function");
  Function result;
  auto beginning = read_beginning(words, Indexing::refused);
  if (!beginning) return std::unexpected(beginning.error());
  result.name = std::move(beginning->name);
  result.inputs = std::move(beginning->parameters.types);
  const auto mutability = read_modifiers(words);
  if (!mutability) return std::unexpected(mutability.error());
  result.mutability = *mutability;
  if (words.take_word("returns")) {
    auto outputs = read_parameters(words, Indexing::refused, 0);
    if (!outputs) return std::unexpected(outputs.error());
    result.outputs = std::move(outputs->types);
  }
  if (auto end = read_end(words); !end) return std::unexpected(end.error());
  return result;
}

Decoded<Event> event_from_text(std::string_view text) {
  if (std::string fault = too_long(text); !fault.empty()) return malformed(std::move(fault));
  Words words(text);
  (void)words.take_word("event");
  Event result;
  auto beginning = read_beginning(words, Indexing::taken);
  if (!beginning) return std::unexpected(beginning.error());
  result.name = std::move(beginning->name);
  result.inputs = std::move(beginning->parameters.types);
  for (const bool indexed : beginning->parameters.indexed)
    result.kept.push_back(indexed ? Keeping::as_topic : Keeping::as_data);
  if (words.take_word("anonymous")) result.naming = Naming::anonymous;
  const auto topics = std::ranges::count(result.kept, Keeping::as_topic);
  const std::ptrdiff_t most = result.naming == Naming::anonymous ? 4 : 3;
  if (topics > most) {
    return malformed("event `" + result.name + "` has " + std::to_string(topics) +
                     " indexed parameters, at most " + std::to_string(most) + " can be");
  }
  if (auto end = read_end(words); !end) return std::unexpected(end.error());
  return result;
}

Decoded<CustomError> error_from_text(std::string_view text) {
  if (std::string fault = too_long(text); !fault.empty()) return malformed(std::move(fault));
  Words words(text);
  (void)words.take_word("error");
  CustomError result;
  auto beginning = read_beginning(words, Indexing::refused);
  if (!beginning) return std::unexpected(beginning.error());
  result.name = std::move(beginning->name);
  result.inputs = std::move(beginning->parameters.types);
  if (auto end = read_end(words); !end) return std::unexpected(end.error());
  return result;
}

std::string signature_of(const Function& function) {
  return function.name + to_text(function.inputs);
}
std::string signature_of(const Event& event) { return event.name + to_text(event.inputs); }
std::string signature_of(const CustomError& error) { return error.name + to_text(error.inputs); }

Selector selector_of(std::string_view signature) {
  const crypto::Hash hash = crypto::keccak256(signature);
  Selector selector;
  std::copy_n(hash.bytes.begin(), selector.size(), selector.begin());
  return selector;
}

Selector selector_of(const Function& function) { return selector_of(signature_of(function)); }
Selector selector_of(const CustomError& error) { return selector_of(signature_of(error)); }

crypto::Hash topic_of(const Event& event) { return crypto::keccak256(signature_of(event)); }

}  // namespace dealwright::abi
