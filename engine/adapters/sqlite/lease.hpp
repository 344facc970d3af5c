// The right to be the one engine of a journal: a lock of the operating system on a file beside it,
// which ends with the process however that ends, and says who holds it.
#pragma once

#include <string>

#include "engine/ports/result.hpp"

namespace dealwright::sqlite {

inline constexpr std::string_view lease_suffix = ".lock";
inline constexpr std::size_t holder_bytes_max = 1000;

class Lease {
 public:
  // `holder` says in a few words who takes it: "dealwright run, process 17, since …". `refused`,
  // naming the holder, while another process has it.
  [[nodiscard]] static ports::Result<Lease> take(const std::string& journal,
                                                 const std::string& holder);
  Lease(Lease&& other) noexcept;
  Lease& operator=(Lease&&) = delete;
  ~Lease();

 private:
  explicit Lease(int file) : file_(file) {}
  int file_;
};

// Who holds the journal now; empty when nobody does.
[[nodiscard]] std::string holder_of(const std::string& journal);

}  // namespace dealwright::sqlite
