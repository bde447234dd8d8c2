#include "services/apps/account_events.hpp"

#include "services/audit/audit.hpp"

namespace jintu::apps {

auth::Recorder account_recorder() {
  return [](documents::Writer& writer, const auth::Event& event) {
    audit::Event entry{event.who, event.what, event.subject};
    if (!event.kept.is_null()) {
      entry.of = event.what.starts_with("token_") ? "token" : "user";
      entry.gone = event.gone;
      if (!event.gone) entry.digest = audit::document_digest(event.kept);
    }
    audit::enter(writer, entry);
  };
}

std::vector<audit::Kept> kept_accounts(documents::Documents& documents) {
  auth::Accounts accounts(documents);
  std::vector<audit::Kept> kept;
  for (const auto& [subject, json] : accounts.kept_users())
    kept.push_back({"user", subject, audit::document_digest(json)});
  for (const auto& [subject, json] : accounts.kept_tokens())
    kept.push_back({"token", subject, audit::document_digest(json), true});
  return kept;
}

}  // namespace jintu::apps
