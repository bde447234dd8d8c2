#include "services/http/message/head_reader.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace jintu::http {

namespace {

/// RFC 9110 §5.6.2.
constexpr bool is_token_char(char c) {
  if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) return true;
  return std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

bool is_token(std::string_view s) {
  return !s.empty() && std::all_of(s.begin(), s.end(), is_token_char);
}

/// Printable ASCII without space. Browsers percent-encode all else, and so must every client.
bool is_target(std::string_view s) {
  return !s.empty() && std::all_of(s.begin(), s.end(), [](char c) {
    return c > 0x20 && c < 0x7f && c != '"' && c != '<' && c != '>' && c != '\\' && c != '^' &&
           c != '`' && c != '{' && c != '|' && c != '}' && c != '#';
  });
}

std::string_view trimmed(std::string_view s) {
  while (!s.empty() && (s.front() == ' ' || s.front() == '\t')) s.remove_prefix(1);
  while (!s.empty() && (s.back() == ' ' || s.back() == '\t')) s.remove_suffix(1);
  return s;
}

struct NamedMethod {
  std::string_view name;
  Method method;
};
constexpr std::array<NamedMethod, 7> methods{{{"GET", Method::get},
                                              {"HEAD", Method::head},
                                              {"OPTIONS", Method::options},
                                              {"POST", Method::post},
                                              {"PUT", Method::put},
                                              {"PATCH", Method::patch},
                                              {"DELETE", Method::del}}};

HeadFault bad(std::string detail) { return {400, std::move(detail)}; }

/// Does `list` (comma separated) hold this token?
bool list_has(std::string_view list, std::string_view lower_case_token) {
  while (!list.empty()) {
    const auto comma = list.find(',');
    if (equals_ignoring_case(trimmed(list.substr(0, comma)), lower_case_token)) return true;
    if (comma == std::string_view::npos) break;
    list.remove_prefix(comma + 1);
  }
  return false;
}

}  // namespace

/// Reads one complete head out of storage that the request then owns.
class HeadReader {
 public:
  HeadReader(std::string_view head, const HeadLimits& limits) : limits_(limits) {
    request_.storage_.assign(head.begin(), head.end());
    rest_ = {request_.storage_.data(), request_.storage_.size()};
  }

  std::variant<NeedMore, HeadFault, Head> read() {
    const std::size_t consumed = rest_.size();
    std::optional<HeadFault> fault = read_request_line();
    if (!fault) fault = read_fields();
    if (!fault) fault = check_framing();
    if (!fault) fault = check_host();
    if (fault) return *std::move(fault);
    decide_persistence();
    return Head{std::move(request_), consumed};
  }

 private:
  /// The next line without its CRLF; nothing when a bare CR or LF stands in it.
  std::optional<std::string_view> line() {
    const auto end = rest_.find('\n');
    if (end == std::string_view::npos || end == 0 || rest_[end - 1] != '\r') return std::nullopt;
    const std::string_view text = rest_.substr(0, end - 1);
    rest_.remove_prefix(end + 1);
    if (text.find('\r') != std::string_view::npos) return std::nullopt;
    return text;
  }

  std::optional<HeadFault> read_request_line() {
    const auto text = line();
    if (!text) return bad("请求行须以 CRLF 结尾 the request line must end with CRLF");
    const auto first = text->find(' ');
    const auto last = text->rfind(' ');
    if (first == std::string_view::npos || first == last)
      return bad("请求行应为“方法 目标 版本” the request line is not \"method target version\"");
    const auto method = text->substr(0, first);
    const auto target = text->substr(first + 1, last - first - 1);
    const auto version = text->substr(last + 1);
    if (!is_token(method)) return bad("方法名有误 the method is not a token");
    if (version.size() != 8 || version.substr(0, 5) != "HTTP/" || version[6] != '.')
      return bad("HTTP 版本有误 the HTTP version is malformed");
    if (version[5] != '1') return HeadFault{505, "只支持 HTTP/1.0 与 1.1 only HTTP/1.0 and 1.1"};
    if (version[7] != '0' && version[7] != '1')
      return HeadFault{505, "只支持 HTTP/1.0 与 1.1 only HTTP/1.0 and 1.1"};
    request_.minor_version = version[7] - '0';
    if (target.size() > limits_.target_bytes)
      return HeadFault{414, "网址过长 the request target is longer than " +
                                std::to_string(limits_.target_bytes) + " bytes"};
    if (!is_target(target))
      return bad(
          "网址含有须百分号编码的字符 the target holds characters that must be percent-encoded");
    return read_method_and_target(method, target);
  }

