// Accounts and the audit log: what is entered of a change, and what there is now.
#pragma once

#include <vector>

#include "geo/documents/documents.hpp"
#include "services/audit/verify.hpp"
#include "services/auth/accounts.hpp"

namespace jintu::apps {

/// Enters each event, with the digest of the account or token that it changed.
auth::Recorder account_recorder();

/// Every account and token there is.
std::vector<audit::Kept> kept_accounts(documents::Documents& documents);

}  // namespace jintu::apps
