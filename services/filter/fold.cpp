#include "services/filter/fold.hpp"

#include <langinfo.h>
#include <locale.h>
#include <wctype.h>

#include <algorithm>
#include <cstdint>
#include <optional>

#include "services/filter/accents.hpp"

namespace jintu::filter {

namespace {

/// The character at the start of `text`, which loses it; nothing for a byte that is no UTF-8.
std::optional<char32_t> take(std::string_view& text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned first = byte(0);
  const std::size_t size = first < 0x80   ? 1
                           : first < 0xC2 ? 0
                           : first < 0xE0 ? 2
                           : first < 0xF0 ? 3
                           : first < 0xF5 ? 4
                                          : 0;
  if (size == 0 || size > text.size()) return std::nullopt;
  char32_t value = size == 1 ? first : first & (0x7Fu >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return std::nullopt;
    value = value << 6 | (byte(i) & 0x3Fu);
  }
  text.remove_prefix(size);
  return value;
}

void append(std::string& out, char32_t c) {
  const auto byte = [&](char32_t value) {
    out += static_cast<char>(static_cast<unsigned char>(value));
  };
  if (c < 0x80) return byte(c);
  if (c < 0x800) {
    byte(0xC0 | c >> 6);
  } else {
    if (c < 0x10000) {
      byte(0xE0 | c >> 12);
    } else {
      byte(0xF0 | c >> 18);
      byte(0x80 | (c >> 12 & 0x3F));
    }
    byte(0x80 | (c >> 6 & 0x3F));
  }
  byte(0x80 | (c & 0x3F));
}

template <class Change>
std::string changed(std::string_view text, Change change) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    if (const auto c = take(text)) {
      if (const char32_t now = change(*c); now != 0) append(out, now);
    } else {
      out += text[0];
      text.remove_prefix(1);
    }
  }
  return out;
}

char32_t lower(char32_t c) {
  if (c < 0x80) return c >= 'A' && c <= 'Z' ? c + 32 : c;
  // Of the C library, whatever the process's own locale is.
  static const locale_t unicode = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  return unicode ? static_cast<char32_t>(towlower_l(static_cast<wint_t>(c), unicode)) : c;
}

/// 0 for a mark.
char32_t plain(char32_t c) {
  if (c < 0x80) return c;
  if (c >= 0x300 && c <= 0x36F) return 0;
  const auto table = decompositions();
  const auto found =
      std::lower_bound(table.begin(), table.end(), c,
                       [](const Decomposition& d, char32_t v) { return d.letter < v; });
  return found != table.end() && found->letter == c ? found->base : c;
}

}  // namespace

std::string fold_case(std::string_view text) { return changed(text, lower); }

std::string strip_accents(std::string_view text) { return changed(text, plain); }

}  // namespace jintu::filter
