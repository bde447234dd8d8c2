#include "services/review/kept.hpp"

#include "services/audit/audit.hpp"
#include "services/changes/drafts.hpp"
#include "services/review/releases.hpp"

namespace jintu::review {

std::vector<audit::Kept> kept_documents(documents::Reader& reader) {
  std::vector<audit::Kept> kept;
  changes::each_draft(reader, [&](const std::string& id, const changes::Draft* draft) {
    kept.push_back(
        {"change", id, draft ? audit::document_digest(changes::certified(*draft)) : std::string()});
  });
  for (const auto& [subject, json] : kept_releases(reader))
    kept.push_back({"release", subject, audit::document_digest(json)});
  return kept;
}

}  // namespace jintu::review
