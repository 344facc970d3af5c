// Fields as length, colon, bytes; what a record shares with the one before it is a single `=`.
#include "engine/journal/bundle.hpp"

#include <charconv>
#include <cstring>

namespace dealwright::journal {
namespace {

class Packer {
 public:
  explicit Packer(std::string& out) : out_(out) {}

  void bytes(std::string_view field) {
    number(field.size(), ':');
    out_ += field;
  }
  void integer(std::int64_t value) {
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
    bytes({digits, static_cast<std::size_t>(end - digits)});
  }
  void natural(std::uint64_t value) {
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
    bytes({digits, static_cast<std::size_t>(end - digits)});
  }
  void digest(const values::Digest& digest) {
    bytes({reinterpret_cast<const char*>(digest.bytes.data()), digest.bytes.size()});
  }
  void same() { out_ += '='; }

 private:
  void number(std::uint64_t value, char after) {
    char digits[24];
    char* const end = std::to_chars(digits, digits + sizeof digits, value).ptr;
    *end = after;
    out_.append(digits, static_cast<std::size_t>(end + 1 - digits));
  }
  std::string& out_;
};

class Unpacker {
 public:
  explicit Unpacker(std::string_view bytes) : rest_(bytes) {}

  [[nodiscard]] bool at_end() const { return rest_.empty(); }
  [[nodiscard]] bool failed() const { return failed_; }

  // The next field; nothing stands for "as before".
  std::optional<std::string_view> field() {
    if (!rest_.empty() && rest_.front() == '=') {
      rest_.remove_prefix(1);
      return std::nullopt;
    }
    return bytes();
  }
  std::string_view bytes() {
    std::size_t length = 0;
    const auto read = std::from_chars(rest_.data(), rest_.data() + rest_.size(), length);
    const auto used = static_cast<std::size_t>(read.ptr - rest_.data());
    if (read.ec != std::errc() || used >= rest_.size() || *read.ptr != ':' ||
        rest_.size() - used - 1 < length) {
      return fail();
    }
    const std::string_view found = rest_.substr(used + 1, length);
    rest_.remove_prefix(used + 1 + length);
    return found;
  }
  template <class Integer>
  Integer integer(std::string_view text) {
    Integer value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size()) fail();
    return value;
  }
  values::Digest digest(std::string_view text) {
    values::Digest found;
    if (text.size() != found.bytes.size()) {
      fail();
    } else {
      std::memcpy(found.bytes.data(), text.data(), text.size());
    }
    return found;
  }

 private:
  std::string_view fail() {
    failed_ = true;
    rest_ = {};
    return {};
  }
  std::string_view rest_;
  bool failed_ = false;
};

// What a record takes over from the one before it.
struct Shared {
  std::string_view cause;
  std::uint64_t epoch = 0;
  values::Digest plan;
  values::TimePoint at;
  values::TimePoint written;
};

}  // namespace

void pack(std::span<const Record> records, std::string& out) {
  std::size_t size = 64;
  for (const Record& record : records)
    size += record.payload.size() + record.cause.size() + record.kind.size() + 160;
  out.reserve(out.size() + size);
  Packer packer(out);
  packer.bytes(bundle_version);
  const Record* before = nullptr;
  for (const Record& record : records) {
    packer.bytes(record.kind);
    packer.natural(record.version);
    const auto unless_same = [&](bool same, auto&& write) {
      if (before != nullptr && same) {
        packer.same();
      } else {
        write();
      }
    };
    const Record& last = before == nullptr ? record : *before;
    unless_same(record.cause == last.cause, [&] { packer.bytes(record.cause); });
    unless_same(record.epoch == last.epoch, [&] { packer.natural(record.epoch); });
    unless_same(record.plan == last.plan, [&] { packer.digest(record.plan); });
    unless_same(record.at == last.at, [&] { packer.integer(record.at.milliseconds); });
    unless_same(record.written == last.written,
                [&] { packer.integer(record.written.milliseconds); });
    packer.bytes(record.payload);
    unless_same(record.previous == last.hash, [&] { packer.digest(record.previous); });
    packer.digest(record.hash);
    before = &record;
  }
}

std::optional<std::string> unpack(std::string_view bytes, std::string_view stream,
                                  std::uint64_t first, const Wanted& wanted,
                                  std::vector<Record>& out) {
  Unpacker unpacker(bytes);
  const std::string_view version = unpacker.bytes();
  if (!unpacker.failed() && version != bundle_version) {
    return "bundles of version `" + std::string(version) +
           "` are unknown to this release: use the release that wrote the journal, or a newer one";
  }
  Shared shared;
  values::Digest previous;
  std::size_t added = 0;
  std::uint64_t sequence = first;
  for (; !unpacker.at_end() && added < wanted.most; ++sequence) {
    const std::string_view kind = unpacker.bytes();
    const auto kind_version = unpacker.integer<std::uint32_t>(unpacker.bytes());
    if (const auto cause = unpacker.field()) shared.cause = *cause;
    if (const auto epoch = unpacker.field()) shared.epoch = unpacker.integer<std::uint64_t>(*epoch);
    if (const auto plan = unpacker.field()) shared.plan = unpacker.digest(*plan);
    if (const auto at = unpacker.field())
      shared.at.milliseconds = unpacker.integer<std::int64_t>(*at);
    if (const auto written = unpacker.field())
      shared.written.milliseconds = unpacker.integer<std::int64_t>(*written);
    const std::string_view payload = unpacker.bytes();
    if (const auto hash = unpacker.field()) previous = unpacker.digest(*hash);
    const values::Digest hash = unpacker.digest(unpacker.bytes());
    if (unpacker.failed()) break;
    if (sequence >= wanted.from) {
      out.push_back({.stream = std::string(stream),
                     .sequence = sequence,
                     .kind = std::string(kind),
                     .version = kind_version,
                     .cause = std::string(shared.cause),
                     .epoch = shared.epoch,
                     .plan = shared.plan,
                     .at = shared.at,
                     .written = shared.written,
                     .payload = std::string(payload),
                     .previous = previous,
                     .hash = hash});
      ++added;
    }
    previous = hash;
  }
  if (!unpacker.failed()) return std::nullopt;
  return "record " + std::to_string(sequence) + " of `" + std::string(stream) +
         "` is damaged: its fields do not fit together";
}

}  // namespace dealwright::journal
