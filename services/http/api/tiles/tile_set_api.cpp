// OGC API – Tiles: the tile matrix sets, and tiles addressed by them.
#include "services/http/api/tiles/tile_set_api.hpp"

#include <algorithm>

#include "services/catalog/collections.hpp"
#include "services/catalog/tile_sets.hpp"
#include "services/http/api/frame/documents.hpp"
#include "services/http/api/frame/operations.hpp"
#include "services/http/message/answers.hpp"
#include "services/http/message/uri.hpp"
#include "services/http/query/tile_query.hpp"
#include "services/http/query/tile_selection.hpp"

namespace jintu::http {

namespace {

const catalog::TileMatrixSet& matrix_set_named(const std::string& id) {
  if (const auto* set = catalog::find_tile_matrix_set(id)) return *set;
  throw Error(ErrorCode::not_found, "没有此瓦片矩阵集 there is no tile matrix set: " +
                                        id.substr(0, 63) + "; WebMercatorQuad, CGCS2000Quad");
}

/// `collection` empty: the dataset, all live layers that are there.
tile::Selection selected_of(const live::Published& published, const std::string& collection) {
  if (!collection.empty()) {
    if (!published.snapshot->layer(collection) || collection.find(',') != std::string::npos)
      throw Error(ErrorCode::not_found,
                  "没有此图层 there is no collection: " + collection.substr(0, 63));
    return selected(published, collection);
  }
  std::string ids;
  for (const std::string& name : catalog::layer_names(*published.snapshot))
    if (published.sources.contains(name)) ids += (ids.empty() ? "" : ",") + name;
  if (ids.empty())
    throw Error(ErrorCode::not_found, "没有可切瓦片的图层 there is no layer to make tiles of");
  return selected(published, ids);
}

catalog::TiledThing thing(const live::Published& published, const std::string& collection) {
  if (collection.empty()) return {"/ogc", "津图 Jintu"};
  const auto layer = published.snapshot->layer(collection);
  if (!layer)
    throw Error(ErrorCode::not_found,
                "没有此图层 there is no collection: " + collection.substr(0, 63));
  return {"/ogc/collections/" + collection, layer->schema().title};
}

Box<Wgs84> bounds_of(const tile::Selection& selection) {
  Box<Wgs84> bounds;
  for (const auto& part : selection.parts) bounds.add(part->info().bounds);
  return bounds;
}

/// Of the data, of which some tile sets are; empty when there are no tiles of it.
Box<Wgs84> bounds_of(const live::Published& published, const std::string& collection) {
  const auto has_tiles = [&](std::string_view id) {
    return published.snapshot->layer(id) && published.sources.find(id) != published.sources.end();
  };
  const auto names = catalog::layer_names(*published.snapshot);
  const bool any = collection.empty() ? std::any_of(names.begin(), names.end(), has_tiles)
                                      : has_tiles(collection);
  return any ? bounds_of(selected_of(published, collection)) : Box<Wgs84>();
}

/// The reference system is that of the tile matrix set.
tile::VariantQuery variant_of(std::string_view query, const catalog::TileMatrixSet& set,
                              const tile::Selection& plain, const Snapshot& snapshot) {
  auto variant = tile_query(query, plain, snapshot, tile_formats).variant;
  if (variant.crs != tiles::TileCrs::wgs84)
    throw Error(ErrorCode::bad_input,
                "crs: 坐标系由瓦片矩阵集决定 the tile matrix set says the reference system; "
                "/tiles/… takes crs");
  variant.crs = set.plane;
  return variant;
}

}  // namespace

Response TileSetApi::matrix_sets(const Call& call) const {
  return document_or_page(context_, call, browse::Subject::other,
                          [&] { return catalog::tile_matrix_sets_json(call.root); });
}

Response TileSetApi::matrix_set(const Call& call) const {
  return document_or_page(context_, call, browse::Subject::other, [&] {
    return catalog::tile_matrix_set_json(matrix_set_named(call.arg("tileMatrixSetId")));
  });
}

Response TileSetApi::sets(const Call& call) const {
  return document_or_page(context_, call, browse::Subject::other, [&] {
    return catalog::tile_sets_json(thing(*call.published, call.arg("collectionId")),
                                   bounds_of(*call.published, call.arg("collectionId")), call.root);
  });
}

std::optional<Response> TileSetApi::set(const Call& call, const Later& later) {
  const Query query(call.request().query, {}, json_or_html);
  const auto& set = matrix_set_named(call.arg("tileMatrixSetId"));
  auto plain = selected_of(*call.published, call.arg("collectionId"));
  return context_.elsewhere(call, later, [this, &set, plain = std::move(plain)](const Call& c) {
    tile::VariantQuery variant;
    variant.crs = set.plane;
    auto info = described(*c.published, maker_.varied(c, plain, variant));
    info.bounds = bounds_of(plain);  // the same numbers in every plane; the limits follow from them
    return document_or_page(context_, c, browse::Subject::other, [&] {
      return catalog::tile_set_json(thing(*c.published, c.arg("collectionId")), set, info, c.root);
    });
  });
}

std::optional<Response> TileSetApi::tile(const Call& call, const Later& later) {
  const auto& set = matrix_set_named(call.arg("tileMatrixSetId"));
  constexpr std::uint64_t most = std::uint64_t{1} << tiles::max_tile_zoom;
  const auto matrix = parse_whole(call.arg("tileMatrix"), tiles::max_tile_zoom),
             row = parse_whole(call.arg("tileRow"), most),
             column = parse_whole(call.arg("tileCol"), most);
  const auto coord =
      matrix && row && column ? catalog::tile_in(set, *matrix, *row, *column) : std::nullopt;
  if (!coord)
    throw Error(ErrorCode::not_found,
                "矩阵集中没有此瓦片 there is no such tile in the tile matrix set; after it come "
                "matrix, row, column");
  TileMaker::Wish wish{selected_of(*call.published, call.arg("collectionId")), {}, *coord};
  const auto limits = catalog::limits_in(set, bounds_of(wish.plain), coord->z());
  if (limits && !limits->contains(*coord))
    throw Error(ErrorCode::not_found,
                "此处超出瓦片集的范围 the tile lies beyond the limits of the tile set, which says "
                "them as tileMatrixSetLimits");
  wish.variant = variant_of(call.request().query, set, wish.plain, *call.published->snapshot);
  return maker_.answer(call, later, std::move(wish));
}

void TileSetApi::routes(std::vector<Route>& table) {
  constexpr std::string_view json = json_type, mvt = "application/vnd.mapbox-vector-tile";
  const auto add = [&](Route route) { table.push_back(std::move(route)); };
  add({"/ogc/tileMatrixSets",
       "ogc_tile_matrix_sets",
       {get(in_lane(context_, *this, &TileSetApi::matrix_sets),
            {"getTileMatrixSetsList",
             "瓦片矩阵集 tile matrix sets",
             json,
             "",
             {},
             {"tms/2.0/conf/tilematrixset"}})}});
  add({"/ogc/tileMatrixSets/{tileMatrixSetId}",
       "ogc_tile_matrix_set",
       {get(in_lane(context_, *this, &TileSetApi::matrix_set),
            {"getTileMatrixSet",
             "一个瓦片矩阵集 one tile matrix set",
             json,
             "",
             {},
             {"tms/2.0/conf/json-tilematrixset"}})}});
  add({"/ogc/tiles",
       "ogc_tile_sets",
       {get(in_lane(context_, *this, &TileSetApi::sets),
            {"dataset.vector.getTileSetsList",
             "瓦片集 tile sets",
             json,
             "",
             {},
             {"ogcapi-tiles-1/1.0/conf/tilesets-list",
              "ogcapi-tiles-1/1.0/conf/dataset-tilesets"}})}});
  add({"/ogc/tiles/{tileMatrixSetId}",
       "ogc_tile_set",
       {get(here(*this, &TileSetApi::set),
            {"dataset.vector.getTileSet",
             "一个瓦片集 one tile set",
             json,
             "",
             {},
             {"ogcapi-tiles-1/1.0/conf/tileset", "tms/2.0/conf/json-tilesetmetadata"}})}});
  add({"/ogc/tiles/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}",
       "ogc_tile",
       {get(here(*this, &TileSetApi::tile),
            {"dataset.vector.getTile",
             "一个瓦片 one tile",
             mvt,
             "",
             {},
             {"ogcapi-tiles-1/1.0/conf/core", "ogcapi-tiles-1/1.0/conf/mvt"}},
            Lane::read)}});
  add({"/ogc/collections/{collectionId}/tiles",
       "ogc_tile_sets",
       {get(in_lane(context_, *this, &TileSetApi::sets),
            {"collection.vector.getTileSetsList",
             "瓦片集 tile sets",
             json,
             "",
             {},
             {"ogcapi-tiles-1/1.0/conf/geodata-tilesets"}})}});
  add({"/ogc/collections/{collectionId}/tiles/{tileMatrixSetId}",
       "ogc_tile_set",
       {get(here(*this, &TileSetApi::set),
            {"collection.vector.getTileSet", "一个瓦片集 one tile set", json, ""})}});
  add(
      {"/ogc/collections/{collectionId}/tiles/{tileMatrixSetId}/{tileMatrix}/"
       "{tileRow}/{tileCol}",
       "ogc_tile",
       {get(here(*this, &TileSetApi::tile),
            {"collection.vector.getTile", "一个瓦片 one tile", mvt, ""}, Lane::read)}});
}

}  // namespace jintu::http