  std::optional<HeadFault> read_method_and_target(std::string_view method,
                                                  std::string_view target) {
    const auto known = std::find_if(methods.begin(), methods.end(),
                                    [&](const NamedMethod& m) { return m.name == method; });
    if (known == methods.end())
      return HeadFault{501, "不支持此方法 the method is not one that this server knows"};
    request_.method = known->method;
    request_.target = target;
    if (target == "*" && request_.method == Method::options) {
      request_.path = target;
      return std::nullopt;
    }
    // absolute-form must be understood as well (RFC 9112 §3.2.2)
    for (const std::string_view scheme : {"http://", "https://"}) {
      if (!equals_ignoring_case(target.substr(0, scheme.size()), scheme)) continue;
      target.remove_prefix(scheme.size());
      const auto path = target.find_first_of("/?");
      request_.authority = target.substr(0, path);
      if (path == 0 || path == std::string_view::npos || target[path] != '/')
        return bad("网址缺少主机或路径 the absolute target lacks its host or path");
      target.remove_prefix(path);
      break;
    }
    if (target.front() != '/') return bad("网址须以 / 开头 the target must begin with /");
    const auto question = target.find('?');
    request_.path = target.substr(0, question);
    if (question != std::string_view::npos) request_.query = target.substr(question + 1);
    return std::nullopt;
  }

  std::optional<HeadFault> read_fields() {
    for (;;) {
      const auto text = line();
      if (!text) return bad("标头行须以 CRLF 结尾 a field line must end with CRLF");
      if (text->empty()) return std::nullopt;
      if (text->front() == ' ' || text->front() == '\t')
        return bad("不支持标头折行 folded field lines are not accepted");
      const auto colon = text->find(':');
      if (colon == std::string_view::npos || !is_token(text->substr(0, colon)))
        return bad("标头名有误 a field name is malformed");
      const auto value = trimmed(text->substr(colon + 1));
      const bool clean = std::all_of(value.begin(), value.end(), [](char c) {
        return c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f);
      });
      if (!clean) return bad("标头值含有控制字符 a field value holds control characters");
      if (request_.fields.size() == limits_.fields)
        return HeadFault{431, "标头过多 more than " + std::to_string(limits_.fields) + " fields"};
      request_.fields.push_back({text->substr(0, colon), value});
    }
  }

  std::size_t count(std::string_view name) const {
    return static_cast<std::size_t>(
        std::count_if(request_.fields.begin(), request_.fields.end(),
                      [&](const Request::Field& f) { return equals_ignoring_case(f.name, name); }));
  }

  /// RFC 9112 §6: exactly one way to know where a body ends, or none at all.
  std::optional<HeadFault> check_framing() {
    const std::size_t lengths = count("content-length");
    if (count("transfer-encoding") > 0) {
      if (lengths > 0)
        return bad(
            "Content-Length 与 Transfer-Encoding 不能并用 both Content-Length and "
            "Transfer-Encoding");
      return HeadFault{411,
                       "请给出 Content-Length；不接受分块请求体 send Content-Length; "
                       "transfer codings are not accepted in requests"};
    }
    if (lengths > 1) return bad("Content-Length 重复 Content-Length is given twice");
    if (const auto* text = request_.field("content-length")) {
      const auto [end, error] =
          std::from_chars(text->data(), text->data() + text->size(), request_.content_length);
      if (error == std::errc::result_out_of_range) request_.content_length = UINT64_MAX;
      if (error == std::errc::invalid_argument || end != text->data() + text->size())
        return bad("Content-Length 不是十进制整数 Content-Length is not a decimal number");
    }
    return std::nullopt;
  }

  std::optional<HeadFault> check_host() {
    const std::size_t hosts = count("host");
    if (hosts > 1) return bad("Host 重复 Host is given twice");
    if (hosts == 0 && request_.minor_version == 1)
      return bad("缺少 Host the Host field is missing");
    if (const auto* host = request_.field("host")) {
      // That of an absolute target counts before it (RFC 9112 §3.2.2).
      if (request_.authority.empty()) request_.authority = *host;
      const bool clean = std::all_of(host->begin(), host->end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               std::string_view("-._~%!$&'()*+,;=:[]").find(c) != std::string_view::npos;
      });
      if (!clean) return bad("Host 有误 the Host field is malformed");
    }
    if (const auto* expect = request_.field("expect")) {
      if (!equals_ignoring_case(*expect, "100-continue"))
        return HeadFault{417, "不支持此 Expect the expectation is not supported"};
      request_.expects_continue = request_.minor_version == 1;
    }
    return std::nullopt;
  }

  void decide_persistence() {
    const std::string connection = request_.list_field("connection");
    if (request_.minor_version == 0) {
      request_.keep_alive = list_has(connection, "keep-alive") && !list_has(connection, "close");
    } else {
      request_.keep_alive = !list_has(connection, "close");
    }
  }

  const HeadLimits& limits_;
  Request request_;
  std::string_view rest_;
};

