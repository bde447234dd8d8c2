// Plans that planners keep: every version of each, in one SQLite file.
//
// The file stands beside the store and not in it. The store is made from other people's files and
// may be made anew; scenarios are people's work. Saving one must not wait for an import, which
// holds the store's only writer for minutes, nor move the store's revision, on which every cached
// tile hangs.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "geo/base/json.hpp"

namespace jintu::siting {

struct ScenarioHead {
  std::string id;            ///< "s19a…-1"
  std::int64_t version = 0;  ///< from 1
  std::string title;
  std::string saved;  ///< RFC 3339, UTC
  std::string notes;  ///< the planner's own; may be empty
};

Json to_json(const ScenarioHead& head);

struct ScenarioLimits {
  std::int64_t scenarios = 1000;
  std::int64_t versions = 500;                 ///< of one scenario
  std::int64_t bytes = std::int64_t{4} << 30;  ///< of the file
};

/// Any thread; one at a time. Every write is one durable transaction.
class Scenarios {
 public:
  /// The file is made when the first scenario is saved, and only opened when it is asked for.
  explicit Scenarios(std::string path, ScenarioLimits limits = {});
  ~Scenarios();
  Scenarios(const Scenarios&) = delete;
  Scenarios& operator=(const Scenarios&) = delete;

  /// The newest version of each, the last saved first.
  std::vector<ScenarioHead> list();
  /// All versions, newest first. Throws Error{not_found}.
  std::vector<ScenarioHead> versions(const std::string& id);

  struct Kept {
    ScenarioHead head;
    std::string body;  ///< the JSON text that was saved
  };
  /// The newest, unless a version is given. Throws Error{not_found}.
  Kept read(const std::string& id, std::optional<std::int64_t> version);

  /// `body` is a JSON object. Throws Error{too_large} when a limit is reached.
  ScenarioHead create(const std::string& title, const std::string& body,
                      const std::string& notes = {});
  /// A new version after `newest`. Nothing when `newest` is not the newest any more.
  /// Throws Error{not_found | too_large}.
  std::optional<ScenarioHead> save(const std::string& id, std::int64_t newest,
                                   const std::string& title, const std::string& body,
                                   const std::string& notes = {});
  /// Forgets all versions. False when `newest` is not the newest any more. Throws Error{not_found}.
  bool remove(const std::string& id, std::int64_t newest);

 private:
  struct Open;
  Open* open(bool create);

  const std::string path_;
  const ScenarioLimits limits_;
  std::mutex mutex_;
  std::unique_ptr<Open> open_;
  std::uint64_t numbered_ = 0;
};

}  // namespace jintu::siting
