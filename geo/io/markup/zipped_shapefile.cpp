#include "geo/io/markup/zipped_shapefile.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <vector>

#include "geo/base/error.hpp"
#include "geo/io/markup/zip.hpp"
#include "geo/io/text.hpp"

namespace jintu::io {

namespace fs = std::filesystem;

namespace {

constexpr std::array parts{".shp", ".shx", ".dbf", ".prj", ".cpg"};

/// "a/b/c.SHP" is c and .shp.
std::string file_of(const std::string& entry) { return entry.substr(entry.find_last_of('/') + 1); }
std::string extension_of(const std::string& entry) {
  const std::string file = file_of(entry);
  const auto dot = file.find_last_of('.');
  return dot == std::string::npos ? "" : lower_ascii(file.substr(dot));
}
std::string stem_of(const std::string& entry) {
  return entry.substr(0, entry.size() - extension_of(entry).size());
}
/// What a Mac puts beside each file.
bool is_shadow(const std::string& entry) {
  return entry.starts_with("__MACOSX/") || file_of(entry).starts_with("._");
}

std::string one_shapefile(const Zip& zip, const std::string& path, const std::string& layer) {
  std::vector<std::string> found;
  std::string names;
  for (const std::string& name : zip.names()) {
    if (extension_of(name) != ".shp" || is_shadow(name)) continue;
    if (!layer.empty() && file_of(stem_of(name)) != layer) continue;
    found.push_back(stem_of(name));
    names += (names.empty() ? "" : ", ") + file_of(name);
  }
  if (found.empty())
    throw Error(ErrorCode::bad_input,
                path + ": 压缩包里没有 .shp there is no .shp in the zip; expected one shapefile");
  if (found.size() > 1)
    throw Error(ErrorCode::bad_input,
                path + ": 压缩包里有多个图层 there are several shapefiles in the zip: " + names +
                    "; expected one");
  return found.front();
}

}  // namespace

std::string unpack_shapefile(const std::string& path, const std::string& folder,
                             const ReadOptions& options) {
  Zip zip(path, options.limits);
  const std::string stem = one_shapefile(zip, path, options.layer);
  for (const std::string& name : zip.names()) {
    const std::string extension = extension_of(name);
    if (stem_of(name) != stem || std::find(parts.begin(), parts.end(), extension) == parts.end())
      continue;
    // A name of our own: what stands in a zip is no path of this machine.
    std::ofstream out(fs::path(folder) / ("shape" + extension), std::ios::binary);
    zip.read(name, [&](std::string_view bytes) {
      out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    });
    out.close();
    if (!out) throw Error(ErrorCode::io, "无法写临时文件 temporary files cannot be written");
  }
  return (fs::path(folder) / "shape.shp").string();
}

}  // namespace jintu::io
