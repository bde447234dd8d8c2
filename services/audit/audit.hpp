// The audit log: who did what, in a chain of hashes, so that whatever is changed, dropped, swapped
// or cut off afterwards can be named (`verify.hpp`).
//
// An entry is a document of the log "audit"; it holds the hash of the entry before it, and its own
// hash is that of its number, its time and its text. The head (number and hash of the last entry)
// is kept in a document, in each release, and with backups (`jintu audit head`): a tail that was
// cut off is seen by a head that was noted before.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "geo/base/json.hpp"
#include "geo/documents/documents.hpp"

namespace jintu::audit {

inline constexpr std::string_view log_name = "audit";

struct Head {
  std::int64_t n = 0;  ///< 0: there is no entry
  std::string hash;    ///< 64 hexadecimal digits
  friend bool operator==(const Head&, const Head&) = default;
};

/// "12:ab34…", and back. `head_of` throws Error{bad_input}.
std::string to_text(const Head& head);
Head head_of(std::string_view text);

/// What is entered. `what` is one of a few words ("change.approved"); `subject` names what it was
/// done to ("c12", "carriers/necc", a user's name).
struct Event {
  std::string who, what, subject;
  Json detail = nullptr;  ///< may be null; at most some kB
  std::string digest = {};
  /// Of which kind of document `digest` is: "user", "token", "change", "release"; empty: of none.
  std::string of = {};
  bool gone = false;  ///< it was removed
};

/// Of a document as it is kept, whatever wrote its text: SHA-256 of its members in order.
std::string document_digest(const Json& document);

/// In the transaction of what it tells of: both are there or neither.
void enter(documents::Writer& writer, const Event& event);

/// Of what is entered now.
Head head(documents::Reader& reader);

/// The hash of an entry, as the next one holds it.
std::string hash_of(const documents::LogEntry& entry);

/// {"n", "time", "who", "what", "subject", "detail", "digest", "previous"}.
Json to_json(const documents::LogEntry& entry);

}  // namespace jintu::audit
