// Releases: states of the data that were let out to everybody, numbered, immutable, with their
// 审图号; and withdrawn again, with the reason kept.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "geo/documents/documents.hpp"
#include "geo/store/feature_store.hpp"
#include "services/live/released.hpp"

namespace jintu::review {

struct Release {
  std::int64_t number = 0;
  Revision revision;
  std::string time, by, note, review_number, audit_head;
  std::vector<LayerSchema> layers;
  struct Withdrawn {
    std::string time, by, reason;
  };
  std::optional<Withdrawn> withdrawn;
};

/// Any thread.
class Releases {
 public:
  Releases(documents::Documents& documents, const FeatureStore& store)
      : documents_(documents), store_(store) {}

  /// Newest first.
  std::vector<Release> list() const;
  /// Throws Error{not_found}.
  Release get(std::int64_t number) const;
  /// The store's latest revision, for everybody; noted in the audit log, whose head it keeps.
  Release publish(const std::string& who, const std::string& note,
                  const std::string& review_number);
  /// Throws Error{not_found}, Error{conflict} when it is withdrawn already, Error{bad_input}
  /// without a reason.
  Release withdraw(std::int64_t number, const std::string& who, const std::string& reason);

  /// What everybody sees: the newest that is not withdrawn. Where all are withdrawn, a state with
  /// nothing in it: what was never released is not shown instead. Nothing while there never was a
  /// release.
  std::optional<live::Pin> pin() const;

 private:
  documents::Documents& documents_;
  const FeatureStore& store_;
  mutable std::mutex mutex_;
  mutable std::int64_t state_ = -1;  ///< of the documents, when `pin_` was read
  mutable std::optional<live::Pin> pin_;
};

/// What it holds fast.
live::Pin pin_of(const Release& release);

/// Every release as it is kept: its document, by the subject of its entries ("release/3").
std::vector<std::pair<std::string, Json>> kept_releases(documents::Reader& reader);

}  // namespace jintu::review
