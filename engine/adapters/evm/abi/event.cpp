// Logs of events: parameters as topics, the others as data.
#include <algorithm>
#include <utility>

#include "engine/adapters/evm/abi/call.hpp"
#include "engine/adapters/evm/abi/encode.hpp"

namespace dealwright::abi {
namespace {

using crypto::Bytes;
using crypto::ByteView;
using crypto::Hash;

std::vector<Type> data_of(const Event& event) {
  std::vector<Type> types;
  for (std::size_t i = 0; i < event.inputs.size(); ++i) {
    if (event.kept[i] == Keeping::as_data) types.push_back(event.inputs[i]);
  }
  return types;
}

std::unexpected<Malformed> about(const Event& event, const std::string& what) {
  return malformed("event " + signature_of(event) + ": " + what);
}

}  // namespace

bool is_kept_as_hash(const Type& type, Keeping kept) {
  return kept == Keeping::as_topic && (is_dynamic(type) || !type.parts.empty());
}

Decoded<EncodedEvent> encode_event(const Event& event, const Values& values) {
  if (values.size() != event.inputs.size()) {
    return about(event, "takes " + std::to_string(event.inputs.size()) + " values, not " +
                            std::to_string(values.size()));
  }
  EncodedEvent result;
  if (event.naming == Naming::by_topic) result.topics.push_back(topic_of(event));
  Values in_data;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (event.kept[i] == Keeping::as_data) {
      in_data.push_back(values[i]);
      continue;
    }
    const auto topic = encode_topic(event.inputs[i], values[i]);
    if (!topic) return about(event, topic.error().what);
    result.topics.push_back(*topic);
  }
  auto data = encode(data_of(event), in_data);
  if (!data) return about(event, data.error().what);
  result.data = std::move(*data);
  return result;
}

Decoded<Values> decode_event(const Event& event, std::span<const Hash> topics, ByteView data,
                             Reading reading) {
  const auto indexed = static_cast<std::size_t>(std::ranges::count(event.kept, Keeping::as_topic));
  const std::size_t named = event.naming == Naming::by_topic ? 1 : 0;
  if (topics.size() != indexed + named) {
    return about(event, "has " + std::to_string(indexed + named) + " topics, the log has " +
                            std::to_string(topics.size()));
  }
  if (named == 1 && topics[0] != topic_of(event)) {
    return about(event, "the log is another event's");
  }
  auto in_data = decode(data_of(event), data, reading);
  if (!in_data) return about(event, in_data.error().what);

  Values result;
  std::size_t next_topic = named;
  std::size_t next_data = 0;
  for (std::size_t i = 0; i < event.inputs.size(); ++i) {
    if (event.kept[i] == Keeping::as_data) {
      result.push_back(std::move((*in_data)[next_data++]));
      continue;
    }
    const Hash& topic = topics[next_topic++];
    if (is_kept_as_hash(event.inputs[i], event.kept[i])) {
      result.push_back({Bytes(topic.bytes.begin(), topic.bytes.end())});
      continue;
    }
    auto value = decode({event.inputs[i]}, topic.bytes, Reading::canonical);
    if (!value) return about(event, value.error().what);
    result.push_back(std::move(value->front()));
  }
  return result;
}

}  // namespace dealwright::abi
