// The words for the reasons a number cannot be had.
#include "dsl/values/rounding.hpp"

#include "dsl/values/assertion.hpp"

namespace dealwright::values {

std::string_view describe(NumberError error) {
  switch (error) {
    case NumberError::overflow: return "the number is too large";
    case NumberError::negative: return "the number would be below zero";
    case NumberError::division_by_zero: return "this divides by zero";
    case NumberError::not_exact: return "the number cannot be shown exactly";
    case NumberError::malformed: return "this is not a number of the expected form";
    case NumberError::too_many_decimals:
      return "the number has more digits after the point than the asset has";
  }
  DEALWRIGHT_UNREACHABLE("a NumberError outside its list");
}

}  // namespace dealwright::values
