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
#include "services/http/message/uri.hpp"
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
  std::replace(text.begin(), text.end(), 't', 'T');
  std::replace(text.begin(), text.end(), 'z', 'Z');
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

/// The moment that `datetime` names; empty where it names an interval, or is not there.
std::string instant_in(const Request& request) {
  std::string_view query = request.query;
  while (!query.empty()) {
    const auto end = query.find('&');
    const auto one = query.substr(0, end);
    if (one.starts_with("datetime=")) {
      const std::string text = query_decode(one.substr(9)).value_or("");
      return text.find('/') == text.npos ? text : std::string();
    }
    query = end == query.npos ? std::string_view() : query.substr(end + 1);
  }
  return {};
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

std::optional<std::vector<review::Release>> VersionsApi::releases(const Call& call) const {
  if (call.view == live::View::working) return std::nullopt;
  auto releases = office_->releases.list();
  if (releases.empty()) return std::nullopt;
  std::erase_if(releases, [](const review::Release& one) { return one.withdrawn.has_value(); });
  std::reverse(releases.begin(), releases.end());
  return releases;
}

std::vector<VersionsApi::Version> VersionsApi::seen(const Call& call, const std::string& layer,
                                                    const std::string& key) const {
  std::vector<Version> out;
  const auto released = releases(call);
  if (!released) {
    for (auto& version : office_->store.history(layer, key)) {
      const std::string time = version.time;
      out.push_back({std::move(version), time});
    }
    return out;
  }
  for (const auto& release : *released) {
    auto last = office_->store.version(layer, key, release.revision);
    if (!last || (!out.empty() && out.back().of.revision == last->revision)) continue;
    if (out.empty() && last->kind == FeatureChange::Kind::deleted) continue;  // never seen
    out.push_back({*std::move(last), release.time});
  }
  return out;
}

std::vector<VersionsApi::Version> VersionsApi::last_two(const Call& call, const std::string& layer,
                                                        const std::string& key,
                                                        const std::string& moment) const {
  if (releases(call)) {
    auto all = seen(call, layer, key);
    std::erase_if(all, [&](const Version& version) { return version.since > moment; });
    if (all.size() > 2) all.erase(all.begin(), all.end() - 2);
    return all;
  }
  std::vector<Version> out;
  Revision at = written_by(moment);
  while (out.size() < 2 && at.value > 0) {
    auto version = office_->store.version(layer, key, at);
    if (!version) break;
    at = {version->revision.value - 1};
    const std::string time = version->time;
    out.insert(out.begin(), Version{*std::move(version), time});
  }
  return out;
}

Revision VersionsApi::written_by(const std::string& moment) const {
  std::int64_t low = 0, high = office_->store.revision().value;  // it is one of these
  while (low < high) {
    const std::int64_t middle = low + (high - low) / 2;
    const auto next = office_->store.revisions({middle}, 1);
    if (next.empty() || next.front().time > moment)
      high = middle;
    else
      low = next.front().revision.value;
  }
  return {low};
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
    one["links"] =
        Json::array({{{"rel", "version"},
                      {"type", geojson_type},
                      {"href", at + "/versions/" + std::to_string(version.of.revision.value)}}});
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
  const auto versions =
      last_two(call, collection.layer->schema().name, call.arg("featureId"), moment);
  if (versions.empty()) no_feature(call);
  return answer(call, collection, crs, &versions.back(),
                versions.size() > 1 ? &versions.front() : nullptr);
}

Response VersionsApi::one(const Call& call) const {
  if (!office_) no_feature(call);
  const Query query(call.request().query, {"crs"});
  catalog::AnswerCrs crs = catalog::AnswerCrs::crs84;
  if (const auto* uri = query.find("crs")) crs = item_crs("crs=" + catalog::url_encoded(*uri));
  const auto collection = collection_of(call);
  const std::string layer = collection.layer->schema().name;
  const auto revision = parse_at_most(call.arg("revision"), INT64_MAX);
  const Revision wanted{static_cast<std::int64_t>(revision.value_or(0))};
  if (releases(call)) {
    const auto versions = seen(call, layer, call.arg("featureId"));
    for (std::size_t i = 0; i < versions.size(); ++i)
      if (versions[i].of.revision == wanted)
        return answer(call, collection, crs, &versions[i], i > 0 ? &versions[i - 1] : nullptr);
    no_feature(call);
  }
  const auto version = office_->store.version(layer, call.arg("featureId"), wanted);
  if (!version || version->revision != wanted) no_feature(call);
  const Version found{*version, version->time};
  const auto earlier = office_->store.version(layer, call.arg("featureId"), {wanted.value - 1});
  if (!earlier) return answer(call, collection, crs, &found, nullptr);
  const Version before{*earlier, earlier->time};
  return answer(call, collection, crs, &found, &before);
}

Response VersionsApi::answer(const Call& call, const catalog::Collection& collection,
                             catalog::AnswerCrs crs, const Version* found,
                             const Version* before) const {
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
  if (before)
    links += ", <" + at + "/versions/" + std::to_string(before->of.revision.value) +
             ">; rel=\"predecessor-version\"";
  response.with(field::link, links);
  return response;
}

Response VersionsApi::items_then(const Call& call) const {
  const auto collection = collection_of(call);
  catalog::ItemsQuery query = items_query(call.request().query, collection.schema());
  query.page_bytes = context_.options.page_bytes;
  const std::string moment = moment_of(instant_in(call.request()));
  const auto released = releases(call);
  Revision then;
  std::string since;
  if (released) {
    for (const auto& release : *released)
      if (release.time <= moment && (!query.revision || release.revision <= *query.revision))
        then = release.revision, since = release.time;
  } else {
    then = written_by(moment);
    if (query.revision) then = std::min(then, *query.revision);
    const auto info = office_->store.revisions({then.value - 1}, 1);
    if (then.value > 0 && !info.empty()) since = info.front().time;
  }
  if (query.revision && *query.revision != then)
    throw Error(ErrorCode::not_found, "revision: 此时没有这一版 was not there then: " +
                                          std::to_string(query.revision->value));
  if (!query.sort.empty())
    throw Error(ErrorCode::bad_input,
                "sortby: 旧状态只按标识排列 an earlier state stands in the order of its ids only");
  query.revision = then;
  const auto reading = office_->store.read(collection.schema().name);
  auto page =
      catalog::stored_page(collection, *reading, query, call.root, utc_now(), call.progress);
  Response response =
      text_answer(call.request(), geojson_type, std::move(page.body),
                  {.root = call.root, .stable_bytes = page.stable_bytes, .weak = true});
  response.with(field::content_crs, '<' + std::string(catalog::uri(query.crs)) + '>');
  if (!since.empty()) response.with(memento, http_date(since));
  return response;
}

bool VersionsApi::is_of_the_past(const Call& call) const {
  // Bulk layers are kept in no versions.
  return !instant_in(call.request()).empty() &&
         catalog::find_collection(*call.published->snapshot, call.arg("collectionId"));
}

void VersionsApi::extend(std::vector<Route>& table) {
  if (!office_) return;
  for (Route& route : table) {
    if (route.path == "/ogc/collections/{collectionId}/items") {
      for (Operation& operation : route.operations) {
        if (operation.method != Method::get) continue;
        operation.handler = [this, now = operation.handler,
                             then = in_lane(context_, *this, &VersionsApi::items_then)](
                                const Call& call, const Later& later) {
          return is_of_the_past(call) ? then(call, later) : now(call, later);
        };
      }
      continue;
    }
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
  table.push_back({"/ogc/collections/{collectionId}/items/{featureId}/versions/{revision}",
                   "ogc_version",
                   {get(in_lane(context_, *this, &VersionsApi::one),
                        {"getVersion",
                         "要素的一个版本 one version of a feature",
                         geojson_type,
                         "feature",
                         {"crs"}},
                        Lane::read)}});
}

}  // namespace jintu::http
