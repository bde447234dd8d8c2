// Revisions of the store in the audit log: each with the digest of every version that it wrote.
//
// They are entered from the store's own history and not while committing, so that a kill between
// the two loses nothing: what is missing is entered the next time, once.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "geo/documents/documents.hpp"
#include "geo/store/feature_store.hpp"

namespace jintu::audit {

/// What of a record is certified: SHA-256 of a canonical text of layer, id, revision, geometry
/// (WKB) and properties (sorted, without those that are not known; numbers by their value).
std::string content_digest(std::string_view layer, const Feature& feature);

/// Of a revision with more versions the digest of all is entered, and not that of each.
inline constexpr std::size_t most_told = 10'000;

/// The versions that one revision wrote, in the order of the history.
struct RevisionDigest {
  struct Record {
    std::string layer, key, kind, digest;
  };
  std::vector<Record> records;  ///< the first `most_told`
  std::size_t count = 0;
  std::string all;  ///< their digests, a line each
  /// Its content's digest.
  std::string add(const RecordVersion& version);
};
/// Of all that is certified of a revision.
std::string digest_of(const RevisionInfo& info, const RevisionDigest& versions);

/// Enters all revisions that are not entered yet, oldest first. Any thread, any process.
void enter_revisions(documents::Documents& documents, const FeatureStore& store);

}  // namespace jintu::audit
