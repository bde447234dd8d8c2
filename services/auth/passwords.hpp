// Passwords as argon2id hashes (libsodium, interactive preset: 64 MB and some 0.1 s each).
#pragma once

#include <chrono>
#include <semaphore>
#include <string>
#include <string_view>

namespace jintu::auth {

inline constexpr std::size_t least_password_characters = 10, most_password_bytes = 1000;

/// Throws Error{bad_input} for what is no password that we take: too short, too long, not UTF-8,
/// one character again and again, or the account's name.
void check_password(std::string_view password, std::string_view name);

/// Any thread. At most two hashes run at once, since each takes 64 MB; the rest wait, and throw
/// Error{unavailable} when their turn does not come in time.
class Passwords {
 public:
  explicit Passwords(std::chrono::milliseconds most_wait = std::chrono::seconds(5))
      : most_wait_(most_wait) {}

  /// "$argon2id$…"
  std::string hash(std::string_view password);
  bool verify(std::string_view hash, std::string_view password);
  /// Takes as long as `verify`, and is always false: for names that nobody has.
  bool verify_nothing(std::string_view password);

 private:
  static constexpr int most_at_once = 2;
  class Turn;

  const std::chrono::milliseconds most_wait_;
  std::counting_semaphore<most_at_once> turns_{most_at_once};
};

}  // namespace jintu::auth
