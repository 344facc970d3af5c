// The hash of a record.
#include "engine/journal/record.hpp"

namespace dealwright::journal {
namespace {

void add(std::string& bytes, std::string_view field) {
  bytes += std::to_string(field.size());
  bytes += ':';
  bytes += field;
}

std::string_view bytes_of(const values::Digest& digest) {
  return {reinterpret_cast<const char*>(digest.bytes.data()), digest.bytes.size()};
}

}  // namespace

values::Digest hash_of(const Record& record) {
  std::string bytes;
  bytes.reserve(record.payload.size() + record.stream.size() + record.cause.size() + 256);
  add(bytes, record.stream);
  add(bytes, std::to_string(record.sequence));
  add(bytes, record.kind);
  add(bytes, std::to_string(record.version));
  add(bytes, record.cause);
  add(bytes, std::to_string(record.epoch));
  add(bytes, bytes_of(record.plan));
  add(bytes, std::to_string(record.at.milliseconds));
  add(bytes, std::to_string(record.written.milliseconds));
  add(bytes, record.payload);
  add(bytes, bytes_of(record.previous));
  return values::sha256(bytes);
}

}  // namespace dealwright::journal
