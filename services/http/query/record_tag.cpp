#include "services/http/query/record_tag.hpp"

#include "geo/base/error.hpp"
#include "services/http/message/uri.hpp"

namespace jintu::http {

namespace {

std::string_view short_of(std::string_view epoch) { return epoch.substr(0, 8); }

}  // namespace

std::string record_tag(Revision revision, std::string_view epoch) {
  return 'r' + std::to_string(revision.value) + '.' + std::string(short_of(epoch));
}

edit::Precondition precondition_of(std::string_view tags, std::string_view epoch) {
  edit::Precondition condition;
  while (!tags.empty()) {
    const auto start = tags.find_first_not_of(" \t,");
    if (start == std::string_view::npos) break;
    tags.remove_prefix(start);
    if (tags.front() == '*') {
      condition.any_revision = true;
      tags.remove_prefix(1);
      continue;
    }
    const bool strong = tags.front() == '"';
    const auto open = tags.find('"');
    const auto close = open == std::string_view::npos ? open : tags.find('"', open + 1);
    if (close == std::string_view::npos) break;
    std::string_view tag = tags.substr(open + 1, close - open - 1);
    tags.remove_prefix(close + 1);
    if (tag.ends_with("-gz")) tag.remove_suffix(3);
    const auto dot = tag.find('.');
    if (!strong || !tag.starts_with('r') || dot == std::string_view::npos ||
        tag.substr(dot + 1) != short_of(epoch))
      continue;
    if (const auto number = parse_whole(tag.substr(1, dot - 1), std::uint64_t{1} << 62))
      condition.revisions.push_back(Revision{static_cast<std::int64_t>(*number)});
  }
  return condition;
}

catalog::AnswerCrs content_crs(const Request& request) {
  const auto* value = request.field("content-crs");
  if (!value) return catalog::AnswerCrs::crs84;
  std::string_view uri = *value;
  if (uri.size() >= 2 && uri.front() == '<' && uri.back() == '>')
    uri = uri.substr(1, uri.size() - 2);
  const auto crs = catalog::crs_of_uri(uri);
  if (crs && !catalog::is_projected(*crs)) return *crs;
  throw Error(ErrorCode::bad_input,
              "Content-Crs: 写入只用以度计的坐标系 records are written in degrees; the reference "
              "systems for that are CRS84, EPSG 4326 and 4490");
}

}  // namespace jintu::http
