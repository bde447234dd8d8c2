// Which drafts there are of somebody, in some state: lists that are kept beside the drafts, so that
// nobody's list takes longer the more others have written.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "geo/documents/documents.hpp"
#include "services/changes/draft.hpp"

namespace jintu::changes {

/// The name of the list of those in `state` (nothing: in any) that `person` wrote or is asked about
/// (nothing: everybody's). Its ids are those under which the drafts are kept, newest first.
std::string list_of(const std::optional<std::string>& person, std::optional<State> state);
/// Of those that `author` wrote and that are not decided yet.
std::string undecided_of(const std::string& author);

/// In the transaction that writes the draft. `before`: nullptr for a new one; `after`: for one that
/// is removed.
void enter_in_lists(documents::Writer& writer, const std::string& place, const Head* before,
                    const Head* after);

/// Whether there are such lists: documents of earlier versions have none.
bool has_lists(documents::Reader& reader);
/// Makes them, of all the drafts that `each` gives. Once; in a transaction.
void make_lists(
    documents::Writer& writer,
    const std::function<void(const std::function<void(const std::string& place, const Head&)>&)>&
        each);

}  // namespace jintu::changes
