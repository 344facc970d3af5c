// Lengths, and the walk over nested lists: a recursion whose depth is limited.
#include "engine/adapters/evm/codec/rlp.hpp"

#include <string>

#include "engine/adapters/evm/codec/quantity.hpp"

namespace dealwright::codec {
namespace {

using crypto::Bytes;
using crypto::ByteView;

constexpr std::uint8_t string_base = 0x80;
constexpr std::uint8_t list_base = 0xc0;
constexpr std::size_t short_max = 55;  // longer content has a length of its length in front

std::string at(std::size_t offset) { return " at byte " + std::to_string(offset); }

void append_length(Bytes& to, std::size_t size, std::uint8_t base) {
  if (size <= short_max) {
    to.push_back(static_cast<std::uint8_t>(base + size));
    return;
  }
  const Bytes length = minimal_bytes(values::Amount(size));
  to.push_back(static_cast<std::uint8_t>(base + short_max + length.size()));
  crypto::append(to, length);
}

struct Reader {
  ByteView all;
  std::size_t items = 0;

  struct Extent {
    RlpItem::Kind kind = RlpItem::Kind::bytes;
    std::size_t begin = 0;  // of the content
    std::size_t end = 0;
  };

  // The extent of the item that begins at `offset` and may reach to `limit`.
  Decoded<Extent> extent(std::size_t offset, std::size_t limit) const {
    const std::uint8_t first = all[offset];
    if (first < string_base) return Extent{.begin = offset, .end = offset + 1};
    const bool list = first >= list_base;
    const std::size_t base = list ? list_base : string_base;
    Extent found{.kind = list ? RlpItem::Kind::list : RlpItem::Kind::bytes, .begin = offset + 1};
    std::size_t size = first - base;
    if (size > short_max) {
      const std::size_t digits = size - short_max;
      if (digits > limit - found.begin) {
        return malformed("the bytes end within a length" + at(offset));
      }
      if (all[found.begin] == 0) return malformed("a length with a zero in front" + at(offset));
      size = 0;
      for (std::size_t i = 0; i < digits; ++i)
        size = size << 8U | all[found.begin + i];
      found.begin += digits;
      if (size <= short_max) {
        return malformed("a short length is written in the long form" + at(offset));
      }
    }
    if (size > limit - found.begin) {
      return malformed("the bytes end before the " + std::to_string(size) + " that are announced" +
                       at(offset));
    }
    found.end = found.begin + size;
    if (!list && size == 1 && all[found.begin] < string_base) {
      return malformed("a single small byte with a length in front" + at(offset));
    }
    return found;
  }

  Decoded<RlpItem> read(const Extent& from, std::size_t depth) {
    if (++items > rlp_items_max) {
      return malformed("more than " + std::to_string(rlp_items_max) + " items");
    }
    RlpItem item{.kind = from.kind};
    if (from.kind == RlpItem::Kind::bytes) {
      const ByteView content = all.subspan(from.begin, from.end - from.begin);
      item.bytes.assign(content.begin(), content.end());
      return item;
    }
    if (depth == rlp_depth_max) {
      return malformed("lists deeper than " + std::to_string(rlp_depth_max) + at(from.begin));
    }
    for (std::size_t offset = from.begin; offset < from.end;) {
      const auto inner = extent(offset, from.end);
      if (!inner) return std::unexpected(inner.error());
      auto read_item = read(*inner, depth + 1);
      if (!read_item) return read_item;
      item.items.push_back(std::move(*read_item));
      offset = inner->end;
    }
    return item;
  }
};

}  // namespace

Bytes encode_rlp(const RlpItem& item) {
  Bytes result;
  if (item.kind == RlpItem::Kind::bytes) {
    append_rlp_bytes(result, item.bytes);
    return result;
  }
  Bytes content;
  for (const RlpItem& inner : item.items)
    crypto::append(content, encode_rlp(inner));
  append_rlp_list(result, content);
  return result;
}

Decoded<RlpItem> decode_rlp(ByteView bytes) {
  if (bytes.empty()) return malformed("no bytes where an RLP item begins");
  Reader reader{.all = bytes};
  const auto whole = reader.extent(0, bytes.size());
  if (!whole) return std::unexpected(whole.error());
  if (whole->end != bytes.size()) {
    return malformed(std::to_string(bytes.size() - whole->end) + " bytes follow the item");
  }
  return reader.read(*whole, 0);
}

void append_rlp_bytes(Bytes& to, ByteView bytes) {
  if (bytes.size() == 1 && bytes[0] < string_base) {
    to.push_back(bytes[0]);
    return;
  }
  append_length(to, bytes.size(), string_base);
  crypto::append(to, bytes);
}

void append_rlp_number(Bytes& to, const values::Amount& number) {
  append_rlp_bytes(to, minimal_bytes(number));
}

void append_rlp_number(Bytes& to, std::uint64_t number) {
  append_rlp_number(to, values::Amount(number));
}

void append_rlp_list(Bytes& to, ByteView content) {
  append_length(to, content.size(), list_base);
  crypto::append(to, content);
}

Decoded<values::Amount> rlp_number(const RlpItem& item, std::string_view what) {
  const std::string name(what);
  if (item.kind != RlpItem::Kind::bytes) return malformed(name + " is a list, not a number");
  if (item.bytes.size() > 32) return malformed(name + " has more than 32 bytes");
  if (!item.bytes.empty() && item.bytes[0] == 0) return malformed(name + " has zeros in front");
  return amount_of_bytes(item.bytes);
}

Decoded<std::uint64_t> rlp_number64(const RlpItem& item, std::string_view what) {
  const auto number = rlp_number(item, what);
  if (!number) return std::unexpected(number.error());
  if (bits_of(*number) > 64) return malformed(std::string(what) + " is above 2^64 - 1");
  return number->limbs()[0];
}

}  // namespace dealwright::codec
