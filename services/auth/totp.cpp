#include "services/auth/totp.hpp"

#include <array>

#include "geo/digest/hmac_sha1.hpp"
#include "services/auth/secrets.hpp"

namespace jintu::auth::totp {

namespace {

constexpr int step_seconds = 30;

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view hex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '.' || c == '_' || c == '~';
    if (plain) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += {'%', hex[byte >> 4], hex[byte & 15]};
  }
  return out;
}

}  // namespace

std::int64_t step_of(Moment moment) {
  return std::chrono::duration_cast<std::chrono::seconds>(moment.time_since_epoch()).count() /
         step_seconds;
}

std::string code_at(std::string_view key, std::int64_t step, int digits) {
  std::array<char, 8> counter{};
  for (std::size_t i = 0; i < counter.size(); ++i)
    counter[i] = static_cast<char>(step >> (56 - 8 * i));
  const auto mac = hmac_sha1(key, {counter.data(), counter.size()});
  // RFC 4226 §5.3: dynamic truncation.
  const std::size_t at = mac.back() & 15U;
  const std::uint32_t number = (mac[at] & 0x7FU) << 24 |
                               static_cast<std::uint32_t>(mac[at + 1]) << 16 |
                               static_cast<std::uint32_t>(mac[at + 2]) << 8 | mac[at + 3];
  std::string text = std::to_string(number);
  if (text.size() < static_cast<std::size_t>(digits))
    text.insert(0, static_cast<std::size_t>(digits) - text.size(), '0');
  return text.substr(text.size() - static_cast<std::size_t>(digits));
}

std::optional<std::int64_t> verify(std::string_view key, std::string_view code, Moment now,
                                   std::int64_t used) {
  const std::int64_t current = step_of(now);
  std::optional<std::int64_t> found;
  for (std::int64_t step = current - 1; step <= current + 1; ++step)
    if (equal_secrets(code_at(key, step), code) && step > used) found = step;
  return found;
}

std::string new_key() { return random_bytes(20); }

std::string uri(std::string_view key, std::string_view account, std::string_view issuer) {
  return "otpauth://totp/" + percent_encoded(issuer) + ":" + percent_encoded(account) +
         "?secret=" + base32(key) + "&issuer=" + percent_encoded(issuer);
}

}  // namespace jintu::auth::totp
