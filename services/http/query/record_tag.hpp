// What a writing request says of the record beside its body.
//
// The entity tag of a record is the revision that last wrote it. It is the same from every server,
// under every name of the host, and in every reference system; and it is the version that an edit
// is based on.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "geo/base/ids.hpp"
#include "services/catalog/crs_uri.hpp"
#include "services/edit/edit.hpp"
#include "services/http/message/message.hpp"

namespace jintu::http {

/// "r12.5f0c21ab", without quotes: the revision, and whose it is. A store that was made anew or put
/// back from a copy counts from where it was, so its `epoch` stands in the tag.
std::string record_tag(Revision revision, std::string_view epoch);

/// Of the tags of an If-Match ("*" is any), as given out or with a coding: `"r12.5f0c21ab-gz"`.
/// Weak tags, and those of other things and of other stores, hold for nothing (RFC 9110 §13.1.1).
edit::Precondition precondition_of(std::string_view tags, std::string_view epoch);

/// The reference system of a request's body, by Content-Crs; CRS84 without. Throws
/// Error{bad_input}.
catalog::AnswerCrs content_crs(const Request& request);

}  // namespace jintu::http
