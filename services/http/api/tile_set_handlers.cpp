// OGC API – Tiles: the tile matrix sets, and tiles addressed by them.
#include <algorithm>

#include "services/catalog/tile_sets.hpp"
#include "services/http/api/app.hpp"
#include "services/http/message/answers.hpp"
#include "services/http/message/uri.hpp"
#include "services/http/query/tile_query.hpp"
#include "services/http/query/tile_selection.hpp"

namespace jintu::http {

namespace {

constexpr std::string_view json_type = "application/json";

const catalog::TileMatrixSet& matrix_set(const std::string& id) {
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

Response App::tile_matrix_sets(const Call& call) const {
  const Query query(call.request().query, {});
  return text_answer(call.request(), json_type, catalog::tile_matrix_sets_json(call.root).dump(),
                     {.root = call.root});
}

Response App::tile_matrix_set(const Call& call) const {
  const Query query(call.request().query, {});
  const auto& set = matrix_set(call.arg("tileMatrixSetId"));
  return text_answer(call.request(), json_type, catalog::tile_matrix_set_json(set).dump());
}

Response App::tile_sets(const Call& call) const {
  const Query query(call.request().query, {});
  const Json json =
      catalog::tile_sets_json(thing(*call.published, call.arg("collectionId")),
                              bounds_of(*call.published, call.arg("collectionId")), call.root);
  return text_answer(call.request(), json_type, json.dump(), {.root = call.root});
}

std::optional<Response> App::tile_set(const Call& call, const Later& later) {
  const Query query(call.request().query, {});
  const auto& set = matrix_set(call.arg("tileMatrixSetId"));
  auto plain = selected_of(*call.published, call.arg("collectionId"));
  return elsewhere(call, later, [this, &set, plain = std::move(plain)](const Call& c) {
    tile::VariantQuery variant;
    variant.crs = set.plane;
    auto info = described(*c.published, varied(c, plain, variant));
    info.bounds = bounds_of(plain);  // the same numbers in every plane; the limits follow from them
    return text_answer(
        c.request(), json_type,
        catalog::tile_set_json(thing(*c.published, c.arg("collectionId")), set, info, c.root)
            .dump(),
        {.root = c.root});
  });
}

std::optional<Response> App::ogc_tile(const Call& call, const Later& later) {
  const auto& set = matrix_set(call.arg("tileMatrixSetId"));
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
  TileWish wish{selected_of(*call.published, call.arg("collectionId")), {}, *coord};
  const auto limits = catalog::limits_in(set, bounds_of(wish.plain), coord->z());
  if (limits && !limits->contains(*coord))
    throw Error(ErrorCode::not_found,
                "此处超出瓦片集的范围 the tile lies beyond the limits of the tile set, which says "
                "them as tileMatrixSetLimits");
  wish.variant = variant_of(call.request().query, set, wish.plain, *call.published->snapshot);
  return tile_wished(call, later, std::move(wish));
}

}  // namespace jintu::http
