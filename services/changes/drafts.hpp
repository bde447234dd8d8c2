// Where drafts are kept: written whole by their authors, again and again, each time against the
// version that was read.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "geo/documents/documents.hpp"
#include "services/changes/draft.hpp"

namespace jintu::changes {

struct DraftLimits {
  std::size_t open_of_one = 200;             ///< drafts of one author that are not decided yet
  std::size_t actions = 1000;                ///< of one draft
  std::size_t bytes = std::size_t{1} << 20;  ///< of its actions
  std::size_t title_bytes = 300, comment_bytes = 4000;
  std::size_t notes = 500;  ///< in its log, of what its author does
};
/// Beyond those: room for what others decide, which an author cannot use up.
inline constexpr std::size_t notes_of_decisions = 64;

/// What an author writes.
struct Content {
  std::string title, comment;
  std::vector<Action> actions;
};

/// Of a POST that may be sent again when its answer was lost.
struct Key {
  std::string name;     ///< the author's own
  std::string content;  ///< of the request
};

/// Any thread.
class Drafts {
 public:
  explicit Drafts(documents::Documents& documents, DraftLimits limits = {})
      : documents_(documents), limits_(limits) {}

  struct Created {
    Draft draft;
    bool repeated = false;  ///< it was there: made by an earlier request with this key
  };
  /// Throws Error{too_large} beyond a limit, Error{conflict} when the key was used for another
  /// content. One durable transaction, with the entry in the audit log.
  Created create(const std::string& author, Content content, Revision base,
                 const std::string& epoch, const std::optional<Key>& key);

  /// Throws Error{not_found}.
  Draft get(std::string_view id) const;
  Head head(std::string_view id) const;

  struct Filter {
    std::optional<State> state;
    std::optional<std::string> author;  ///< or whose consent is asked
    std::size_t limit = 100;            ///< at most 1000
  };
  /// Newest first.
  std::vector<Head> list(const Filter& filter) const;
  /// How many more an author may begin.
  std::size_t left(const std::string& author) const;

  /// The author's words and actions anew. Throws Error{not_found}; Error{conflict} unless it is
  /// open and `version` is the last; Error{too_large}.
  Draft save(std::string_view id, std::int64_t version, Content content);
  /// For good. Only what was never submitted. Throws as `save`.
  void remove(std::string_view id, std::int64_t version);

  /// One step of a draft: `step` changes what it was given, in one transaction with what it enters
  /// in the log; nobody else writes meanwhile. `version`: Error{conflict} unless it is the last.
  using Step = std::function<void(Draft&, documents::Writer&)>;
  Draft change(std::string_view id, std::optional<std::int64_t> version, const Step& step);

  const DraftLimits& limits() const { return limits_; }
  /// Throws Error{too_large} when they are more than a draft may hold.
  void check(const std::vector<Action>& actions) const;

 private:
  void check(const Content& content) const;
  void see_to_lists() const;

  documents::Documents& documents_;
  const DraftLimits limits_;
};

/// All of them, newest first; nullptr for one that cannot be read.
void each_draft(documents::Reader& reader,
                const std::function<void(const std::string& id, const Draft*)>& visit);

/// Adds to its log, with the time of now.
void note(Head& head, std::string who, std::string what, std::string comment = {});

}  // namespace jintu::changes
