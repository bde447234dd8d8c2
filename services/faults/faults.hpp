// What residents say is wrong about a place: kept for those who review, shown to nobody else.
//
// Of whom it comes nothing is asked and nothing is kept. The box has a size: when it is full, what
// was dismissed longest ago makes room, then what was done; open reports never go by themselves.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "geo/documents/documents.hpp"

namespace jintu::faults {

inline constexpr std::array<std::string_view, 5> kinds{"hours", "closed", "position", "name",
                                                       "other"};
inline constexpr std::array<std::string_view, 3> states{"open", "done", "dismissed"};
inline constexpr std::size_t most_characters = 500;  ///< of a text, and of a note

struct Report {
  std::string layer, place;  ///< whose page it was said on
  std::string name;          ///< of the place, as it was then
  std::string kind;          ///< one of `kinds`
  std::string text;          ///< in the reader's words; may be empty unless the kind is "other"
};

struct Kept {
  std::string id;
  std::int64_t version = 0;  ///< grows with each change
  Report report;
  std::string state = "open";  ///< one of `states`
  std::string note, by;        ///< of who looked at it
  std::string sent, changed;   ///< RFC 3339, UTC; `sent` to the minute
};

struct Limits {
  std::size_t kept = 1000;    ///< in all
  std::size_t of_place = 20;  ///< open ones of one place
};

/// Any thread; any number of processes on one store.
class Box {
 public:
  explicit Box(documents::Documents& documents, const Limits& limits = {})
      : documents_(documents), limits_(limits) {}

  /// Throws Error{bad_input} for a kind that is none and a text that is too long or no UTF-8,
  /// Error{unavailable} when the box, or the place's part of it, is full.
  void put(const Report& report);
  /// The newest first; those in `state` alone, or all.
  std::vector<Kept> list(std::optional<std::string_view> state) const;
  /// Throws Error{not_found}, Error{bad_input}, and Error{conflict} when it is not at `version`.
  Kept decide(const std::string& id, std::string_view state, std::string_view note,
              std::string_view by, std::optional<std::int64_t> version);

 private:
  documents::Documents& documents_;
  const Limits limits_;
};

Json to_json(const Kept& kept);

}  // namespace jintu::faults
