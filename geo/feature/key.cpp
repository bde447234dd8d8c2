#include "geo/feature/key.hpp"

namespace jintu {

namespace {

/// C0, DEL, C1 (C2 80–C2 9F), U+2028 and U+2029 (E2 80 A8, E2 80 A9).
bool is_control(std::string_view rest) {
  const auto byte = [&](std::size_t i) {
    return i < rest.size() ? static_cast<unsigned char>(rest[i]) : 0u;
  };
  if (byte(0) < 0x20 || byte(0) == 0x7F) return true;
  if (byte(0) == 0xC2) return byte(1) >= 0x80 && byte(1) <= 0x9F;
  return byte(0) == 0xE2 && byte(1) == 0x80 && (byte(2) == 0xA8 || byte(2) == 0xA9);
}

}  // namespace

std::optional<std::string> key_fault(std::string_view key) {
  if (key.empty()) return "id 为空 the id is empty";
  if (key.size() > kLongestKey)
    return "id 太长 the id has " + std::to_string(key.size()) + " bytes, at most " +
           std::to_string(kLongestKey) + " are allowed";
  if (key == "." || key == "..") return "id 不能是 the id must not be \"" + std::string(key) + "\"";
  for (std::size_t i = 0; i < key.size(); ++i) {
    if (key[i] == '/' || key[i] == '\\')
      return "id 含斜线 the id holds a slash at byte " + std::to_string(i + 1);
    if (is_control(key.substr(i)))
      return "id 含控制字符 the id holds a control character at byte " + std::to_string(i + 1);
  }
  return std::nullopt;
}

}  // namespace jintu
