// The assertion that stays on in release builds: for our own mistakes, never for input. It prints
// and aborts, so that a journal is never written from a state that cannot be.
#pragma once

namespace dealwright::values {

[[noreturn]] void assertion_failed(const char* condition, const char* file, int line);

}  // namespace dealwright::values

#define DEALWRIGHT_ASSERT(condition)  \
  ((condition) ? static_cast<void>(0) \
               : ::dealwright::values::assertion_failed(#condition, __FILE__, __LINE__))

// After a switch that handles every value of an enum: `what` says what got here.
#define DEALWRIGHT_UNREACHABLE(what) \
  ::dealwright::values::assertion_failed("not reached: " what, __FILE__, __LINE__)
