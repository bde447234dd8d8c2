// Findings as JSON, for answers and drafts.
#pragma once

#include "geo/base/json.hpp"
#include "services/edit/edit.hpp"

namespace jintu::edit {

/// `[{code, collection, id?, action, zh, en, position?, measure?, unit?, severity, before?,
/// with?}]`: `collection` is the layer, `action` the number of the change, `with` the neighbour's
/// id. `keys` as of `Checked` and `Committed`; it may be empty, then new records have no `id`.
Json findings_json(const Batch& batch, const std::vector<Findings>& findings,
                   const std::vector<std::string>& keys = {});

}  // namespace jintu::edit
