// Drafts and releases, to be held against the audit log.
#pragma once

#include <vector>

#include "geo/documents/documents.hpp"
#include "services/audit/verify.hpp"

namespace jintu::review {

/// Every draft and release there is. What cannot be read has no digest, and so is told as changed.
std::vector<audit::Kept> kept_documents(documents::Reader& reader);

}  // namespace jintu::review
