// Where a connection comes from, as far as limits for each client go.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>

namespace jintu::http {

/// An address of IPv4 whole, of IPv6 its first 64 bits: one household or host has them all.
struct PeerAddress {
  std::uint64_t network = 0;
  bool v4 = false;

  bool operator==(const PeerAddress&) const = default;

  static PeerAddress of(const in_addr& address) { return {ntohl(address.s_addr), true}; }
  static PeerAddress of(const in6_addr& address) {
    if (IN6_IS_ADDR_V4MAPPED(&address)) {
      in_addr inner{};
      std::memcpy(&inner, address.s6_addr + 12, sizeof inner);
      return of(inner);
    }
    PeerAddress result;
    for (int i = 0; i < 8; ++i) result.network = result.network << 8 | address.s6_addr[i];
    return result;
  }
  static PeerAddress of(const sockaddr_storage& from) {
    if (from.ss_family == AF_INET) return of(reinterpret_cast<const sockaddr_in&>(from).sin_addr);
    if (from.ss_family == AF_INET6)
      return of(reinterpret_cast<const sockaddr_in6&>(from).sin6_addr);
    return {};
  }
  /// "203.0.113.9"; of IPv6 the network, "2001:db8:1:2::".
  std::string text() const {
    std::array<char, INET6_ADDRSTRLEN> out{};
    if (v4) {
      const in_addr address{htonl(static_cast<std::uint32_t>(network))};
      ::inet_ntop(AF_INET, &address, out.data(), out.size());
    } else {
      in6_addr address{};
      for (int i = 0; i < 8; ++i)
        address.s6_addr[i] = static_cast<std::uint8_t>(network >> (56 - 8 * i));
      ::inet_ntop(AF_INET6, &address, out.data(), out.size());
    }
    return out.data();
  }
  /// "127.0.0.1", "2001:db8::1"; nothing for what is no address.
  static std::optional<PeerAddress> parse(const std::string& text) {
    in_addr v4{};
    if (::inet_pton(AF_INET, text.c_str(), &v4) == 1) return of(v4);
    in6_addr v6{};
    if (::inet_pton(AF_INET6, text.c_str(), &v6) == 1) return of(v6);
    return std::nullopt;
  }
};

struct PeerAddressHash {
  std::size_t operator()(const PeerAddress& a) const {
    return std::hash<std::uint64_t>{}(a.network * 2 + (a.v4 ? 1 : 0));
  }
};

}  // namespace jintu::http
