#include "services/siting/question/uploads.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>

#include "geo/base/error.hpp"
#include "geo/geometry/validity.hpp"
#include "geo/io/markup/zipped_shapefile.hpp"
#include "geo/io/read.hpp"
#include "services/siting/question/scratch_folder.hpp"

namespace jintu::siting {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t most_rejects = 20;

io::ReadLimits limits_of_uploads() {
  io::ReadLimits limits;
  limits.uncompressed_bytes = std::uint64_t{256} << 20;
  limits.table_cells = 5'000'000;
  limits.features = most_uploaded;
  limits.vertices = 5'000'000;
  limits.drawn_entities = most_uploaded;
  limits.drawn_vertices = 1'000'000;
  return limits;
}

/// ".xlsx", in lower case; what stands before it is no path of this machine.
std::string extension_of(const std::string& name) {
  const auto dot = name.find_last_of('.');
  if (dot == std::string::npos || name.size() - dot > 10) return "";
  std::string extension = name.substr(dot);
  for (char& c : extension) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  return std::all_of(extension.begin() + 1, extension.end(), plain) ? extension : "";
}

std::string written(const fs::path& folder, const std::string& extension, std::string_view bytes) {
  const std::string path = (folder / ("upload" + extension)).string();
  std::ofstream out(path, std::ios::binary);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  if (!out) throw Error(ErrorCode::io, "无法写临时文件 temporary files cannot be written");
  return path;
}

Json json_of(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return *whole;
  if (const auto* real = std::get_if<double>(&value))
    return std::isfinite(*real) ? Json(*real) : Json(nullptr);
  if (const auto* truth = std::get_if<bool>(&value)) return *truth;
  return nullptr;
}

/// One point, or a point inside an area; nothing for the rest.
std::optional<Position> place_of(const Feature& feature) {
  if (const auto* points = std::get_if<MultiPoint<Position>>(&feature.geometry))
    return points->size() == 1 ? std::optional(points->front()) : std::nullopt;
  if (const auto* polygons = std::get_if<MultiPolygon<Position>>(&feature.geometry))
    return label_point(*polygons);
  return std::nullopt;
}

Json points_in(const ScratchFolder& folder, std::string_view bytes, const UploadAsk& ask,
               const Progress& progress) {
  if (bytes.empty()) throw Error(ErrorCode::bad_input, "文件是空的 the file is empty");
  io::ReadOptions options;
  options.crs = ask.crs;
  options.layer = ask.layer;
  options.limits = limits_of_uploads();
  const std::string extension = extension_of(ask.name);
  std::string path = written(folder.path(), extension, bytes);
  if (extension == ".zip") {
    const fs::path inside = folder.path() / "unpacked";
    fs::create_directory(inside);
    path = io::unpack_shapefile(path, inside.string(), options);
    options.layer.clear();
  }
  Json features = Json::array(), rejects = Json::array();
  const auto reject = [&](std::uint64_t line, const std::string& name, const std::string& reason) {
    if (rejects.size() < most_rejects)
      rejects.push_back({{"line", line}, {"feature", name}, {"reason", reason}});
  };
  std::uint64_t number = 0, areas = 0, refused = 0;
  const auto take = [&](Feature&& feature) {
    ++number;
    const auto at = place_of(feature);
    if (!at) {
      ++refused;
      reject(0, feature.key.empty() ? "feature " + std::to_string(number) : feature.key,
             "应为一个点或面 expected one point, or an area");
      return;
    }
    areas += std::holds_alternative<MultiPolygon<Position>>(feature.geometry);
    Json properties = Json::object();
    if (!feature.key.empty()) properties["id"] = feature.key;
    for (const auto& [name, value] : feature.properties) properties[name] = json_of(value);
    features.push_back({{"type", "Feature"},
                        {"geometry", {{"type", "Point"}, {"coordinates", {at->lon, at->lat}}}},
                        {"properties", std::move(properties)}});
  };
  const auto report = io::read_vector_file(
      path, options, take, [&](const io::Reject& r) { reject(r.line, r.feature, r.reason); },
      progress);
  Json notices = report.notices;
  if (areas > 0)
    notices.push_back(std::to_string(areas) +
                      " 个面以面内一点代表 areas stand for themselves at a point inside");
  return {{"type", "FeatureCollection"}, {"features", std::move(features)},
          {"format", report.format},     {"crs", report.crs},
          {"notices", notices},          {"rejected", report.rejected + refused},
          {"rejects", rejects}};
}

}  // namespace

Json uploaded_points(std::string_view bytes, const UploadAsk& ask, const Progress& progress) {
  const ScratchFolder folder;
  try {
    return points_in(folder, bytes, ask, progress);
  } catch (const Error& error) {
    // Where it lay for a moment is nobody's business.
    std::string detail = error.public_detail();
    const std::string place = folder.path().string() + "/";
    for (auto at = detail.find(place); at != std::string::npos; at = detail.find(place))
      detail.erase(at, place.size());
    // A format that nobody reads is the sender's fault, not something that this server lacks.
    const bool unread = error.code() == ErrorCode::unsupported;
    throw Error(unread ? ErrorCode::bad_input : error.code(), detail, error.what());
  }
}

}  // namespace jintu::siting
