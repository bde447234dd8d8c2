#include "services/auth/passwords.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>

#include "geo/base/error.hpp"
#include "services/auth/sodium_ready.hpp"

namespace jintu::auth {

namespace {

/// Of 64 random bytes that nobody kept, made as all are.
constexpr std::string_view nobody =
    "$argon2id$v=19$m=65536,t=2,p=1$wW4K7KQHvaJGRuc8S1Lsuw$7"
    "rntvu1wz0uPdqxm6MaWhMe5F111xqhLq2HC09yE7Ww";

std::string hashed(std::string_view password) {
  ready_sodium();
  std::array<char, crypto_pwhash_STRBYTES> text{};
  if (crypto_pwhash_argon2id_str(text.data(), password.data(), password.size(),
                                 crypto_pwhash_argon2id_OPSLIMIT_INTERACTIVE,
                                 crypto_pwhash_argon2id_MEMLIMIT_INTERACTIVE) != 0)
    throw Error(ErrorCode::unavailable,
                "内存不足，请稍后再试 there is not enough memory for this now; try again shortly");
  return text.data();
}

std::size_t characters_in(std::string_view utf8) {
  return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

}  // namespace

void check_password(std::string_view password, std::string_view name) {
  if (characters_in(password) < least_password_characters)
    throw Error(ErrorCode::bad_input, "密码至少 10 个字 a password has 10 characters or more");
  if (password.size() > most_password_bytes)
    throw Error(ErrorCode::bad_input, "密码最长 1000 字节 a password has at most 1000 bytes");
  if (password.find('\0') != std::string_view::npos ||
      password.find('\n') != std::string_view::npos)
    throw Error(ErrorCode::bad_input, "密码只能有一行 a password is one line of text");
  if (password.find_first_not_of(password.front()) == std::string_view::npos || password == name)
    throw Error(ErrorCode::bad_input,
                "密码太容易猜 this password is too easy to guess: choose another one");
}

/// The place of one hash among those that run.
class Passwords::Turn {
 public:
  explicit Turn(Passwords& of) : of_(of) {
    if (!of_.turns_.try_acquire_for(of_.most_wait_))
      throw Error(ErrorCode::unavailable,
                  "登录的人太多，请稍后再试 too many are signing in; try again shortly");
  }
  ~Turn() { of_.turns_.release(); }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  Passwords& of_;
};

std::string Passwords::hash(std::string_view password) {
  const Turn turn(*this);
  return hashed(password);
}

bool Passwords::verify(std::string_view hash, std::string_view password) {
  const Turn turn(*this);
  ready_sodium();
  const std::string text(hash);
  return crypto_pwhash_argon2id_str_verify(text.c_str(), password.data(), password.size()) == 0;
}

bool Passwords::verify_nothing(std::string_view password) {
  (void)verify(nobody, password);
  return false;
}

}  // namespace jintu::auth
