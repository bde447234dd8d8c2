// Elements of HTML that the sections of the report are made of. Internal to services/report.
#pragma once

#include <cmath>
#include <string>

#include "services/report/sections.hpp"

namespace jintu::report {

inline std::string section(const std::string& title, const std::string& inner) {
  return inner.empty() ? "" : "<section><h2>" + title + "</h2>" + inner + "</section>";
}
/// Scrolls by itself where the screen is narrow, with the keyboard too.
inline std::string wide(const std::string& name) {
  return "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"" + name + "\">";
}
inline std::string paragraph(const std::string& text) { return "<p>" + text + "</p>"; }

/// Rows of a term and what it is.
class Terms {
 public:
  void add(const std::string& term, const std::string& text) {
    rows_ += "<tr><th scope=\"row\">" + term + "</th><td>" + text + "</td></tr>";
  }
  std::string html() const { return "<table class=\"terms\"><tbody>" + rows_ + "</tbody></table>"; }

 private:
  std::string rows_;
};

inline std::string big(const std::string& term, const std::string& text) {
  return "<div><dt>" + term + "</dt><dd>" + text + "</dd></div>";
}

/// Objectives that count people or metres want no digits after the point when they are large.
inline std::string objective_text(double value) {
  return figure(value, std::abs(value) < 1000 ? 2 : 0);
}

/// What is proven of the plan, or why there is none, in the words of the trade.
std::string verdict(const Subject& s);

}  // namespace jintu::report
