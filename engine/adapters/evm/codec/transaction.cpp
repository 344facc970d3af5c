// Transactions from bytes, and the rules that hold for all of them.
#include "engine/adapters/evm/codec/transaction.hpp"

#include <algorithm>
#include <span>
#include <utility>

#include "engine/adapters/evm/codec/quantity.hpp"
#include "engine/adapters/evm/codec/rlp.hpp"

namespace dealwright::codec {
namespace {

using crypto::ByteView;
using crypto::Signature;
using values::Amount;

// Takes the fields of a list one after the other; the first that is wrong is what is said.
class Fields {
 public:
  explicit Fields(std::span<const RlpItem> items) : items_(items) {}

  Amount number(std::string_view what) { return kept(rlp_number(next(), what)); }
  std::uint64_t number64(std::string_view what) { return kept(rlp_number64(next(), what)); }

  std::optional<values::Address> to() {
    const RlpItem& item = next();
    if (item.kind == RlpItem::Kind::bytes && item.bytes.empty()) return std::nullopt;
    return address(item, "the recipient");
  }

  crypto::Bytes data() {
    const RlpItem& item = next();
    if (item.kind != RlpItem::Kind::bytes) say("the data is a list");
    return item.bytes;
  }

  std::vector<AccessEntry> access_list() {
    const RlpItem& list = next();
    std::vector<AccessEntry> entries;
    if (list.kind != RlpItem::Kind::list) say("the access list is no list");
    for (const RlpItem& item : list.items) {
      if (item.kind != RlpItem::Kind::list || item.items.size() != 2 ||
          item.items[1].kind != RlpItem::Kind::list) {
        say("an entry of the access list is not an address and a list of keys");
        return entries;
      }
      AccessEntry& entry = entries.emplace_back();
      entry.address = address(item.items[0], "an address of the access list");
      for (const RlpItem& key : item.items[1].items) {
        crypto::Hash& hash = entry.storage_keys.emplace_back();
        if (key.kind != RlpItem::Kind::bytes || key.bytes.size() != 32) {
          say("a storage key of the access list has not 32 bytes");
          return entries;
        }
        std::ranges::copy(key.bytes, hash.bytes.begin());
      }
    }
    return entries;
  }

  [[nodiscard]] const std::optional<Malformed>& fault() const { return fault_; }

 private:
  const RlpItem& next() { return items_[at_++]; }

  void say(std::string what) {
    if (!fault_) fault_ = Malformed{std::move(what)};
  }

  template <class T>
  T kept(Decoded<T> decoded) {
    if (decoded) return *decoded;
    say(decoded.error().what);
    return T{};
  }

  values::Address address(const RlpItem& item, std::string_view what) {
    values::Address result;
    if (item.kind != RlpItem::Kind::bytes || item.bytes.size() != 20) {
      say(std::string(what) + " has not 20 bytes");
    } else {
      std::ranges::copy(item.bytes, result.bytes.begin());
    }
    return result;
  }

