// Drafts, review and releases, put together for a server.
#pragma once

#include <functional>

#include "services/changes/drafts.hpp"
#include "services/review/releases.hpp"
#include "services/review/review.hpp"

namespace jintu::review {

/// All of it outlives the server. Any thread.
struct Office {
  jintu::documents::Documents& documents;
  const FeatureStore& store;
  changes::Drafts& drafts;
  Review& review;
  Releases& releases;
  /// Publishes a release that was made or withdrawn, before it is answered.
  std::function<void()> release_changed;
};

}  // namespace jintu::review
