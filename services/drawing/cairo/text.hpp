// Words set in lines by Pango.
#pragma once

#include <pango/pangocairo.h>

#include <string>

#include "services/drawing/pens.hpp"

namespace jintu::drawing {

/// The family that Chinese is drawn in. Throws Error{unavailable} where there is none.
const std::string& chinese_family();

class SetWords {
 public:
  /// For a context that pictures are drawn into, or for measuring: nullptr.
  SetWords(const Words& words, cairo_t* context);
  ~SetWords();
  SetWords(const SetWords&) = delete;
  SetWords& operator=(const SetWords&) = delete;

  Extent extent() const;
  void draw(cairo_t* context) const;

 private:
  const Words& words_;
  PangoLayout* layout_ = nullptr;
};

}  // namespace jintu::drawing
