#include "services/http/api/pages/data_api.hpp"

#include <algorithm>
#include <utility>

#include "services/http/api/frame/operations.hpp"
#include "services/http/message/answers.hpp"
#include "services/http/message/problem.hpp"
#include "services/http/message/uri.hpp"
#include "services/open_data/catalogue.hpp"

namespace jintu::http {

namespace {

constexpr std::string_view checksum_ending = ".sha256";
constexpr std::size_t most_releases = 4;  // held in memory for files of them

DataApi::Asked asked_by(const live::Published& published, std::string_view name) {
  std::string known;
  for (const open_data::Format& format : open_data::formats()) {
    known += (known.empty() ? "" : " ") + std::string(format.ending);
    if (name.size() <= format.ending.size() || !name.ends_with(format.ending)) continue;
    const std::string_view id = name.substr(0, name.size() - format.ending.size());
    if (auto found = catalog::find_collection(*published.snapshot, *published.stored, id))
      return {std::move(*found), &format};
    throw Error(ErrorCode::not_found,
                "没有此图层 there is no collection: " + std::string(id.substr(0, 63)));
  }
  throw Error(ErrorCode::not_found, "没有此文件 there is no such file; names end with " + known);
}

/// RFC 6266 with RFC 8187: the ASCII name for programs that are old.
std::string disposition(const std::string& plain, const std::string& utf8) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string escaped;
  for (const char c : utf8) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                              (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
    if (plain_letter)
      escaped += c;
    else
      escaped.append("%").append(1, digits[byte >> 4]).append(1, digits[byte & 15]);
  }
  std::string ascii;
  for (const char c : plain) {
    const bool fits = c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
    ascii += fits ? c : '_';
  }
  return "attachment; filename=\"" + ascii + "\"; filename*=UTF-8''" + escaped;
}

}  // namespace

Response DataApi::catalogue(const Call& call) const {
  const Query query(call.request().query, {});
  return text_answer(call.request(), "application/ld+json",
                     open_data::catalogue_json(*call.published, call.root).dump(),
                     {.root = call.root});
}

/// What the chosen format cannot hold is the client's choice, not something that we lack.
std::shared_ptr<const open_data::File> DataApi::made(const live::Published& published,
                                                     const Asked& asked, const std::string& crs,
                                                     const Progress& progress) {
  try {
    return files_.of(published, asked.collection, *asked.format, crs, progress);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::unsupported) throw;
    throw Error(ErrorCode::bad_input, error.what());
  }
}

Response DataApi::file(const Call& call) { return answered(call, *call.published); }

/// Releases are immutable, but for being withdrawn.
Response DataApi::released_file(const Call& call) {
  const auto number = parse_whole(call.arg("number"), 999'999'998);
  if (!number || *number == 0 || !past_)
    throw Error(ErrorCode::not_found,
                "没有此发布版 there is no such release: " + call.arg("number").substr(0, 40));
  const auto wanted = static_cast<std::int64_t>(*number);
  is_served_(wanted);
  std::shared_ptr<const live::Published> release;
  {
    const std::lock_guard lock(mutex_);
    const auto known = std::find_if(releases_.begin(), releases_.end(), [&](const auto& one) {
      return one->site.release->number == wanted && one->epoch == call.published->epoch;
    });
    if (known != releases_.end())
      releases_.splice(releases_.begin(), releases_, known);
    else
      releases_.push_front(past_(*call.published, wanted));
    if (releases_.size() > most_releases) releases_.pop_back();
    release = releases_.front();
  }
  return answered(call, *release);
}

Response DataApi::answered(const Call& call, const live::Published& published) {
  const Query query(call.request().query, {"crs"}, no_formats);
  std::string_view name = call.arg("file");
  const bool checksum = name.ends_with(checksum_ending);
  if (checksum) name.remove_suffix(checksum_ending.size());
  const Asked asked = asked_by(published, name);
  const std::string* crs = query.find("crs");
  if (crs && (crs->size() > 32 || crs->empty()))
    throw Error(ErrorCode::bad_input,
                "crs: 应为 wgs84, cgcs2000, EPSG:n, gcj02 或 bd09 should be wgs84, cgcs2000, "
                "EPSG:n, gcj02 or bd09");
  const auto file = made(published, asked, crs ? *crs : "wgs84", call.progress);
  if (checksum)
    return text_answer(call.request(), "text/plain; charset=utf-8",
                       file->sha256() + "  " + std::string(name) + "\n");
  RangedHead head = ranged_head(call.request(), '"' + file->sha256().substr(0, 32) + '"',
                                file->size(), asked.format->media_type);
  Response response = std::move(head.response);
  response.with(
      field::content_disposition,
      disposition(std::string(name),
                  open_data::file_name(published.site, asked.collection.id, *asked.format)));
  if (!head.bytes) return response;
  const ByteRange bytes = *head.bytes;
  response.pieces = {bytes.last - bytes.first + 1,
                     [file, first = bytes.first](std::uint64_t from, std::uint64_t most) {
                       return file->read(first + from, most);
                     }};
  return response;
}

void DataApi::routes(std::vector<Route>& table) {
  table.push_back(
      {"/data/catalog.jsonld",
       "data",
       {get(in_lane(context_, *this, &DataApi::catalogue),
            Doc{"getOpenDataCatalogue", "开放数据目录 The catalogue of open data, DCAT 3",
                "application/ld+json", ""},
            Lane::survey)}});
  table.push_back({"/data/{file}",
                   "data",
                   {get(in_lane(context_, *this, &DataApi::file), Needs::data, Lane::survey)}});
  table.push_back(
      {"/releases/{number}/data/{file}",
       "data",
       {get(in_lane(context_, *this, &DataApi::released_file), Needs::data, Lane::survey)}});
}

}  // namespace jintu::http
