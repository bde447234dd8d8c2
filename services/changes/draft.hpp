// A change that somebody prepares: edits of several records, kept as they are typed, valid or not,
// until a reviewer lets them in.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "geo/base/ids.hpp"
#include "geo/base/json.hpp"

namespace jintu::changes {

enum class State {
  draft,
  submitted,
  returned,  ///< by a reviewer, with a comment: the author's again, like a draft
  approved,  ///< it is in the store
  withdrawn
};
std::string_view to_word(State state);
/// Nothing for a word that is none.
std::optional<State> state_of(std::string_view word);
/// Whether its author may write to it.
inline bool is_open(State state) { return state == State::draft || state == State::returned; }

enum class Kind { insert, replace, update, remove };
std::string_view to_word(Kind kind);  ///< "insert", "replace", "update", "delete"
std::optional<Kind> kind_of(std::string_view word);

struct Action {
  Kind kind;
  std::string collection;
  std::string id;          ///< empty in an insert whose id the server shall make up
  Revision base;           ///< of the version that it changes; 0: that at the draft's base
  Json feature = nullptr;  ///< a GeoJSON feature, of an update a merge patch; as it was sent
};

/// What happened to it, oldest first.
struct Note {
  std::string time, who, what, comment;
};

struct Head {
  std::string id;            ///< "c12"
  std::int64_t version = 0;  ///< an ETag; grows with every write
  std::string title, comment, author;
  State state = State::draft;
  Revision base;      ///< of the store, when it was begun
  std::string epoch;  ///< of the store, whose revisions these are
  std::string created, changed;
  std::string reason;                      ///< for what the gate asks about; may be empty
  std::vector<std::string> records;        ///< "carriers/necc", of the actions
  std::vector<std::string> needs_consent;  ///< managers of other records that it moves
  std::vector<std::string> consents;       ///< those of them who agreed
  Revision approved;                       ///< that holds it; 0: none does
  /// "<time> <who> <random>" while somebody's approval is on its way into the store, by whichever
  /// server; left behind by one that was killed. Empty: nobody is at it.
  std::string deciding;
  int attempt = 0;  ///< grows when an approval that was cut off was barred: the next has a new name
  std::vector<Note> log;
};

struct Draft {
  Head head;
  std::vector<Action> actions;
  Json findings = Json::array();  ///< of the last check
};

/// What of a draft only its logged steps change: of one that is open the words are its author's.
Json certified(const Draft& draft);

Json to_json(const Head& head);  ///< as kept
Json actions_json(const std::vector<Action>& actions);
/// Throws Error{bad_input} for what is not as kept.
Head head_from(const Json& json);
std::vector<Action> actions_from(const Json& json);

}  // namespace jintu::changes
