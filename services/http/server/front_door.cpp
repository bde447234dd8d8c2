#include "services/http/server/front_door.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "services/http/message/problem.hpp"

namespace jintu::http {

namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return out;
}

struct Authority {
  std::string host;  ///< in lower case, without brackets and without a dot at its end
  std::string port;  ///< empty when none is given
};

/// "map.example:8080", "[::1]:8080". Nothing when it is malformed.
std::optional<Authority> parse_authority(std::string_view text) {
  Authority out;
  std::string_view host = text, rest;
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    host = text.substr(1, end - 1);
    rest = text.substr(end + 1);
  } else if (const auto colon = text.find(':'); colon != std::string_view::npos) {
    host = text.substr(0, colon);
    rest = text.substr(colon);
  }
  if (!rest.empty()) {
    if (rest.front() != ':') return std::nullopt;
    out.port = rest.substr(1);
    if (!std::all_of(out.port.begin(), out.port.end(), [](char c) { return c >= '0' && c <= '9'; }))
      return std::nullopt;
  }
  if (host.ends_with('.')) host.remove_suffix(1);
  out.host = lower(host);
  if (out.host.empty()) return std::nullopt;
  return out;
}

/// "https://map.example:443/x" → {"https", "map.example:443"}.
std::pair<std::string, std::string_view> split_url(std::string_view url) {
  const auto colon = url.find("://");
  if (colon == std::string_view::npos) return {};
  const auto authority = url.substr(colon + 3);
  return {lower(url.substr(0, colon)), authority.substr(0, authority.find_first_of("/?#"))};
}

/// One way to write an origin: "https://map.example"; empty when it is none ("null").
std::string normal_origin(std::string_view origin) {
  const auto [scheme, text] = split_url(origin);
  const auto authority = parse_authority(text);
  if (scheme.empty() || !authority) return {};
  const bool usual = authority->port.empty() || (scheme == "http" && authority->port == "80") ||
                     (scheme == "https" && authority->port == "443");
  return scheme + "://" + authority->host + (usual ? "" : ":" + authority->port);
}

bool is_v4(const std::string& host) {
  in_addr address{};
  return ::inet_pton(AF_INET, host.c_str(), &address) == 1;
}

bool is_v6(const std::string& host) {
  in6_addr address{};
  return ::inet_pton(AF_INET6, host.c_str(), &address) == 1;
}

bool is_address(const std::string& host) { return is_v4(host) || is_v6(host); }

std::string machine_name() {
  std::array<char, 256> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0) return {};
  return lower(name.data());
}

[[noreturn]] void refuse_origin() {
  throw Refusal{403, "cross_origin",
                "不接受来自其他网站的请求 a page of another site may not ask for this"};
}

}  // namespace

bool is_loopback(std::string_view text) {
  const std::string host = lower(text);
  if (host == "localhost" || host == "::1") return true;
  if (host.find(':') != std::string::npos) {
    in6_addr v6{};
    return ::inet_pton(AF_INET6, host.c_str(), &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6) != 0;
  }
  return host.starts_with("127.") && is_v4(host);
}

FrontDoor::FrontDoor(std::string address, const std::string& public_url,
                     std::vector<std::string> hosts)
    : address_(lower(address)), public_origin_(normal_origin(public_url)) {
  for (const std::string& host : hosts) names_.push_back(lower(host));
  if (const auto authority = parse_authority(split_url(public_url).second))
    names_.push_back(authority->host);
  if (!is_loopback(address_)) names_.push_back(machine_name());
  names_.push_back(address_);
  std::erase_if(names_, [](const std::string& name) { return name.empty(); });
}

/// The usual case, without taking anything apart: a name as we write it, and a port.
bool FrontDoor::is_plainly_known(std::string_view authority) const {
  const auto colon = std::min(authority.find(':'), authority.size());
  const auto port = authority.substr(colon);
  if (port.size() == 1 || port.find_first_not_of("0123456789", 1) != std::string_view::npos)
    return false;
  const auto host = authority.substr(0, colon);
  return host == "localhost" || host == "127.0.0.1" ||
         std::find(names_.begin(), names_.end(), host) != names_.end();
}

bool FrontDoor::knows(std::string_view text) const {
  const std::string host(text);
  if (is_loopback(host)) return true;
  if (std::find(names_.begin(), names_.end(), host) != names_.end()) return true;
  // All addresses of this machine are asked for; nobody can let an address point elsewhere.
  return (address_ == "0.0.0.0" || address_ == "::") && is_address(host);
}

void FrontDoor::check_host(const Request& request) const {
  if (request.authority.empty() && request.minor_version == 0) return;  // HTTP/1.0 may lack it
  if (is_plainly_known(request.authority)) return;
  const auto authority = parse_authority(request.authority);
  if (authority && knows(authority->host)) return;
  throw Refusal{
      421, "misdirected_request",
      "此服务器不叫这个名字 this server does not go by the name in Host; names other than "
      "its address are configured as server.public_url or server.hosts"};
}

void FrontDoor::check_origin(const Request& request) const {
  const auto* site = request.field("sec-fetch-site");
  const bool reads = request.method == Method::get || request.method == Method::head;
  if (site && *site != "same-origin" && *site != "none") {
    // Following a link from elsewhere shows the page to the person who clicked, and to nobody else.
    const auto* mode = request.field("sec-fetch-mode");
    const auto* destination = request.field("sec-fetch-dest");
    const bool link =
        reads && mode && *mode == "navigate" && destination && *destination == "document";
    if (!link) refuse_origin();
  }
  const auto* given = request.field("origin");
  if (!given) return;
  const std::string origin = normal_origin(*given);
  if (origin.empty()) refuse_origin();
  if (!public_origin_.empty() && origin == public_origin_) return;
  // Whether it was http or https before a proxy cannot be told here.
  const std::string authority(request.authority);
  if (origin != normal_origin("http://" + authority) &&
      origin != normal_origin("https://" + authority))
    refuse_origin();
}

bool FrontDoor::is_private(const Request& request) const {
  if (public_origin_.starts_with("https://")) return true;
  const auto authority = parse_authority(request.authority);
  return authority && is_loopback(authority->host);
}

bool FrontDoor::is_desk(const Request& request) const {
  if (!is_loopback(address_) || !public_origin_.empty()) return false;
  for (const std::string_view name : {"forwarded", "via", "x-forwarded-for", "x-forwarded-host",
                                      "x-forwarded-proto", "x-real-ip"})
    if (request.field(name)) return false;
  const auto authority = parse_authority(request.authority);
  return authority && is_loopback(authority->host);
}

}  // namespace jintu::http
