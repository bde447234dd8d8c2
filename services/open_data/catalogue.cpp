#include "services/open_data/catalogue.hpp"

#include "services/open_data/dataset.hpp"

namespace jintu::open_data {

namespace {

Json in_both(std::string_view zh, std::string_view en) {
  Json list = Json::array();
  if (!zh.empty()) list.push_back({{"@value", zh}, {"@language", "zh"}});
  if (!en.empty()) list.push_back({{"@value", en}, {"@language", "en"}});
  return list;
}

Json distributions_of(const catalog::Collection& collection, const std::string& page,
                      std::string_view root) {
  Json list = Json::array();
  const bool mixed = is_mixed(collection);
  for (const Format& format : formats()) {
    if (mixed && format.one_kind) continue;
    const std::string address =
        std::string(root) + "/data/" + collection.id + std::string(format.ending);
    list.push_back({{"@id", address},
                    {"@type", "dcat:Distribution"},
                    {"dcterms:title", format.name},
                    {"dcat:accessURL", {{"@id", page}}},
                    {"dcat:downloadURL", {{"@id", address}}},
                    {"dcat:mediaType",
                     {{"@id", "https://www.iana.org/assignments/media-types/" +
                                  std::string(format.media_type)}}}});
  }
  return list;
}

Json dataset_json(const live::Published& published, const catalog::Collection& collection,
                  std::string_view root) {
  const std::string address = std::string(root) + "/ogc/collections/" + collection.id;
  const Words words = words_of(published.site, collection);
  Json json{{"@id", address},
            {"@type", "dcat:Dataset"},
            {"dcterms:identifier", collection.id},
            {"dcterms:description", words.description},
            {"dcat:distribution", records_of(collection) > most_records
                                      ? Json::array()
                                      : distributions_of(collection, address, root)}};
  const auto found = published.site.layers.find(collection.schema().name);
  if (found == published.site.layers.end()) {
    json["dcterms:title"] = words.title;
    return json;
  }
  const catalog::LayerFacts& facts = found->second;
  json["dcterms:title"] = in_both(facts.title_zh, facts.title_en);
  if (!facts.license.empty()) json["dcterms:license"] = facts.license;
  if (!facts.source.empty()) json["dcterms:source"] = facts.source;
  return json;
}

}  // namespace

Json catalogue_json(const live::Published& published, std::string_view root) {
  Json datasets = Json::array();
  for (const auto& collection : catalog::all_collections(*published.snapshot, *published.stored))
    if (!collection.only) datasets.push_back(dataset_json(published, collection, root));
  Json json{{"@context",
             {{"dcat", "http://www.w3.org/ns/dcat#"}, {"dcterms", "http://purl.org/dc/terms/"}}},
            {"@id", std::string(root) + "/data/catalog.jsonld"},
            {"@type", "dcat:Catalog"},
            {"dcterms:title", in_both("津图 开放数据", "Jintu open data")},
            {"dcterms:description", notice_of(published.site)},
            {"dcterms:language", {"zh", "en"}},
            {"dcat:dataset", std::move(datasets)}};
  if (published.site.release) {
    json["dcterms:issued"] = published.site.release->time;
    json["dcat:version"] = std::to_string(published.site.release->number);
  }
  return json;
}

}  // namespace jintu::open_data
