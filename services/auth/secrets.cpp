#include "services/auth/secrets.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>

#include "services/auth/sodium_ready.hpp"

namespace jintu::auth {

namespace {

constexpr std::string_view base32_letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::string_view token_prefix = "jt_";
constexpr std::size_t token_bytes = 32, token_characters = 43;

std::string base64url(std::string_view bytes) {
  constexpr int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
  std::string text(sodium_base64_encoded_len(bytes.size(), variant), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                    bytes.size(), variant);
  text.pop_back();  // the NUL
  return text;
}

}  // namespace

std::string random_bytes(std::size_t bytes) {
  ready_sodium();
  std::string out(bytes, '\0');
  randombytes_buf(out.data(), out.size());
  return out;
}

std::string random_text(std::size_t bytes) { return base64url(random_bytes(bytes)); }

std::string digest(std::string_view text, std::string_view key) {
  ready_sodium();
  std::string out(crypto_generichash_BYTES, '\0');
  crypto_generichash(reinterpret_cast<unsigned char*>(out.data()), out.size(),
                     reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                     reinterpret_cast<const unsigned char*>(key.data()), key.size());
  return base64url(out);
}

bool equal_secrets(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string base32(std::string_view bytes) {
  std::string out;
  unsigned buffer = 0, bits = 0;
  for (const char c : bytes) {
    buffer = (buffer << 8 | static_cast<unsigned char>(c)) & 0xFFFF;
    for (bits += 8; bits >= 5; bits -= 5) out += base32_letters[buffer >> (bits - 5) & 31];
  }
  if (bits > 0) out += base32_letters[buffer << (5 - bits) & 31];
  return out;
}

std::optional<std::string> base32_bytes(std::string_view text) {
  std::string out;
  unsigned buffer = 0, bits = 0;
  for (const char c : text) {
    if (c == ' ' || c == '-') continue;
    const char capital = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    const auto value = base32_letters.find(capital);
    if (value == std::string_view::npos) return std::nullopt;
    buffer = (buffer << 5 | static_cast<unsigned>(value)) & 0xFFFF;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    out += static_cast<char>(buffer >> bits & 0xFF);
  }
  return out;
}

std::string new_token_text() { return std::string(token_prefix) + random_text(token_bytes); }

bool looks_like_token(std::string_view text) {
  return text.starts_with(token_prefix) && text.size() == token_prefix.size() + token_characters;
}

}  // namespace jintu::auth
