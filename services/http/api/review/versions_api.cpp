#include "services/http/api/review/versions_api.hpp"

#include <algorithm>
#include <ctime>
#include <optional>

#include "geo/base/clock.hpp"
#include "services/catalog/items.hpp"
#include "services/catalog/url.hpp"
#include "services/http/api/frame/json_answers.hpp"
#include "services/http/api/frame/operations.hpp"
#include "services/http/message/problem.hpp"
#include "services/http/query/feature_query.hpp"
#include "services/http/query/record_tag.hpp"

namespace jintu::http {

namespace {

constexpr std::string_view memento = "Memento-Datetime";

[[noreturn]] void bad_datetime() {
  throw Error(
      ErrorCode::bad_input,
      "datetime: 应为 RFC 3339 时刻 should be a date-time as 2026-11-30T12:00:00Z, or a date");
}

/// RFC 3339 to the second, in UTC; of a date its last second.
std::string moment_of(std::string text) {
  std::replace(text.begin(), text.end(), ' ', '+');  // an offset whose + was not encoded
  int year = 0, month = 0, day = 0, hour = 23, minute = 59, second = 59, used = 0;
  if (std::sscanf(text.c_str(), "%4d-%2d-%2d%n", &year, &month, &day, &used) != 3 || used != 10)
    bad_datetime();
  int offset = 0;
  if (text.size() > 10) {
    used = 0;
    if (std::sscanf(text.c_str() + 10, "T%2d:%2d:%2d%n", &hour, &minute, &second, &used) != 3 ||
        used != 9)
      bad_datetime();
    std::string rest = text.substr(19);
    if (rest.starts_with('.')) rest.erase(0, rest.find_first_not_of("0123456789", 1));
    int hours = 0, minutes = 0;
    used = 0;
    if (rest != "Z") {
      if (rest.size() != 6 || (rest[0] != '+' && rest[0] != '-') ||
          std::sscanf(rest.c_str() + 1, "%2d:%2d%n", &hours, &minutes, &used) != 2 || used != 5)
        bad_datetime();
      offset = (rest[0] == '-' ? -1 : 1) * (hours * 60 + minutes) * 60;
    }
  }
  std::tm utc{};
  utc.tm_year = year - 1900;
  utc.tm_mon = month - 1;
  utc.tm_mday = day;
  utc.tm_hour = hour;
  utc.tm_min = minute;
  utc.tm_sec = second;
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60)
    bad_datetime();
  return utc_text(std::chrono::system_clock::from_time_t(timegm(&utc) - offset));
}

/// IMF-fixdate (RFC 9110 §5.6.7) of an RFC 3339 text in UTC.
std::string http_date(const std::string& time) {
  static constexpr const char* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                           "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  std::tm utc{};
  if (std::sscanf(time.c_str(), "%4d-%2d-%2dT%2d:%2d:%2d", &utc.tm_year, &utc.tm_mon, &utc.tm_mday,
                  &utc.tm_hour, &utc.tm_min, &utc.tm_sec) != 6)
    return time;
  utc.tm_year -= 1900;
  --utc.tm_mon;
  const std::time_t seconds = timegm(&utc);
  gmtime_r(&seconds, &utc);
  char text[64];
  std::snprintf(text, sizeof text, "%s, %02d %s %04d %02d:%02d:%02d GMT", days[utc.tm_wday],
                utc.tm_mday, months[utc.tm_mon], utc.tm_year + 1900, utc.tm_hour, utc.tm_min,
                utc.tm_sec);
  return text;
}

std::string_view word(FeatureChange::Kind kind) {
  return kind == FeatureChange::Kind::created   ? "created"
         : kind == FeatureChange::Kind::updated ? "updated"
                                                : "deleted";
}

std::string item_address(const Call& call) {
  return call.root + "/ogc/collections/" + catalog::url_encoded(call.arg("collectionId")) +
         "/items/" + catalog::url_encoded(call.arg("featureId"));
}

catalog::Collection collection_of(const Call& call) {
  const std::string& id = call.arg("collectionId");
  if (auto found = catalog::find_collection(*call.published->snapshot, id))
    return *std::move(found);
  throw Error(ErrorCode::not_found, "没有此图层 there is no collection: " + id.substr(0, 63));
}

[[noreturn]] void no_feature(const Call& call) {
  throw Error(ErrorCode::not_found, "图层中没有此要素 the collection has no feature: " +
                                        call.arg("featureId").substr(0, 100));
}

bool asks_for_version(const Request& request) {
  std::string_view query = request.query;
  while (!query.empty()) {
    const auto end = query.find('&');
    if (query.substr(0, end).starts_with("datetime=")) return true;
    query = end == query.npos ? std::string_view() : query.substr(end + 1);
  }
  return false;
}

}  // namespace

