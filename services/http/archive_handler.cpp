// Archives as files: clients of PMTiles read them in ranges, without our tile addresses.
#include "services/http/answers.hpp"
#include "services/http/app.hpp"
#include "services/http/byte_range.hpp"
#include "services/http/problem.hpp"
#include "services/http/uri.hpp"

namespace jintu::http {

Response App::archive(const Call& call) const {
  const Query query(call.request().query, {});
  const auto found = call.published->archives.find(call.arg(0));
  if (found == call.published->archives.end())
    throw Error(ErrorCode::not_found, "没有此文件 there is no such archive");
  const tiles::ArchiveFile& file = found->second;
  const Request& request = call.request();
  const std::string etag = '"' + file.hash + '"';
  if (matches_if_none_match(request, etag)) return not_modified(etag, revalidate, "Range");

  const auto* range = request.field("range");
  const auto* condition = request.field("if-range");
  // If-Range by date never holds: we send none. Range is for GET alone (RFC 9110 §14.2).
  const bool ranged = range && request.method == Method::get && (!condition || *condition == etag);
  const auto part = read_range(ranged ? *range : std::string_view(), file.bytes.size());
  const std::string size = std::to_string(file.bytes.size());
  if (std::holds_alternative<Unsatisfiable>(part))
    throw Refusal{416,
                  "range_not_satisfiable",
                  "范围超出文件 the file has " + size + " bytes",
                  Json::object(),
                  {{field::content_range, "bytes */" + size}}};

  Response response;
  response.mapped = file.bytes;
  if (const auto* bytes = std::get_if<ByteRange>(&part)) {
    response.status = 206;
    response.mapped = file.bytes.substr(bytes->first, bytes->last - bytes->first + 1);
    response.with(field::content_range, "bytes " + std::to_string(bytes->first) + '-' +
                                            std::to_string(bytes->last) + '/' + size);
  }
  response.mapping = file.owner;
  response.with(field::content_type, found->first.ends_with(".mbtiles")
                                         ? "application/vnd.sqlite3"
                                         : "application/vnd.pmtiles");
  response.with(field::accept_ranges, "bytes");
  response.with(field::etag, etag);
  response.with(field::cache_control, std::string(revalidate));
  return response;
}

}  // namespace jintu::http
