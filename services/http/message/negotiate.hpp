// Choices that a client's fields ask for: content coding, language, and "only if it changed".
#pragma once

#include <optional>
#include <string_view>

#include "services/http/message/message.hpp"

namespace jintu::http {

enum class Coding { identity, gzip, br };

/// What a client accepts by Accept-Encoding (RFC 9110 §12.5.3), in thousandths; 0 is "not at all".
class AcceptedCodings {
 public:
  explicit AcceptedCodings(const Request& request);
  int quality(Coding coding) const;

 private:
  static constexpr int unset = -1;
  int identity_ = unset, gzip_ = unset, br_ = unset, any_ = unset;
  bool stated_ = false;
};

/// Among the codings on offer the one with the highest quality; at equal quality br, then gzip,
/// then identity. Nothing when none is accepted (406).
std::optional<Coding> choose_coding(const AcceptedCodings& accepted, bool gzip, bool br,
                                    bool identity = true);

enum class Language { zh, en };
/// English only when Accept-Language prefers it to Chinese or refuses Chinese; Chinese when it
/// names neither.
Language preferred_language(const Request& request);

/// Whether a page is preferred to JSON: by `f`, else by Accept, where HTML is named and weighs more
/// than JSON does. Who takes anything gets JSON.
bool prefers_page(const Request& request);

/// True when If-None-Match names this entity tag, or is `*` (weak comparison, RFC 9110 §13.1.2):
/// the answer is then 304. Lines of several fields count together.
bool matches_if_none_match(const Request& request, std::string_view etag);

/// Whether the text of a list of entity tags names this one, by strong comparison, or is `*`
/// (RFC 9110 §13.1.1).
bool names_strongly(std::string_view tags, std::string_view etag);

}  // namespace jintu::http
