// Archives as files: clients of PMTiles read them in ranges, without our tile addresses.
#include "services/http/api/tiles/archive_api.hpp"

#include "services/http/api/frame/operations.hpp"
#include "services/http/message/answers.hpp"
#include "services/http/message/byte_range.hpp"
#include "services/http/message/problem.hpp"
#include "services/http/message/uri.hpp"

namespace jintu::http {

namespace {

constexpr std::uint64_t held_bytes = 256 << 10;

/// What clients of PMTiles ask for fits in memory, and comes from one state of the file or not at
/// all. Of more, a client that is cut off sees that it did not get all.
Response with_content(Response response, const std::shared_ptr<const tiles::ArchiveFile>& file,
                      ByteRange bytes) {
  const std::uint64_t size = bytes.last - bytes.first + 1;
  try {
    if (size <= held_bytes) {
      response.body = std::make_shared<const std::string>(file->read(bytes.first, size));
    }
    file->require_unchanged();
  } catch (const Error& error) {
    throw Error(ErrorCode::unavailable, "瓦片文件正在更新 the archive is being written; try again",
                error.what());
  }
  if (response.body) return response;
  response.pieces = {size, [file, first = bytes.first](std::uint64_t from, std::uint64_t most) {
                       return file->read(first + from, most);
                     }};
  return response;
}

}  // namespace

Response ArchiveApi::archive(const Call& call) const {
  const Query query(call.request().query, {}, no_formats);
  const auto found = call.published->archives.find(call.arg("file"));
  if (found == call.published->archives.end())
    throw Error(ErrorCode::not_found, "没有此文件 there is no such archive");
  const auto& [file, hash] = found->second;
  if (!file)
    throw Error(ErrorCode::unavailable, "瓦片文件暂时无法读取 the archive cannot be read now");
  const Request& request = call.request();
  const std::string etag = '"' + hash + '"';
  check_if_match(request, etag);
  if (matches_if_none_match(request, etag)) return not_modified(etag, revalidate, "Range");

  const auto* range = request.field("range");
  const auto* condition = request.field("if-range");
  // If-Range by date never holds: we send none. Range is for GET alone (RFC 9110 §14.2).
  const bool ranged = range && request.method == Method::get && (!condition || *condition == etag);
  const auto part = read_range(ranged ? *range : std::string_view(), file->size());
  const std::string size = std::to_string(file->size());
  if (std::holds_alternative<Unsatisfiable>(part))
    throw Refusal{416,
                  "range_not_satisfiable",
                  "范围超出文件 the file has " + size + " bytes",
                  Json::object(),
                  {{field::content_range, "bytes */" + size}}};

  Response response;
  ByteRange bytes{0, file->size() - 1};
  if (const auto* asked = std::get_if<ByteRange>(&part)) {
    bytes = *asked;
    response.status = 206;
    response.with(field::content_range, "bytes " + std::to_string(bytes.first) + '-' +
                                            std::to_string(bytes.last) + '/' + size);
  }
  response = with_content(std::move(response), file, bytes);
  response.with(field::content_type, found->first.ends_with(".mbtiles")
                                         ? "application/vnd.sqlite3"
                                         : "application/vnd.pmtiles");
  response.with(field::accept_ranges, "bytes");
  response.with(field::etag, etag);
  response.with(field::cache_control, std::string(revalidate));
  return response;
}

void ArchiveApi::routes(std::vector<Route>& table) {
  table.push_back({"/archives/{file}", "archive", {get(here(*this, &ArchiveApi::archive))}});
}

}  // namespace jintu::http
