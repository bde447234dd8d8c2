// Pictures as files, and the room that words take: what services/drawing/cairo does, behind a table
// of functions. It brings some twenty shared libraries and reads the system's fonts, so it is a
// module of its own, which is loaded when the first picture is asked for.
#pragma once

#include <cstddef>
#include <string>

#include "services/drawing/picture.hpp"

namespace jintu::drawing {

/// Of words that are set.
struct Extent {
  double width = 0;  ///< of the longest line
  int lines = 1;
  bool shortened = false;  ///< not all of the text is there
};

/// Any thread. All but `release` throw Error{unavailable} naming what to install where no font has
/// Chinese characters, or where the system's fonts cannot be read.
struct Pens {
  std::string (*release)();  ///< "cairo 1.16.0, Pango 1.50.12"
  std::string (*font)();     ///< the family that Chinese is drawn in
  Extent (*measure)(const Words& words);
  /// `scale` pixels to a unit. Colours are kept to 7 bits, which nobody sees, and to fewer where
  /// the file would else be larger than `most_bytes`: to 4 at the least, however large it then is.
  /// Throws Error{too_large} beyond 64 million pixels.
  std::string (*png)(const Picture& picture, double scale, std::size_t most_bytes);
  /// One page; words are text, with the used parts of the fonts inside.
  std::string (*pdf)(const Picture& picture);
  /// Words are outlines: it looks the same without the fonts.
  std::string (*svg)(const Picture& picture);
};

/// Loads the module at the first call, from the program's folder or the one it was built into. Any
/// thread. Throws Error{unavailable} naming the file when it is missing or of another build; the
/// next call tries again.
const Pens& pens();

/// Words of a size, without a place.
inline Extent measure(const std::string& text, double size, bool bold = false, double width = 0,
                      int most_lines = 1) {
  Words words;
  words.text = text;
  words.size = size;
  words.bold = bold;
  words.width = width;
  words.most_lines = most_lines;
  return pens().measure(words);
}

// The one name that the module exports is of a function that returns its table, JINTU_PENS: it
// names the build as well (cmake/BuildIdentity.cmake), since both sides hold our types in memory.

}  // namespace jintu::drawing
