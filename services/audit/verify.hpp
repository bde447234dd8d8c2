// The audit log, the history and the records held against each other.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "geo/base/progress.hpp"
#include "geo/store/feature_store.hpp"
#include "services/audit/audit.hpp"

namespace jintu::audit {

/// A head that was noted before, and where: "release/3", "--head".
struct Anchor {
  std::string where;
  Head head;
};

/// A document that the log certifies, as it is now: an account, a token, a draft, a release.
struct Kept {
  std::string of;       ///< as `Event::of`
  std::string subject;  ///< as `Event::subject`
  std::string digest;
  bool may_go = false;  ///< of this kind some go without an entry: what has expired
};

struct Fault {
  std::string subject;  ///< "entry 12", "entries 12–13", "revision 7", "carriers/necc", "user/li"
  std::string detail;   ///< 中文 English
};

struct Verification {
  std::int64_t entries = 0, revisions = 0, records = 0, versions = 0;
  std::int64_t documents = 0;         ///< that were held against the log
  std::int64_t not_entered = 0;       ///< revisions of the store that the log does not know of yet
  std::vector<RevisionInfo> unknown;  ///< the first of those
  Head head;
  std::vector<Fault> faults;  ///< the first thousand
  bool ok() const { return faults.empty(); }
};

/// Reads all of it; changes nothing. What was changed, dropped, swapped or cut off in the log, in
/// the history or in the tables of records is named; of entries that stand beside each other it may
/// be either. What was cut off the end of the log together with its kept head is seen by anchors
/// alone. `kept`: every document of the kinds in `kinds`. Entries of programs before this one tell
/// of no digests: then only whether a document is known at all is looked at.
Verification verify(documents::Reader& documents, const FeatureStore& store,
                    const std::vector<Anchor>& anchors, const std::vector<Kept>& kept = {},
                    const Progress& progress = {});

}  // namespace jintu::audit
