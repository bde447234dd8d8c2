// How small and how large the numbers of a problem may be.
//
// Sums are taken in doubles, which keep 53 bits. Within these limits no product or sum overflows,
// none falls among the denormal numbers, whole weights add up exactly, and a sum of two million
// terms errs by less than the 1e-9 of it that bounds and objectives are compared with.
#pragma once

#include <string>

#include "geo/base/error.hpp"

namespace jintu::siting {

/// A number of 0 (where that is allowed), or from `least` to `most`.
struct Range {
  double least, most;
  bool zero = true;

  /// False for NaN.
  constexpr bool holds(double value) const {
    return (zero && value == 0) || (value >= least && value <= most);
  }
  /// "0, or 1e-09 to 1e+12".
  std::string text() const;
};

namespace limits {

inline constexpr Range weight{1e-9, 1e12};   ///< of a demand point; loads too
inline constexpr Range distance{1e-9, 1e9};  ///< every length, the standard and the spacing too
inline constexpr Range capacity{1e-9, 1e15, false};
inline constexpr Range cost{1e-9, 1e12};  ///< of a site or a size
inline constexpr Range budget{1e-9, 1e15};
inline constexpr Range share{1e-9, 1};
inline constexpr Range attraction{1e-9, 1e12, false};
inline constexpr Range decay{1e-9, 10};
inline constexpr double total_weight = 1e15;  ///< of all demand points together; loads, costs too
inline constexpr double total_walk = 1e18;    ///< all weight × the farthest distance

}  // namespace limits

/// A number beyond its limits. `public_detail()` begins with the field.
class OutOfRange : public Error {
 public:
  explicit OutOfRange(const std::string& detail) : Error(ErrorCode::bad_input, detail) {}
};

/// Throws OutOfRange naming `field`, what was expected and what was given.
void check_range(double value, const Range& range, const std::string& field);
/// The same of a sum.
void check_total(double total, double most, const std::string& field);

/// A number in words, without the noise of digits: "1e+308", "0.37".
std::string short_number(double value);

}  // namespace jintu::siting
