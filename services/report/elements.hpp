// Elements of HTML that the sections of the report are made of. Internal to services/report.
#pragma once

#include <cmath>
#include <string>

#include "services/report/sections.hpp"

namespace jintu::report {

inline Html section(const std::string& title, const Html& inner) {
  return inner.empty() ? Html() : element("section", {}, {element("h2", {}, {text(title)}), inner});
}
inline Html paragraph(const Html& inner) { return element("p", {}, {inner}); }
inline Html paragraph(const std::string& words) { return paragraph(text(words)); }
inline Html strong(const std::string& words) { return element("strong", {}, {text(words)}); }
inline Html small(const std::string& words) { return element("small", {}, {text(words)}); }

/// A table that scrolls by itself where the screen is narrow, with the keyboard too.
inline Html wide_table(const std::string& name, const Html& head, const Html& rows) {
  return element(
      "div", {{"class", "wide"}, {"tabindex", "0"}, {"role", "region"}, {"aria-label", name}},
      {element("table", {},
               {element("thead", {}, {element("tr", {}, {head})}), element("tbody", {}, {rows})})});
}
inline Html column(const std::string& name) {
  return element("th", {{"scope", "col"}}, {text(name)});
}
inline Html text_column(const std::string& name) {
  return element("th", {{"scope", "col"}, {"class", "text"}}, {text(name)});
}
inline Html row_head(const Html& inner) { return element("th", {{"scope", "row"}}, {inner}); }
inline Html cell(const std::string& words) { return element("td", {}, {text(words)}); }

/// Rows of a term and what it is.
class Terms {
 public:
  void add(const std::string& term, const Html& what) {
    rows_ += element("tr", {}, {row_head(text(term)), element("td", {}, {what})});
  }
  void add(const std::string& term, const std::string& what) { add(term, text(what)); }
  Html html() const {
    return element("table", {{"class", "terms"}}, {element("tbody", {}, {rows_})});
  }

 private:
  Html rows_;
};

inline Html big(const std::string& term, const std::string& what) {
  return element("div", {}, {element("dt", {}, {text(term)}), element("dd", {}, {text(what)})});
}

/// Objectives that count people or metres want no digits after the point when they are large.
inline std::string objective_text(double value) {
  return figure(value, std::abs(value) < 1000 ? 2 : 0);
}

/// What is proven of the plan, or why there is none, in the words of the trade.
Html verdict(const Subject& s);

}  // namespace jintu::report
