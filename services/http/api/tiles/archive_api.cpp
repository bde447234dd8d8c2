// Archives as files: clients of PMTiles read them in ranges, without our tile addresses.
#include "services/http/api/tiles/archive_api.hpp"

#include "services/http/api/frame/operations.hpp"
#include "services/http/message/answers.hpp"
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
  RangedHead head = ranged_head(
      call.request(), '"' + hash + '"', file->size(),
      found->first.ends_with(".mbtiles") ? "application/vnd.sqlite3" : "application/vnd.pmtiles");
  if (!head.bytes) return std::move(head.response);
  return with_content(std::move(head.response), file, *head.bytes);
}

void ArchiveApi::routes(std::vector<Route>& table) {
  table.push_back({"/archives/{file}", "archive", {get(here(*this, &ArchiveApi::archive))}});
}

}  // namespace jintu::http
