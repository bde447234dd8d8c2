// Which texts may be the key of a feature: the one rule of every door, files and HTTP alike.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace jintu {

inline constexpr std::size_t kLongestKey = 200;  ///< bytes of UTF-8

/// What forbids `key` as an identity, for people; nothing when it is fit. A key is a segment of an
/// address (`/items/{key}`), so it is not empty, not "." or "..", has no slash of either kind
/// (clients and proxies turn `\` into `/`), no control character or line separator, and at most
/// `kLongestKey` bytes.
std::optional<std::string> key_fault(std::string_view key);

}  // namespace jintu
