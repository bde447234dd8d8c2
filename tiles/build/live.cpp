#include "tiles/build/live.hpp"

#include <algorithm>

#include "geo/base/error.hpp"
#include "tiles/build/describe_archive.hpp"
#include "tiles/source/derived_layers.hpp"

namespace jintu::tiles {

PyramidReport build_live(const Snapshot& snapshot, const std::vector<std::string>& names,
                         const std::string& path, TileCrs crs, const PyramidOptions& options,
                         const Progress& progress) {
  LiveVariant variant;
  variant.crs = crs;
  std::string known;
  for (const auto& [name, layer] : snapshot.layers()) known += (known.empty() ? "" : ", ") + name;
  for (const auto& name : names)
    if (!snapshot.layer(name))
      throw Error(ErrorCode::bad_input,
                  "没有图层 no live layer \"" + name + "\"; there are: " + known);
  const auto districts = snapshot.layer("districts");
  std::vector<std::shared_ptr<const PreparedLayer>> prepared;
  for (const auto& [name, layer] : snapshot.layers()) {
    if (!names.empty() && std::find(names.begin(), names.end(), name) == names.end()) continue;
    for (auto& part : derive_layers(*layer, districts.get(), variant))
      prepared.push_back(std::move(part));
  }
  ArchiveInfo info = archive_info(prepared, options);
  Json metadata{{"name", "津图 Jintu"},
                {"type", "overlay"},
                {"version", "2"},
                {"revision", snapshot.revision().value},
                {"vector_layers", vector_layers_json(prepared, options.max_zoom)}};
  if (crs != TileCrs::wgs84) metadata["crs"] = name_of(crs);
  info.metadata = metadata.dump();
  return build_pyramid(prepared, path, std::move(info), options, progress);
}

}  // namespace jintu::tiles
