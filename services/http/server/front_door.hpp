// From where this server may be asked: under which names, by whose pages, and whether from this
// desk only.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "services/http/message/message.hpp"

namespace jintu::http {

/// "127.…", "::1", "localhost".
bool is_loopback(std::string_view host);

class FrontDoor {
 public:
  /// `address`: what the server listens on. `public_url`: empty, or the address of the proxy before
  /// it. `hosts`: further names of this server.
  FrontDoor(std::string address, const std::string& public_url, std::vector<std::string> hosts);

  /// Any page in a browser can reach a server on the loopback or in the house by a name of its
  /// own that it lets point there (DNS rebinding). Such requests carry that name: what is neither
  /// an address nor a name of this server throws Refusal{421}.
  void check_host(const Request& request) const;
  /// Throws Refusal{403} when a browser says that a page of another origin asks. What is no
  /// browser says nothing and passes.
  void check_origin(const Request& request) const;
  /// Nobody but who sits at this machine can have asked: the server listens on the loopback, no
  /// proxy stands before it as far as can be told, and was asked by a name of the loopback.
  bool is_desk(const Request& request) const;
  /// Nobody on the way can read what is sent: the proxy speaks https, or it never leaves this
  /// machine.
  bool is_private(const Request& request) const;

 private:
  bool knows(std::string_view host) const;
  bool is_plainly_known(std::string_view authority) const;

  std::string address_;
  std::string public_origin_;  ///< "https://map.example", in lower case
  std::vector<std::string> names_;
};

}  // namespace jintu::http
