#include "services/audit/revisions.hpp"

#include <cmath>

#include "geo/digest/sha256.hpp"
#include "geo/geometry/wkb.hpp"
#include "services/audit/audit.hpp"

namespace jintu::audit {

namespace {

constexpr std::string_view place = "audit", progress = "revisions";
constexpr std::size_t at_once = 200;

std::string_view word(FeatureChange::Kind kind) {
  switch (kind) {
    case FeatureChange::Kind::created:
      return "created";
    case FeatureChange::Kind::updated:
      return "updated";
    default:
      return "deleted";
  }
}

/// A column of real numbers holds 3 as 3.0, the history's text as 3: it is one value.
nlohmann::json json_of(const Value& value) {
  constexpr double exact = 9007199254740992;  // 2^53
  return std::visit(
      [](const auto& v) -> nlohmann::json {
        using Type = std::decay_t<decltype(v)>;
        if constexpr (std::is_same_v<Type, std::monostate>)
          return nullptr;
        else if constexpr (std::is_same_v<Type, double>) {
          if (v == std::floor(v) && std::abs(v) < exact) return static_cast<std::int64_t>(v);
          return v;
        } else {
          return v;
        }
      },
      value);
}

struct Progress {
  std::int64_t revision = 0;
  std::string epoch;
};

Progress progress_of(documents::Reader& reader) {
  const auto known = reader.get(place, progress);
  if (!known) return {};
  const Json json = known->json();
  return {json.at("revision").get<std::int64_t>(), json.at("epoch").get<std::string>()};
}

}  // namespace

std::string content_digest(std::string_view layer, const Feature& feature) {
  nlohmann::json properties = nlohmann::json::object();  // sorted by name
  for (const auto& [name, value] : feature.properties)
    if (!std::holds_alternative<std::monostate>(value)) properties[name] = json_of(value);
  std::string shape;
  append_wkb(feature.geometry, shape);
  const nlohmann::json text = nlohmann::json::array(
      {layer, feature.key, feature.revision.value, sha256(shape), std::move(properties)});
  return sha256(text.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

std::string RevisionDigest::add(const RecordVersion& version) {
  const std::string content = content_digest(version.layer, version.feature);
  const std::string kind(word(version.kind));
  const std::string digest = sha256(kind + "\n" + content);
  all += digest + "\n";
  if (++count <= most_told) records.push_back({version.layer, version.feature.key, kind, digest});
  return content;
}

std::string digest_of(const RevisionInfo& info, const RevisionDigest& versions) {
  return sha256(std::to_string(info.revision.value) + "\n" + info.time + "\n" + info.author + "\n" +
                info.message + "\n" + versions.all);
}

void enter_revisions(documents::Documents& documents, const FeatureStore& store) {
  for (;;) {
    const Progress before = progress_of(documents);
    const auto revisions = store.revisions({before.revision}, at_once);
    if (revisions.empty()) return;
    documents.write([&](documents::Writer& writer) {
      const Progress now = progress_of(writer);
      for (const RevisionInfo& info : revisions) {
        if (info.revision.value <= now.revision) continue;  // another process was faster
        RevisionDigest digest;
        store.versions({info.revision.value - 1}, info.revision, [&](RecordVersion&& version) {
          digest.add(version);
          return true;
        });
        Json detail{{"revision", info.revision.value},
                    {"time", info.time},
                    {"message", info.message},
                    {"count", digest.count}};
        if (digest.count <= most_told) {
          Json records = Json::array();
          for (const auto& one : digest.records)
            records.push_back(Json::array({one.layer, one.key, one.kind, one.digest}));
          detail["records"] = std::move(records);
        }
        enter(writer, {info.author, "revision", "revision/" + std::to_string(info.revision.value),
                       std::move(detail), digest_of(info, digest)});
      }
      writer.put(place, progress,
                 {{"revision", revisions.back().revision.value}, {"epoch", store.epoch()}},
                 documents::Expected::any());
    });
  }
}

}  // namespace jintu::audit