namespace {

/// What can be said of a head whose end has not come yet.
std::optional<HeadFault> early_fault(std::string_view bytes, const HeadLimits& limits) {
  const std::size_t line_end = bytes.find('\n');
  const std::string_view line = bytes.substr(0, line_end);
  const auto space = line.find(' ');
  const auto method = line.substr(0, space);
  if (method.size() > 20 || !std::all_of(method.begin(), method.end(), is_token_char))
    return bad("这不是 HTTP 请求 this is not an HTTP request");
  const auto after_method =
      space == std::string_view::npos ? std::string_view() : line.substr(space + 1);
  const bool too_long = after_method.substr(0, after_method.find(' ')).size() > limits.target_bytes;
  if (too_long)
    return HeadFault{414, "网址过长 the request target is longer than " +
                              std::to_string(limits.target_bytes) + " bytes"};
  if (bytes.size() > limits.head_bytes)
    return HeadFault{
        431, "标头过大 the head is larger than " + std::to_string(limits.head_bytes) + " bytes"};
  return std::nullopt;
}

}  // namespace

std::variant<NeedMore, HeadFault, Head> read_head(std::string_view bytes,
                                                  const HeadLimits& limits) {
  // At least one empty line before a request is to be ignored (RFC 9112 §2.2); a few at most.
  std::size_t skipped = 0;
  while (skipped < 8 && bytes.substr(0, 2) == "\r\n") {
    bytes.remove_prefix(2);
    skipped += 2;
  }
  if (bytes.empty() || bytes == "\r") return NeedMore{};
  const auto end = bytes.find("\r\n\r\n");
  if (end == std::string_view::npos || end + 4 > limits.head_bytes) {
    if (auto fault = early_fault(bytes.substr(0, end), limits)) return *std::move(fault);
    if (end == std::string_view::npos) {
      // A complete line that ends in a bare LF never becomes right.
      const auto lf = bytes.find('\n');
      if (lf != std::string_view::npos && (lf == 0 || bytes[lf - 1] != '\r'))
        return bad("行须以 CRLF 结尾 lines must end with CRLF");
      return NeedMore{};
    }
    return HeadFault{
        431, "标头过大 the head is larger than " + std::to_string(limits.head_bytes) + " bytes"};
  }
  auto result = HeadReader(bytes.substr(0, end + 4), limits).read();
  if (auto* head = std::get_if<Head>(&result)) head->consumed += skipped;
  return result;
}

}  // namespace jintu::http
