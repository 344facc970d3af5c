// Addresses from and to text.
#include "dsl/values/address.hpp"

#include "dsl/values/hexadecimal.hpp"

namespace dealwright::values {

Number<Address> address_from_text(std::string_view text) {
  if (!text.starts_with("0x")) return std::unexpected(NumberError::malformed);
  const auto bytes = hexadecimal::read<20>(text.substr(2), hexadecimal::Letters::either);
  if (!bytes) return std::unexpected(NumberError::malformed);
  return Address{*bytes};
}

std::string to_text(const Address& address) {
  std::string text = "0x";
  hexadecimal::write(address.bytes, text);
  return text;
}

}  // namespace dealwright::values
