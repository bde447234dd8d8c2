#include "services/review/releases.hpp"

#include <algorithm>

#include "geo/base/clock.hpp"
#include "geo/base/error.hpp"
#include "geo/base/json.hpp"
#include "services/audit/audit.hpp"
#include "services/audit/revisions.hpp"

namespace jintu::review {

namespace {

using documents::Document;
using documents::Expected;

constexpr std::string_view collection = "releases";
constexpr std::int64_t highest = 999'999'999;
constexpr std::size_t page = 100, most_text = 4000;

/// Lists are in the order of ids, and the newest come first.
std::string place_of(std::int64_t number) {
  std::string digits = std::to_string(highest - number);
  return std::string(9 - std::min<std::size_t>(9, digits.size()), '0') + digits;
}

Json layers_json(const std::vector<LayerSchema>& layers) {
  Json list = Json::array();
  for (const LayerSchema& layer : layers) {
    Json fields = Json::array();
    for (const Field& field : layer.fields)
      fields.push_back(Json::array({field.name, static_cast<int>(field.type)}));
    list.push_back({{"name", layer.name},
                    {"title", layer.title},
                    {"geometry", static_cast<int>(layer.geometry)},
                    {"fields", std::move(fields)}});
  }
  return list;
}

std::vector<LayerSchema> layers_from(const Json& list) {
  std::vector<LayerSchema> layers;
  for (const Json& one : list) {
    LayerSchema layer{one.at("name"),
                      one.at("title"),
                      LayerRole::live,
                      static_cast<GeometryKind>(one.at("geometry").get<int>()),
                      {}};
    for (const Json& field : one.at("fields"))
      layer.fields.push_back({field.at(0), static_cast<FieldType>(field.at(1).get<int>())});
    layers.push_back(std::move(layer));
  }
  return layers;
}

Json body_of(const Release& release) {
  Json json{{"revision", release.revision.value},
            {"time", release.time},
            {"by", release.by},
            {"note", release.note},
            {"review_number", release.review_number},
            {"audit_head", release.audit_head},
            {"layers", layers_json(release.layers)}};
  if (release.withdrawn)
    json["withdrawn"] = {{"time", release.withdrawn->time},
                         {"by", release.withdrawn->by},
                         {"reason", release.withdrawn->reason}};
  return json;
}

Release release_in(const Document& document) {
  try {
    const Json json = document.json();
    Release release;
    release.number = highest - std::stoll(document.id);
    release.revision = {json.at("revision").get<std::int64_t>()};
    release.time = json.at("time");
    release.by = json.at("by");
    release.note = json.at("note");
    release.review_number = json.at("review_number");
    release.audit_head = json.at("audit_head");
    release.layers = layers_from(json.at("layers"));
    if (json.contains("withdrawn")) {
      const Json& gone = json.at("withdrawn");
      release.withdrawn = Release::Withdrawn{gone.at("time"), gone.at("by"), gone.at("reason")};
    }
    return release;
  } catch (const Json::exception& fault) {
    throw Error(ErrorCode::bad_input, "发布记录已损坏 the record of a release is damaged",
                fault.what());
  }
}

void check_text(const char* name, const std::string& text) {
  if (text.size() > most_text)
    throw Error(ErrorCode::too_large, std::string(name) + ": 过长 is too long: at most " +
                                          std::to_string(most_text) + " bytes");
}

[[noreturn]] void missing(std::int64_t number) {
  throw Error(ErrorCode::not_found,
              "没有此发布版 there is no such release: " + std::to_string(number));
}

/// Newest first, until `visit` says false.
template <class Visit>
void each(documents::Reader& reader, Visit visit) {
  for (std::string after;;) {
    const auto documents = reader.list(collection, after, page);
    for (const Document& document : documents)
      if (!visit(release_in(document))) return;
    if (documents.empty()) return;
    after = documents.back().id;
  }
}

}  // namespace

live::Pin pin_of(const Release& release) {
  return {release.number, release.revision, release.review_number,
          release.time,   release.note,     release.layers};
}

std::vector<std::pair<std::string, Json>> kept_releases(documents::Reader& reader) {
  std::vector<std::pair<std::string, Json>> all;
  for (std::string after;;) {
    const auto documents = reader.list(collection, after, page);
    for (const Document& document : documents)
      all.emplace_back("release/" + std::to_string(highest - std::atoll(document.id.c_str())),
                       document.json());
    if (documents.empty()) return all;
    after = documents.back().id;
  }
}

std::vector<Release> Releases::list() const {
  std::vector<Release> list;
  each(documents_, [&](Release&& release) {
    list.push_back(std::move(release));
    return true;
  });
  return list;
}

Release Releases::get(std::int64_t number) const {
  if (number < 1 || number >= highest) missing(number);
  const auto document = documents_.get(collection, place_of(number));
  if (!document) missing(number);
  return release_in(*document);
}

Release Releases::publish(const std::string& who, const std::string& note,
                          const std::string& review_number) {
  check_text("note", note);
  check_text("review_number", review_number);
  Release release;
  const auto snapshot = store_.snapshot();
  audit::enter_revisions(documents_, store_);
  documents_.write([&](documents::Writer& writer) {
    release.number = 1;
    const auto newest = writer.list(collection, "", 1);
    if (!newest.empty()) release.number = release_in(newest.front()).number + 1;
    release.revision = snapshot->revision();
    release.time = utc_now();
    release.by = who;
    release.note = note;
    release.review_number = review_number;
    release.audit_head = audit::to_text(audit::head(writer));
    for (const auto& [name, layer] : snapshot->layers()) release.layers.push_back(layer->schema());
    writer.put(collection, place_of(release.number), body_of(release), Expected::absent());
    audit::enter(
        writer,
        {who,
         "release.published",
         "release/" + std::to_string(release.number),
         {{"revision", release.revision.value}, {"note", note}, {"review_number", review_number}},
         audit::document_digest(body_of(release)),
         "release"});
  });
  return release;
}

Release Releases::withdraw(std::int64_t number, const std::string& who, const std::string& reason) {
  check_text("reason", reason);
  if (reason.empty())
    throw Error(ErrorCode::bad_input, "reason: 请说明撤回的原因 say why it is withdrawn");
  Release release = get(number);
  documents_.write([&](documents::Writer& writer) {
    const auto document = writer.get(collection, place_of(number));
    if (!document) missing(number);
    release = release_in(*document);
    if (release.withdrawn)
      throw Error(ErrorCode::conflict, "已撤回 it is withdrawn already: " + std::to_string(number));
    release.withdrawn = Release::Withdrawn{utc_now(), who, reason};
    writer.put(collection, document->id, body_of(release), Expected::version(document->version));
    audit::enter(writer, {who,
                          "release.withdrawn",
                          "release/" + std::to_string(number),
                          {{"reason", reason}},
                          audit::document_digest(body_of(release)),
                          "release"});
  });
  return release;
}

std::optional<live::Pin> Releases::pin() const {
  const std::lock_guard lock(mutex_);
  const std::int64_t state = documents_.state();
  if (state == state_) return pin_;
  std::optional<live::Pin> found;
  each(documents_, [&](Release&& release) {
    if (release.withdrawn) {
      if (!found) found = live::Pin{};  // nothing at all, unless an earlier one serves
      return true;
    }
    found = pin_of(release);
    return false;
  });
  pin_ = std::move(found);
  state_ = state;
  return pin_;
}

}  // namespace jintu::review
