// The one way in which a running server writes to its store.
#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <string_view>

#include "geo/store/feature_store.hpp"

namespace jintu::live {

/// Commit, publish, answer: whoever was told of a change never reads an older state. Owns the
/// writer's place in this process, the transaction and its publication. Any thread.
class Commits {
 public:
  /// `publish` is called in the writer's place after each commit. What it throws is no failure of
  /// the edit and is dropped. `writer` is the writer's place, shared with whoever else publishes.
  /// All must outlive this object.
  Commits(FeatureStore& store, std::mutex& writer, std::function<void(const ChangeSet&)> publish)
      : store_(store), writer_(writer), publish_(std::move(publish)) {}

  enum class Verdict {
    commit,
    leave  ///< nothing is written
  };
  /// `before` is the state that the transaction starts from, of whatever process.
  using Work = std::function<Verdict(Transaction&, const Snapshot& before)>;

  struct Outcome {
    std::optional<ChangeSet> changes;       ///< nothing when the work said `leave`
    std::shared_ptr<const Snapshot> state;  ///< as it is now, this transaction included
  };
  /// Runs `work` in a transaction of `author` with this `message`. Throws what `work` throws, and
  /// Error{unavailable} while another process writes; then nothing was written.
  Outcome run(std::string_view author, std::string_view message, const Work& work);

  const FeatureStore& store() const { return store_; }

 private:
  FeatureStore& store_;
  std::mutex& writer_;
  std::function<void(const ChangeSet&)> publish_;
};

}  // namespace jintu::live
