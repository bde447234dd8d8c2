#include "geo/siting/question/limits.hpp"

#include <cstdio>

namespace jintu::siting {

std::string short_number(double value) {
  char text[40];
  std::snprintf(text, sizeof text, "%.15g", value);
  return text;
}

std::string Range::text() const {
  return (zero ? "0, or " : "") + short_number(least) + " to " + short_number(most);
}

void check_range(double value, const Range& range, const std::string& field) {
  if (range.holds(value)) return;
  throw OutOfRange(field + ": 超出范围 expected " + range.text() + ", got " + short_number(value));
}

void check_total(double total, double most, const std::string& field) {
  if (total <= most) return;
  throw OutOfRange(field + ": 合计过大 the sum is " + short_number(total) + ", at most " +
                   short_number(most) + " can be added up exactly enough");
}

}  // namespace jintu::siting
