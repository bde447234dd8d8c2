// What the gate has against a draft, as people and pages are told.
#pragma once

#include "services/changes/merged.hpp"
#include "services/edit/edit.hpp"
#include "services/review/review.hpp"

namespace jintu::review {

/// Of a batch that was refused; each under the record of its action.
Findings told(const std::vector<edit::Findings>& records, const changes::Merged& merged,
              const changes::Draft& draft);

/// The same without writing; what is asked about is among it.
Findings dry_run(edit::Editor& editor, const changes::Merged& merged, const changes::Draft& draft,
                 const std::string& reason, const Progress& progress);

/// Whether something stands against it: an error, or a question without a reason.
bool refuses(const Findings& findings, bool has_reason);

}  // namespace jintu::review
