// Changes as they come and go over HTTP.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "services/changes/drafts.hpp"
#include "services/changes/merged.hpp"
#include "services/changes/words.hpp"
#include "services/review/review.hpp"

namespace jintu::http {

/// {"title", "comment", "actions"}. Actions may hold any shape; the form around it must be right.
/// Throws Error{bad_input} that names the member. `epoch` of the store: whose revisions an ETag in
/// "if_match" names. `restored` makes of an action "restore" with a "version" what it comes to.
using Restored = std::function<changes::Action(const std::string& collection, const std::string& id,
                                               Revision version)>;
changes::Content content_of(const Json& body, std::string_view epoch, const Restored& restored);

/// Without actions and findings.
Json summary_json(const changes::Head& head);
Json draft_json(const changes::Draft& draft);
/// "d12": of a version.
std::string draft_tag(std::int64_t version);

Json conflicts_json(const std::vector<changes::Conflict>& conflicts);
Json words_json(const std::vector<changes::Words>& words);

}  // namespace jintu::http
