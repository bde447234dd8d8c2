// Lengths, areas and times that cannot be confused with each other or with bare numbers.
// Construction is by name only (`Metres::of(250)`), after S2's s1angle.h.
#pragma once

#include <compare>

namespace jintu {

template <class Unit>
class Quantity {
 public:
  constexpr Quantity() = default;
  static constexpr Quantity of(double value) { return Quantity(value); }
  constexpr double value() const { return value_; }

  friend constexpr auto operator<=>(Quantity, Quantity) = default;
  friend constexpr Quantity operator+(Quantity a, Quantity b) { return of(a.value_ + b.value_); }
  friend constexpr Quantity operator-(Quantity a, Quantity b) { return of(a.value_ - b.value_); }
  friend constexpr Quantity operator*(Quantity a, double k) { return of(a.value_ * k); }
  friend constexpr double operator/(Quantity a, Quantity b) { return a.value_ / b.value_; }

 private:
  constexpr explicit Quantity(double value) : value_(value) {}
  double value_ = 0;
};

using Metres = Quantity<struct MetreUnit>;              ///< on the ellipsoid, never map units
using SquareMetres = Quantity<struct SquareMetreUnit>;  ///< on the ellipsoid
using Seconds = Quantity<struct SecondUnit>;

}  // namespace jintu