  std::span<const RlpItem> items_;
  std::size_t at_ = 0;
  std::optional<Malformed> fault_;
};

// How many fields a kind has, without and with its signature.
std::size_t fields_of(TransactionKind kind) {
  switch (kind) {
    case TransactionKind::legacy: return 6;
    case TransactionKind::access_list: return 8;
    case TransactionKind::dynamic_fee: return 9;
  }
  return 0;
}

struct Envelope {
  TransactionKind kind = TransactionKind::legacy;
  std::vector<RlpItem> items;
};

Decoded<Envelope> opened(ByteView bytes) {
  if (bytes.empty()) return malformed("no bytes where a transaction begins");
  if (bytes.size() > transaction_bytes_max) {
    return malformed("the transaction has " + std::to_string(bytes.size()) +
                     " bytes, nodes take at most " + std::to_string(transaction_bytes_max));
  }
  Envelope result;
  if (bytes[0] == 1) {
    result.kind = TransactionKind::access_list;
  } else if (bytes[0] == 2) {
    result.kind = TransactionKind::dynamic_fee;
  } else if (bytes[0] < 0xc0) {
    return malformed("transactions of type " + std::to_string(bytes[0]) +
                     " are not known here: legacy, 1 and 2 are");
  }
  auto list = decode_rlp(bytes.subspan(result.kind == TransactionKind::legacy ? 0 : 1));
  if (!list) return std::unexpected(list.error());
  if (list->kind != RlpItem::Kind::list) return malformed("the transaction is no list");
  result.items = std::move(list->items);
  return result;
}

Transaction read_fields(Fields& fields, TransactionKind kind) {
  Transaction result{.kind = kind};
  if (kind != TransactionKind::legacy) result.chain_id = fields.number64("the chain id");
  result.nonce = fields.number64("the nonce");
  if (kind == TransactionKind::dynamic_fee) {
    result.priority_fee_max = fields.number("the highest priority fee");
    result.fee_max = fields.number("the highest fee");
  } else {
    result.gas_price = fields.number("the gas price");
  }
  result.gas_limit = fields.number64("the gas limit");
  result.to = fields.to();
  result.value = fields.number("the value");
  result.data = fields.data();
  if (kind != TransactionKind::legacy) result.access_list = fields.access_list();
  return result;
}

// Takes the chain id out of a legacy transaction's v; false when v is none.
bool read_v(std::uint64_t v, Transaction& transaction, Signature& signature) {
  if (transaction.kind != TransactionKind::legacy) {
    signature.parity = static_cast<std::uint8_t>(std::min<std::uint64_t>(v, 2));
    return v <= 1;
  }
  if (v == 27 || v == 28) {
    signature.parity = static_cast<std::uint8_t>(v - 27);
    return true;
  }
  if (v < 37) return false;
  transaction.chain_id = (v - 35) / 2;
  signature.parity = static_cast<std::uint8_t>((v - 35) % 2);
  return true;
}

std::unexpected<Malformed> wrong_count(const Envelope& envelope, std::size_t wanted) {
  return malformed(std::string(to_text(envelope.kind)) + " transactions of this form have " +
                   std::to_string(wanted) + " fields, this one has " +
                   std::to_string(envelope.items.size()));
}

}  // namespace

std::optional<Malformed> fault_of(const Transaction& transaction) {
  const bool dynamic = transaction.kind == TransactionKind::dynamic_fee;
  const bool legacy = transaction.kind == TransactionKind::legacy;
  if (!legacy && transaction.chain_id == 0) return Malformed{"the chain id is zero"};
  if (transaction.chain_id > chain_id_max) {
    return Malformed{"the chain id is above " + std::to_string(chain_id_max)};
  }
  if (transaction.nonce > nonce_max) return Malformed{"the nonce is above 2^64 - 2 (EIP-2681)"};
  if (dynamic && !transaction.gas_price.is_zero()) {
    return Malformed{"an EIP-1559 transaction has no gas price"};
  }
  if (!dynamic && !(transaction.priority_fee_max.is_zero() && transaction.fee_max.is_zero())) {
    return Malformed{"only EIP-1559 transactions have a highest fee"};
  }
  if (legacy && !transaction.access_list.empty()) {
    return Malformed{"legacy transactions have no access list"};
  }
  if (dynamic && transaction.fee_max < transaction.priority_fee_max) {
    return Malformed{
        "the highest priority fee, " + values::to_digits(transaction.priority_fee_max) +
        " wei, is above the highest fee, " + values::to_digits(transaction.fee_max) + " wei"};
  }
  const Amount& fee = dynamic ? transaction.fee_max : transaction.gas_price;
  if (!values::multiply(fee, Amount(transaction.gas_limit))) {
    return Malformed{std::string("gas limit times ") + (dynamic ? "highest fee" : "gas price") +
                     " is above 2^256 - 1 wei"};
  }
  return std::nullopt;
}

Decoded<SignedTransaction> decode_signed(ByteView bytes) {
  auto envelope = opened(bytes);
  if (!envelope) return std::unexpected(envelope.error());
  const std::size_t wanted = fields_of(envelope->kind) + 3;
  if (envelope->items.size() != wanted) return wrong_count(*envelope, wanted);

  Fields fields(envelope->items);
  SignedTransaction result{.transaction = read_fields(fields, envelope->kind)};
  const std::uint64_t v = fields.number64("the signature's v");
  result.signature.r = word_of(fields.number("the signature's r"));
  result.signature.s = word_of(fields.number("the signature's s"));
  if (fields.fault()) return std::unexpected(*fields.fault());
  if (!read_v(v, result.transaction, result.signature)) {
    return malformed("the signature's v is " + std::to_string(v) + ", which names no signer");
  }
  if (auto fault = fault_of(result.transaction)) return std::unexpected(std::move(*fault));
  if (!crypto::is_low(result.signature)) {
    return malformed("the signature's s is in the upper half, which chains refuse (EIP-2)");
  }
  const auto signer = crypto::recover(signing_hash(result.transaction), result.signature);
  if (!signer) return malformed("the signature is nobody's");
  result.sender = crypto::address_of(*signer);
  result.hash = crypto::keccak256(bytes);
  return result;
}

Decoded<Transaction> decode_unsigned(ByteView bytes) {
  auto envelope = opened(bytes);
  if (!envelope) return std::unexpected(envelope.error());
  const bool legacy = envelope->kind == TransactionKind::legacy;
  const std::size_t plain = fields_of(envelope->kind);
  const bool protected_legacy = legacy && envelope->items.size() == plain + 3;
  if (envelope->items.size() != plain && !protected_legacy) return wrong_count(*envelope, plain);

  Fields fields(envelope->items);
  Transaction result = read_fields(fields, envelope->kind);
  if (protected_legacy) {
    result.chain_id = fields.number64("the chain id");
    const Amount r = fields.number("the place of r");
    const Amount s = fields.number("the place of s");
    if (!fields.fault() && (result.chain_id == 0 || !r.is_zero() || !s.is_zero())) {
      return malformed("behind the fields stand a chain id and two zeros (EIP-155)");
    }
  }
  if (fields.fault()) return std::unexpected(*fields.fault());
  if (auto fault = fault_of(result)) return std::unexpected(std::move(*fault));
  return result;
}

}  // namespace dealwright::codec
