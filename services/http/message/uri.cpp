#include "services/http/message/uri.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "geo/base/error.hpp"
#include "services/http/message/problem.hpp"

namespace jintu::http {

namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// Length of the well-formed sequence at the start (Unicode 15, table 3-7), 0 when there is none.
std::size_t utf8_sequence(std::string_view s) {
  const auto byte = [&](std::size_t i) {
    return i < s.size() ? static_cast<unsigned char>(s[i]) : 0u;
  };
  const auto between = [&](std::size_t i, unsigned low, unsigned high) {
    return i < s.size() && byte(i) >= low && byte(i) <= high;
  };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return between(1, 0x80, 0xBF) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    const unsigned low = first == 0xE0 ? 0xA0 : 0x80, high = first == 0xED ? 0x9F : 0xBF;
    return between(1, low, high) && between(2, 0x80, 0xBF) ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    const unsigned low = first == 0xF0 ? 0x90 : 0x80, high = first == 0xF4 ? 0x8F : 0xBF;
    return between(1, low, high) && between(2, 0x80, 0xBF) && between(3, 0x80, 0xBF) ? 4 : 0;
  }
  return 0;
}

/// Shown in an error: only what is safe and short.
std::string shown(std::string_view name) {
  std::string text(name.substr(0, 40));
  while (!is_utf8(text)) text.pop_back();  // no half of a character
  return text;
}

void check_format(const std::string& wanted, std::span<const std::string_view> formats) {
  if (std::find(formats.begin(), formats.end(), wanted) != formats.end()) return;
  std::string list;
  for (const std::string_view one : formats) list += (list.empty() ? "" : ", ") + std::string(one);
  if (list.empty())
    throw Error(ErrorCode::bad_input, "f: 此处只有一种形式 there is one representation only here");
  if (wanted == "html")
    throw Refusal{406, "not_acceptable",
                  "f: 暂无网页形式，可用 there is no HTML yet, only: " + list};
  throw Error(ErrorCode::bad_input, "f: 应为其中之一 should be one of: " + list);
}

}  // namespace

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t n = utf8_sequence(text);
    if (n == 0) return false;
    text.remove_prefix(n);
  }
  return true;
}

namespace {

enum class Part { path, query };

std::optional<std::string> decoded(std::string_view text, Part part) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '+' && part == Part::query) {
      c = ' ';
    } else if (c == '%') {
      if (i + 2 >= text.size()) return std::nullopt;
      const int high = hex_value(text[i + 1]), low = hex_value(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      c = static_cast<char>(high * 16 + low);
      i += 2;
    }
    const auto byte = static_cast<unsigned char>(c);
    const bool breaks_line = c == '\t' || c == '\n' || c == '\r';
    if (byte == 0x7f || (byte < 0x20 && !(breaks_line && part == Part::query))) return std::nullopt;
    out += c;
  }
  if (!is_utf8(out)) return std::nullopt;
  return out;
}

}  // namespace

std::optional<std::string> percent_decode(std::string_view text) {
  return decoded(text, Part::path);
}

std::optional<std::string> query_decode(std::string_view text) {
  return decoded(text, Part::query);
}

std::optional<std::vector<std::string>> path_segments(std::string_view path) {
  if (path.empty() || path.front() != '/') return std::nullopt;
  path.remove_prefix(1);
  std::vector<std::string> segments;
  for (;;) {
    const auto slash = path.find('/');
    auto segment = percent_decode(path.substr(0, slash));
    if (!segment || *segment == "." || *segment == ".." ||
        segment->find_first_of("/\\") != std::string::npos)
      return std::nullopt;
    segments.push_back(*std::move(segment));
    if (slash == std::string_view::npos) return segments;
    path.remove_prefix(slash + 1);
  }
}

std::optional<std::uint64_t> parse_whole(std::string_view digits, std::uint64_t max) {
  if (digits.empty() || (digits.size() > 1 && digits.front() == '0')) return std::nullopt;
  if (digits.front() < '0' || digits.front() > '9') return std::nullopt;
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size() || value > max)
    return std::nullopt;
  return value;
}

std::optional<std::uint64_t> parse_at_most(std::string_view digits, std::uint64_t max) {
  const bool formed = !digits.empty() && (digits.size() == 1 || digits.front() != '0') &&
                      digits.find_first_not_of("0123456789") == std::string_view::npos;
  if (!formed) return std::nullopt;
  return parse_whole(digits, max).value_or(max);
}

std::optional<double> parse_number(std::string_view text) {
  if (text.empty() || text.size() > 40) return std::nullopt;
  if (text.find_first_not_of("0123456789+-.eE") != std::string_view::npos) return std::nullopt;
  if (text.front() == '+') text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
    return std::nullopt;
  return value;
}

bool asks_preview(std::string_view query) {
  while (!query.empty()) {
    const auto end = query.find('&');
    if (query.substr(0, end) == "preview=1") return true;
    query = end == std::string_view::npos ? std::string_view() : query.substr(end + 1);
  }
  return false;
}

Query::Query(std::string_view query, std::span<const std::string_view> known,
             std::span<const Field> more, std::span<const std::string_view> formats) {
  const auto is_field = [more](const std::string& name) {
    return std::any_of(more.begin(), more.end(), [&](const Field& f) { return f.name == name; });
  };
  while (!query.empty()) {
    const auto ampersand = query.find('&');
    const auto pair = query.substr(0, ampersand);
    query.remove_prefix(ampersand == std::string_view::npos ? query.size() : ampersand + 1);
    if (pair.empty()) continue;
    const auto equals = pair.find('=');
    auto name = query_decode(pair.substr(0, equals));
    auto value = equals == std::string_view::npos ? std::optional<std::string>("")
                                                  : query_decode(pair.substr(equals + 1));
    if (!name || !value)
      throw Error(ErrorCode::bad_input,
                  "查询参数编码有误 a query parameter is not percent-encoded UTF-8");
    if (*name == "preview" && std::find(known.begin(), known.end(), *name) == known.end() &&
        !is_field(*name)) {
      if (*value != "1" && *value != "0")
        throw Error(ErrorCode::bad_input, "preview: 应为 should be 1 or 0");
      continue;  // the server looked at it already
    }
    const bool is_known = std::find(known.begin(), known.end(), *name) != known.end();
    const bool is_format = *name == "f" && !is_known && !is_field(*name);
    if (is_format) check_format(*value, formats);
    if (!is_known && !is_field(*name) && !is_format)
      throw Error(ErrorCode::bad_input, "未知的查询参数 unknown query parameter: " + shown(*name));
    if (find(*name))
      throw Error(ErrorCode::bad_input,
                  "查询参数重复 query parameter given twice: " + shown(*name));
    parameters_.emplace_back(*std::move(name), *std::move(value));
  }
}

const std::string* Query::find(std::string_view name) const {
  for (const auto& [known, value] : parameters_) {
    if (known == name) return &value;
  }
  return nullptr;
}

}  // namespace jintu::http