std::vector<VersionsApi::Version> VersionsApi::seen(const Call& call, const std::string& layer,
                                                    const std::string& key) const {
  std::vector<Version> out;
  auto all = office_->store.history(layer, key);
  auto releases =
      call.view == live::View::working ? std::vector<review::Release>{} : office_->releases.list();
  if (releases.empty()) {
    for (auto& version : all) out.push_back({version, version.time});
    return out;
  }
  std::reverse(releases.begin(), releases.end());
  for (const auto& release : releases) {
    if (release.withdrawn) continue;
    const FeatureStore::Version* last = nullptr;
    for (const auto& version : all)
      if (version.revision <= release.revision) last = &version;
    if (!last || (!out.empty() && out.back().of.revision == last->revision)) continue;
    if (out.empty() && last->kind == FeatureChange::Kind::deleted) continue;  // never seen
    out.push_back({*last, release.time});
  }
  return out;
}

Response VersionsApi::list(const Call& call) const {
  if (!office_) no_feature(call);
  const Query query(call.request().query, {});
  const auto collection = collection_of(call);
  const auto versions = seen(call, collection.layer->schema().name, call.arg("featureId"));
  if (versions.empty()) no_feature(call);
  const std::string at = item_address(call);
  const bool inside = call.view == live::View::working;
  Json list = Json::array();
  for (const Version& version : versions) {
    Json one{{"datetime", version.since},
             {"kind", word(version.of.kind)},
             {"revision", version.of.revision.value},
             {"etag", '"' + record_tag(version.of.revision, call.published->epoch) + '"'}};
    if (inside) {
      one["author"] = version.of.author;
      one["message"] = version.of.message;
    }
    one["links"] = Json::array({{{"rel", "version"},
                                 {"type", geojson_type},
                                 {"href", at + "?datetime=" + version.since}}});
    list.push_back(std::move(one));
  }
  return text_answer(
      call.request(), json_type,
      text_of(
          {{"collection", call.arg("collectionId")},
           {"id", call.arg("featureId")},
           {"versions", std::move(list)},
           {"links",
            Json::array({{{"rel", "self"}, {"type", json_type}, {"href", at + "/versions"}},
                         {{"rel", "latest-version"}, {"type", geojson_type}, {"href", at}}})}}));
}

Response VersionsApi::then(const Call& call) const {
  const Query query(call.request().query, {"datetime", "crs"});
  const std::string moment = moment_of(*query.find("datetime"));
  catalog::AnswerCrs crs = catalog::AnswerCrs::crs84;
  if (const auto* uri = query.find("crs")) crs = item_crs("crs=" + catalog::url_encoded(*uri));
  const auto collection = collection_of(call);
  const auto versions = seen(call, collection.layer->schema().name, call.arg("featureId"));
  const Version* found = nullptr;
  const Version* before = nullptr;
  for (const Version& version : versions) {
    if (version.since > moment) break;
    before = found;
    found = &version;
  }
  if (!found) no_feature(call);
  const std::string at = item_address(call);
  const std::string history = '<' + at + "/versions>; rel=\"version-history\"",
                    latest = '<' + at + ">; rel=\"latest-version\"";
  if (found->of.kind == FeatureChange::Kind::deleted)
    throw Refusal{410,
                  "deleted",
                  "此时要素已删除 the record was deleted by then",
                  {{"deleted", found->since}},
                  {{field::link, latest + ", " + history}}};
  if (collection.only && kind_of(found->of.feature.geometry) != *collection.only) no_feature(call);
  Feature feature = found->of.feature;
  feature.key = call.arg("featureId");
  feature.revision = found->of.revision;
  Response response = text_answer(call.request(), geojson_type,
                                  catalog::item_text(collection, feature, crs, call.root),
                                  {.given = record_tag(found->of.revision, call.published->epoch)});
  response.with(field::content_crs, '<' + std::string(catalog::uri(crs)) + '>');
  response.with(memento, http_date(found->since));
  std::string links = latest + ", " + history;
  if (before) links += ", <" + at + "?datetime=" + before->since + ">; rel=\"predecessor-version\"";
  response.with(field::link, links);
  return response;
}

void VersionsApi::extend(std::vector<Route>& table) {
  if (!office_) return;
  for (Route& route : table) {
    if (route.path != "/ogc/collections/{collectionId}/items/{featureId}") continue;
    for (Operation& operation : route.operations) {
      const Handler now = operation.handler;
      if (operation.method == Method::get) {
        operation.doc.parameters.push_back("datetime");
        operation.handler = [now, then = in_lane(context_, *this, &VersionsApi::then)](
                                const Call& call, const Later& later) {
          return asks_for_version(call.request()) ? then(call, later) : now(call, later);
        };
        continue;
      }
      operation.handler = [now](const Call& call, const Later& later) {
        if (asks_for_version(call.request()))
          throw Refusal{405,
                        "method_not_allowed",
                        "旧版本不能改写 a version is not written to; write the record itself",
                        Json::object(),
                        {{field::allow, "GET, HEAD, OPTIONS"}}};
        return now(call, later);
      };
    }
  }
}

void VersionsApi::routes(std::vector<Route>& table) {
  table.push_back({"/ogc/collections/{collectionId}/items/{featureId}/versions",
                   "ogc_versions",
                   {get(in_lane(context_, *this, &VersionsApi::list),
                        {"getVersions", "一个要素的各个版本 versions of a feature", json_type, ""},
                        Lane::read)}});
}

}  // namespace jintu::http
