#include "geo/digest/hmac_sha1.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "geo/base/error.hpp"

namespace jintu {

std::array<unsigned char, 20> hmac_sha1(std::string_view key, std::string_view text) {
  std::array<unsigned char, 20> mac{};
  unsigned length = 0;
  if (!HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()),
            reinterpret_cast<const unsigned char*>(text.data()), text.size(), mac.data(),
            &length) ||
      length != mac.size())
    throw Error(ErrorCode::internal, "HMAC-SHA-1 is not available in this libcrypto");
  return mac;
}

}  // namespace jintu
