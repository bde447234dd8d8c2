#include "geo/osm/rules/tag_values.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace jintu::osm {

namespace {

std::string_view trim(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

std::optional<double> plain_number(std::string_view text) {
  text = trim(text);
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
    return std::nullopt;
  return value;
}

// 6'7" or 40'
std::optional<double> feet_and_inches(std::string_view text) {
  const auto mark = text.find('\'');
  if (mark == std::string_view::npos) return std::nullopt;
  const auto feet = plain_number(text.substr(0, mark));
  std::string_view rest = trim(text.substr(mark + 1));
  double inches = 0;
  if (!rest.empty()) {
    if (!rest.ends_with('"')) return std::nullopt;
    const auto parsed = plain_number(rest.substr(0, rest.size() - 1));
    if (!parsed) return std::nullopt;
    inches = *parsed;
  }
  if (!feet) return std::nullopt;
  return *feet * 0.3048 + inches * 0.0254;
}

// "1,200" and "13 866 009": groups of three.
std::optional<double> grouped_number(std::string_view text) {
  std::string digits;
  std::size_t since = 0;
  bool grouped = false;
  for (const char c : text) {
    if (c >= '0' && c <= '9') {
      digits += c;
      ++since;
    } else if ((c == ',' || c == ' ') && !digits.empty() && (grouped ? since == 3 : since <= 3)) {
      grouped = true;
      since = 0;
    } else {
      return std::nullopt;
    }
  }
  if (!grouped || since != 3) return std::nullopt;
  return plain_number(digits);
}

}  // namespace

const char* first_tag(const osmium::TagList& tags, const std::vector<std::string>& keys) {
  for (const auto& key : keys) {
    const char* value = tags.get_value_by_key(key.c_str());
    if (value && *value) return value;
  }
  return nullptr;
}

std::optional<double> parse_number(std::string_view text, bool metres) {
  text = trim(text);
  if (const auto plain = plain_number(text)) return plain;
  if (!metres) return grouped_number(text);
  if (const auto feet = feet_and_inches(text)) return feet;
  const struct {
    std::string_view name;
    double metres;
  } units[] = {{"km", 1000},     {"metres", 1}, {"meters", 1}, {"ft", 0.3048},
               {"feet", 0.3048}, {"米", 1},     {"m", 1}};
  for (const auto& unit : units) {
    if (!text.ends_with(unit.name)) continue;
    const auto number = plain_number(text.substr(0, text.size() - unit.name.size()));
    return number ? std::optional(*number * unit.metres) : std::nullopt;
  }
  return std::nullopt;
}

std::optional<double> tagged_number(const osmium::TagList& tags, const NumberSource& source) {
  const char* text = first_tag(tags, source.tags);
  if (!text) return std::nullopt;
  const auto number = parse_number(text, source.metres);
  if (!number || *number < source.min || *number > source.max) return std::nullopt;
  return number;
}

double scaled_area(double area, const FieldRule::Times& times, const osmium::TagList& tags) {
  if (const auto number = tagged_number(tags, times.number)) return area * *number;
  if (!times.by_tag.empty()) {
    if (const char* text = tags.get_value_by_key(times.by_tag.c_str())) {
      if (const auto found = times.by_value.find(text); found != times.by_value.end())
        return area * found->second;
    }
  }
  return area * times.fallback;
}

// RFC 3629: no overlong forms, no surrogates, nothing beyond U+10FFFF.
bool is_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = [&](std::size_t k) { return static_cast<unsigned char>(text[k]); };
    const unsigned char lead = byte(i);
    if (lead < 0x80) {
      ++i;
      continue;
    }
    const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || i + length > text.size()) return false;
    for (std::size_t k = 1; k < length; ++k) {
      if ((byte(i + k) & 0xc0) != 0x80) return false;
    }
    const unsigned char second = byte(i + 1);
    if ((lead == 0xe0 && second < 0xa0) || (lead == 0xed && second > 0x9f) ||
        (lead == 0xf0 && second < 0x90) || (lead == 0xf4 && second > 0x8f))
      return false;
    i += length;
  }
  return true;
}

}  // namespace jintu::osm
