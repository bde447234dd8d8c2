// A change on its way: submitted by its author, sent back or let in by a reviewer who is somebody
// else, agreed to by the managers whose borders it moves. Every step is one durable transaction
// with its entry in the audit log.
#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "geo/base/error.hpp"
#include "geo/documents/documents.hpp"
#include "services/changes/drafts.hpp"
#include "services/changes/merged.hpp"
#include "services/edit/edit.hpp"

namespace jintu::review {

/// What somebody may do with a record.
enum class Reach {
  none,
  with_consent,  ///< a draft may hold it; whoever manages it is asked, or the reviewer decides
  own
};

/// Who acts.
struct Person {
  std::string name;
  bool reviews = false;   ///< and has shown the second factor
  bool sees_all = false;  ///< changes of others, too
  std::function<Reach(std::string_view collection, std::string_view id)> reach;
};

/// Who manages a record; names of accounts.
using Managers =
    std::function<std::vector<std::string>(std::string_view collection, std::string_view id)>;

/// This person may not do this. `services/http` says 403.
class Forbidden : public Error {
 public:
  explicit Forbidden(std::string detail) : Error(ErrorCode::conflict, std::move(detail)) {}
};

/// {"code", "collection", "id", "zh", "en", "position"?, "measure"?, "unit"?, "severity"}.
using Findings = Json;

/// What a dry run found.
struct Checked {
  Findings findings = Json::array();
  std::vector<changes::Conflict> conflicts;
  std::vector<std::string> merged;  ///< records in which somebody else's edit is kept beside it
  struct Affected {
    std::string collection, id;
    std::vector<std::string> owners;
    bool consent = false;  ///< theirs, or the reviewer's decision, is needed
  };
  std::vector<Affected> affected;
};

struct Approved {
  changes::Draft draft;
  std::vector<std::string> merged;
};
/// Nothing was written; the draft is as it was, and its log says so.
struct Stopped {
  std::vector<changes::Conflict> conflicts;
  Findings findings = Json::array();
};

struct Choice {
  std::string collection, id;
  Json feature;  ///< null: it shall be gone
};

/// Any thread.
/// The name under which an approval is written into the store, once, and what is written. Whoever
/// approves, at whatever server, uses the same.
edit::Once once_of(const changes::Draft& draft);

class Review {
 public:
  Review(changes::Drafts& drafts, edit::Editor& editor, const FeatureStore& store,
         Managers managers)
      : drafts_(drafts), editor_(editor), store_(store), managers_(std::move(managers)) {}

  /// Dry run, of whatever is in it. Nothing is kept of it. These three throw Error{cancelled} where
  /// `progress` says so, with nothing written.
  Checked check(std::string_view id, const Person& who, const Progress& progress = {});
  /// What the gate asks about is kept with the draft, and its `reason`. Throws Error{conflict} when
  /// it is not open, Forbidden when it holds what is out of `who`'s reach, Error{bad_input} when it
  /// is empty.
  std::variant<changes::Draft, Stopped> submit(std::string_view id, const Person& who,
                                               const std::string& reason,
                                               const Progress& progress = {});
  /// By the author: open to writing again when it was submitted, else given up.
  changes::Draft withdraw(std::string_view id, const Person& who, const std::string& comment);
  changes::Draft send_back(std::string_view id, const Person& who, const std::string& comment);
  changes::Draft consent(std::string_view id, const Person& who, const std::string& comment);
  /// Writes it with one revision, brought onto what is there now. A second call, also after the
  /// server was killed in the first, finds the same revision. `version`: Error{conflict} when the
  /// draft is not as the reviewer read it.
  std::variant<Approved, Stopped> approve(std::string_view id, const Person& who,
                                          const std::string& comment,
                                          std::optional<std::int64_t> version = {},
                                          const Progress& progress = {});
  /// The author's answer to conflicts: what each of these records shall be. What was submitted is
  /// a draft again, without consents: nobody has read the new words. Throws Error{too_large}.
  changes::Draft resolve(std::string_view id, const Person& who,
                         const std::vector<Choice>& choices);

  /// Throws Forbidden unless `who` may see it.
  void check_sees(const changes::Head& head, const Person& who) const;

 private:
  Json audit_detail(const changes::Draft& draft) const;
  std::variant<Approved, Stopped> decided(const changes::Draft& draft, const Person& who,
                                          const std::string& comment, const Progress& progress);
  /// What an approval left behind that was cut off. Throws Error{conflict} while one is on its way.
  void settle(std::string_view id, const Person& who);
  void forget(std::string_view id, const std::string& mark);
  /// `step` of somebody who need not see it.
  changes::Draft enter(std::string_view id, const std::string& who, const std::string& what,
                       const std::string& comment,
                       const std::function<void(changes::Draft&)>& work);
  changes::Draft step(std::string_view id, const Person& who, const std::string& what,
                      const std::string& comment, const std::function<void(changes::Draft&)>& work);

  changes::Drafts& drafts_;
  edit::Editor& editor_;
  const FeatureStore& store_;
  const Managers managers_;
  std::mutex deciding_;  ///< of this process; between servers the draft's mark and the store decide
};

}  // namespace jintu::review
