#include "geo/io/calendar/content_lines.hpp"

#include <algorithm>

#include "geo/io/text.hpp"

namespace jintu::io {

namespace {

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  return out;
}

bool is_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  });
}

/// `name *(";" param "=" value *("," value)) ":" value`.
void take_apart(std::string_view text, ContentLine& out) {
  const auto end = text.find_first_of(";:");
  if (end == std::string_view::npos || !is_name(text.substr(0, end))) {
    out.fault = "应为“名称:值” not a line of the form NAME:value";
    return;
  }
  out.name = upper(text.substr(0, end));
  text.remove_prefix(end);
  while (text.starts_with(';')) {
    text.remove_prefix(1);
    const auto equals = text.find('=');
    if (equals == std::string_view::npos || !is_name(text.substr(0, equals))) {
      out.fault = out.name + ": 参数有误 a parameter is not of the form NAME=value";
      return;
    }
    const std::string name = upper(text.substr(0, equals));
    text.remove_prefix(equals + 1);
    std::string value;
    bool quoted = false;
    std::size_t i = 0;
    for (; i < text.size() && (quoted || (text[i] != ';' && text[i] != ':')); ++i) {
      if (text[i] == '"')
        quoted = !quoted;
      else
        value += text[i];
    }
    if (quoted || i == text.size()) {
      out.fault = out.name + ": 参数没有结束 a parameter has no end";
      return;
    }
    out.parameters.emplace_back(name, std::move(value));
    text.remove_prefix(i);
  }
  out.value = text.substr(1);  // a colon stands here
}

}  // namespace

std::string_view ContentLine::parameter(std::string_view wanted) const {
  for (const auto& one : parameters)
    if (one.first == wanted) return one.second;
  return {};
}

ContentLines::ContentLines(std::string_view bytes, std::string encoding, std::size_t longest)
    : bytes_(bytes), encoding_(std::move(encoding)), longest_(longest) {
  if (bytes_.starts_with("\xEF\xBB\xBF")) at_ = 3;
}

std::string_view ContentLines::physical_line() {
  const auto end = std::min(bytes_.find('\n', at_), bytes_.size());
  std::string_view text = bytes_.substr(at_, end - at_);
  at_ = std::min(bytes_.size(), end + 1);
  ++line_;
  if (text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

std::optional<ContentLine> ContentLines::next() {
  while (at_ < bytes_.size()) {
    std::string text(physical_line().substr(0, longest_ + 1));
    ContentLine out;
    out.line = line_;
    bool long_one = text.size() > longest_;
    while (at_ < bytes_.size() && (bytes_[at_] == ' ' || bytes_[at_] == '\t')) {
      const std::string_view more = physical_line().substr(1);
      long_one = long_one || text.size() + more.size() > longest_;
      if (!long_one) text += more;
    }
    if (text.empty()) continue;
    if (long_one) {
      take_apart(text.substr(0, text.find_first_of(":;") + 1) + ":", out);
      out.fault =
          out.name + ": 一行太长 a line of more than " + std::to_string(longest_) + " bytes";
      return out;
    }
    if (!encoding_.empty()) {
      auto decoded = to_utf8(text, encoding_);
      if (decoded)
        text = *std::move(decoded);
      else
        out.fault = "文字不是所说的编码 the text is not in that encoding";
    } else if (find_not_utf8(text) != std::string_view::npos) {
      out.fault =
          "文字不是 UTF-8，可用 --encoding 说明 the text is not UTF-8; say what it is with "
          "--encoding, e.g. --encoding GBK";
    }
    if (text.find('\0') != std::string::npos) out.fault = "文字里有零字节 text holds a zero byte";
    if (out.fault.empty())
      take_apart(text, out);
    else if (const auto end = text.find_first_of(":;");
             end != std::string::npos && is_name(text.substr(0, end)))
      out.name = upper(text.substr(0, end));
    return out;
  }
  return std::nullopt;
}

std::string unescaped(std::string_view value) {
  std::string out;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] != '\\' || i + 1 == value.size()) {
      out += value[i];
      continue;
    }
    const char next = value[++i];
    out += next == 'n' || next == 'N' ? '\n' : next;
  }
  return out;
}

std::vector<std::string> text_list(std::string_view value) {
  std::vector<std::string> all;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= value.size(); ++i) {
    if (i < value.size() && value[i] == '\\') {
      ++i;
      continue;
    }
    if (i < value.size() && value[i] != ',') continue;
    all.push_back(unescaped(value.substr(begin, i - begin)));
    begin = i + 1;
  }
  return all;
}

}  // namespace jintu::io
