#include "services/http/api/features/edit_api.hpp"

#include <array>

#include "geo/base/json.hpp"
#include "services/catalog/items.hpp"
#include "services/catalog/url.hpp"
#include "services/edit/findings_json.hpp"
#include "services/http/api/frame/operations.hpp"
#include "services/http/message/answers.hpp"
#include "services/http/message/problem.hpp"
#include "services/http/message/uri.hpp"
#include "services/http/query/record_tag.hpp"

namespace jintu::http {

namespace {

/// Of one object of a record: no layer has so many properties.
constexpr std::size_t most_members = 1000;

std::string etag_of(const Feature& feature, std::string_view epoch) {
  return '"' + record_tag(feature.revision, epoch) + '"';
}

/// With the collections as they are called here, and a `detail` in the caller's language. Of one
/// record there is no number of the action.
Json told(const edit::Batch& batch, const std::vector<edit::Findings>& findings,
          const std::vector<std::string>& keys, const std::vector<catalog::Collection>& collections,
          Language language) {
  Json all = edit::findings_json(batch, findings, keys);
  for (Json& entry : all) {
    entry["collection"] = collections[entry["action"].get<std::size_t>()].id;
    entry["detail"] = entry[language == Language::zh ? "zh" : "en"];
    if (batch.changes.size() == 1) entry.erase("action");
  }
  return all;
}

edit::Action action_of(Method method) {
  switch (method) {
    case Method::post:
      return edit::Action::create;
    case Method::put:
      return edit::Action::replace;
    case Method::patch:
      return edit::Action::update;
    default:
      return edit::Action::remove;
  }
}

}  // namespace

catalog::Collection EditApi::collection_to_edit(const std::string& id) const {
  const auto published = context_.state.get(live::View::working);
  if (published && published->snapshot)
    if (auto found = catalog::find_collection(*published->snapshot, id)) return *std::move(found);
  if (published && published->stored->contains(id))
    throw Refusal{405,
                  "method_not_allowed",
                  "图层不可编辑，只能整体更换 the collection is not edited, only replaced as a "
                  "whole: " +
                      id,
                  Json::object(),
                  {{field::allow, "GET, HEAD, OPTIONS"}}};
  throw Error(ErrorCode::not_found, "没有此图层 there is no collection: " + id.substr(0, 63));
}

edit::Committed EditApi::applied(const edit::Batch& batch,
                                 const std::vector<catalog::Collection>& collections,
                                 const Call& call) {
  edit::Outcome outcome = editor_->apply(batch, call.progress);
  if (const auto* refused = std::get_if<edit::Refused>(&outcome))
    throw Refusal{
        422,
        "refused",
        "内容不合格，未保存，见 findings 各项 nothing was stored: what was sent was refused; see "
        "findings",
        {{"findings",
          told(batch, refused->records, {}, collections, preferred_language(call.request()))}}};
  if (const auto* stale = std::get_if<edit::Stale>(&outcome))
    refuse_stale(*stale, batch.changes.size() > 1, collections, call);
  return std::get<edit::Committed>(std::move(outcome));
}

void EditApi::refuse_stale(const edit::Stale& stale, bool is_one_of_many,
                           const std::vector<catalog::Collection>& collections,
                           const Call& call) const {
  const Feature* now = stale.layer->find(stale.key);
  Json more = Json::object();
  if (is_one_of_many) more["action"] = stale.change;
  if (!now)
    throw Refusal{412, "precondition_failed",
                  "If-Match 所指的要素不存在 there is no such feature, so If-Match does not hold",
                  std::move(more)};
  const catalog::Collection& of = collections[stale.change];
  more["current"] = parse_json(
      catalog::item_text({of.id, stale.layer, of.only}, *now, catalog::AnswerCrs::crs84, call.root),
      "record");
  more["etag"] = etag_of(*now, editor_->epoch());
  throw Refusal{412,
                "changed",
                "已被他人修改 the record was changed in the meantime; see current",
                std::move(more),
                {{field::etag, etag_of(*now, editor_->epoch())}}};
}

void EditApi::set_reason(edit::Batch& batch, const std::string& reason) {
  if (reason.size() > 500)
    throw Error(ErrorCode::bad_input,
                "reason: 应为不超过 500 字节的文字 should be a text of at most 500 bytes");
  if (reason.empty()) return;
  batch.reason = reason;
  batch.message += batch.message.empty() ? reason : "; " + reason;  // kept with the revision
}

bool EditApi::is_dry_run(const Query& query) {
  const std::string* text = query.find("dry-run");
  if (text && *text != "true" && *text != "false")
    throw Error(ErrorCode::bad_input, "dry-run: 应为 true 或 false should be true or false");
  return text && *text == "true";
}

Response EditApi::dry_run(const edit::Batch& batch,
                          const std::vector<catalog::Collection>& collections, const Call& call) {
  const edit::Checked checked = editor_->check(batch, call.progress);
  if (checked.stale) refuse_stale(*checked.stale, batch.changes.size() > 1, collections, call);
  const Json answer{{"acceptable", checked.acceptable},
                    {"findings", told(batch, checked.findings, checked.keys, collections,
                                      preferred_language(call.request()))}};
  Response response = make_response(200, "application/json", answer.dump());
  response.with(field::cache_control, "no-store");
  return response;
}

Response EditApi::written(const Call& call) {
  const Query query(call.request().query, {"dry-run", "reason"});
  const Request& request = call.request();
  edit::Change change;
  change.action = action_of(request.method);
  const auto collection = collection_to_edit(call.arg("collectionId"));
  change.layer = collection.layer->schema().name;
  change.only = collection.only;
  if (change.action != edit::Action::create) change.key = call.arg("featureId");
  if (change.action != edit::Action::remove)
    change.body = json_body(call.exchange->body, most_members);
  if (catalog::latitude_first(content_crs(request))) change.axes = edit::AxisOrder::latitude_first;
  if (request.field("if-match"))
    change.condition = precondition_of(request.list_field("if-match"), editor_->epoch());
  const std::string verb = request.method == Method::post    ? "POST"
                           : request.method == Method::put   ? "PUT"
                           : request.method == Method::patch ? "PATCH"
                                                             : "DELETE";
  return done(std::move(change), "HTTP " + verb, collection, query, call);
}

Response EditApi::restored(const Call& call) {
  const Query query(call.request().query, {"dry-run", "reason"});
  const Request& request = call.request();
  const auto collection = collection_to_edit(call.arg("collectionId"));
  edit::Change change;
  change.action = edit::Action::restore;
  change.layer = collection.layer->schema().name;
  change.only = collection.only;
  change.key = call.arg("featureId");
  const auto revision = parse_at_most(call.arg("revision"), INT64_MAX);
  if (!revision || *revision == 0)
    throw Error(ErrorCode::not_found,
                "没有此版本 there is no such version: " + call.arg("revision").substr(0, 40));
  change.version = {static_cast<std::int64_t>(*revision)};
  if (request.field("if-match"))
    change.condition = precondition_of(request.list_field("if-match"), editor_->epoch());
  return done(std::move(change), "restored r" + std::to_string(*revision), collection, query, call);
}

Response EditApi::done(edit::Change change, const std::string& message,
                       const catalog::Collection& collection, const Query& query,
                       const Call& call) {
  const auto action = change.action;
  const bool unconditional = action != edit::Action::create && !change.condition;
  const std::string layer_name = change.layer;
  edit::Batch batch{{std::move(change)},
                    call.principal->author(),
                    message + (unconditional ? " unconditional" : "")};
  if (const std::string* reason = query.find("reason")) set_reason(batch, *reason);
  if (is_dry_run(query)) return dry_run(batch, {collection}, call);
  const edit::Committed committed = applied(batch, {collection}, call);
  const std::string& key = committed.keys.front();
  Response response;
  response.status = 204;
  if (action != edit::Action::remove) {
    const auto layer = committed.state->layer(collection.layer->schema().name);
    const Feature& now = *layer->find(key);
    response = make_response(action == edit::Action::create ? 201 : 200, geojson_type,
                             catalog::item_text({collection.id, layer, collection.only}, now,
                                                catalog::AnswerCrs::crs84, call.root));
    response.with(field::etag, etag_of(now, editor_->epoch()));
    response.with(field::content_crs,
                  '<' + std::string(catalog::uri(catalog::AnswerCrs::crs84)) + '>');
  }
  if (unconditional)  // nobody compared: so it is said what was overwritten
    if (const auto before = editor_->replaced_by(committed.revision, layer_name, key))
      response.with(field::replaced, '"' + record_tag(*before, editor_->epoch()) + '"');
  if (action == edit::Action::create)
    response.with(field::location, call.root + "/ogc/collections/" + collection.id + "/items/" +
                                       catalog::url_encoded(key));
  response.with(field::revision, std::to_string(committed.revision.value));
  response.with(field::cache_control, "no-store");
  return response;
}

namespace {

Operation edits(Method method, Handler handler, std::vector<std::string_view> media,
                Condition condition, Doc doc) {
  return {.method = method,
          .handler = std::move(handler),
          .access = {Access::Who::writer},
          .needs = Needs::nothing,
          .media = std::move(media),
          .condition = condition,
          .lane = Lane::edit,
          .doc = std::move(doc)};
}

}  // namespace

// Part 4 is a draft: this is 1.0.0-draft.2 (OGC 20-002r1).
std::vector<Operation> EditApi::items_operations() {
  return {edits(Method::post, in_lane(context_, *this, &EditApi::written),
                {geojson_type, json_type}, Condition::free,
                {"addFeature",
                 "新要素 a new feature",
                 geojson_type,
                 "feature",
                 {"dry-run", "reason"},
                 {"ogcapi-features-4/1.0/conf/create-replace-delete",
                  "ogcapi-features-4/1.0/conf/features"}})};
}

std::vector<Operation> EditApi::item_operations() {
  const Handler handler = in_lane(context_, *this, &EditApi::written);
  return {edits(Method::put, handler, {geojson_type, json_type}, Condition::if_match,
                {"replaceFeature",
                 "替换要素 replaces the feature",
                 geojson_type,
                 "feature",
                 {"dry-run", "reason"},
                 {"ogcapi-features-4/1.0/conf/optimistic-locking-etags"}}),
          edits(Method::patch, handler, {"application/merge-patch+json"}, Condition::if_match,
                {"updateFeature",
                 "修改要素 changes the feature",
                 geojson_type,
                 "feature",
                 {"dry-run", "reason"},
                 {"ogcapi-features-4/1.0/conf/update"}}),
          edits(Method::del, handler, {}, Condition::if_match,
                {"deleteFeature", "删除要素 deletes the feature", "", "", {"dry-run", "reason"}})};
}

void EditApi::routes(std::vector<Route>& table) {
  table.push_back({"/ogc/transactions",
                   "ogc_transactions",
                   {edits(Method::post, in_lane(context_, *this, &EditApi::transaction),
                          {"application/ogc-tx+json", json_type}, Condition::free,
                          {"postTransaction",
                           "多个要素，一次提交 many records, all written or none",
                           json_type,
                           "transactionResponse",
                           {"dry-run"},
                           {},
                           "transaction",
                           "200"})}});
  Operation mend = edits(Method::post, in_lane(context_, *this, &EditApi::mended),
                         {geojson_type, json_type}, Condition::free,
                         {"mendFeature",
                          "修补建议，不写入 a mend of a drawn area, to look at; nothing is written",
                          json_type,
                          "",
                          {"snap"},
                          {},
                          "feature",
                          "200"});
  mend.access =
      Access::holder_of({auth::Right::draft, auth::Right::write_content, auth::Right::write_all});
  Operation preview = edits(Method::post, in_lane(context_, *this, &EditApi::previewed),
                            {"application/octet-stream"}, Condition::free, {});
  preview.access = mend.access;
  preview.most_bytes = &ServerOptions::max_siting_bytes;
  preview.lane = Lane::areas;  // a drawing takes seconds; edits do not wait for it
  table.push_back({"/imports/preview", "imports_preview", {std::move(preview)}});
  table.push_back({"/ogc/collections/{collectionId}/mend", "ogc_mend", {std::move(mend)}});
  // Beside the proposal "Versioned Features", which writes to no version but says no way back.
  table.push_back(
      {"/ogc/collections/{collectionId}/items/{featureId}/versions/{revision}/restore",
       "ogc_restore",
       {edits(Method::post, in_lane(context_, *this, &EditApi::restored), {}, Condition::if_match,
              {"restoreFeature",
               "恢复旧版本 the feature as an earlier version had it",
               geojson_type,
               "feature",
               {"dry-run", "reason"},
               {},
               "",
               "200"})}});
}

}  // namespace jintu::http
