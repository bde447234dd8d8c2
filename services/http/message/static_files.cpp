#include "services/http/message/static_files.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

#include "geo/base/error.hpp"
#include "tiles/blob/gzip.hpp"
#include "tiles/blob/tile.hpp"

namespace jintu::http {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_bytes = std::size_t{256} << 20;

struct Kind {
  std::string_view extension;
  std::string_view content_type;
  bool text;  ///< worth compressing
};
constexpr std::array<Kind, 23> kinds{{
    {".html", "text/html; charset=utf-8", true},
    {".js", "text/javascript; charset=utf-8", true},
    {".mjs", "text/javascript; charset=utf-8", true},
    {".css", "text/css; charset=utf-8", true},
    {".json", "application/json", true},
    {".map", "application/json", true},
    {".geojson", "application/geo+json", true},
    {".webmanifest", "application/manifest+json", true},
    {".svg", "image/svg+xml", true},
    {".txt", "text/plain; charset=utf-8", true},
    {".md", "text/markdown; charset=utf-8", true},
    {".xml", "application/xml", true},
    {".wasm", "application/wasm", true},
    {".png", "image/png", false},
    {".jpg", "image/jpeg", false},
    {".jpeg", "image/jpeg", false},
    {".webp", "image/webp", false},
    {".avif", "image/avif", false},
    {".gif", "image/gif", false},
    {".ico", "image/vnd.microsoft.icon", false},
    {".woff2", "font/woff2", false},
    {".pdf", "application/pdf", false},
    {".pbf", "application/x-protobuf", false},
}};

Kind kind_of_file(const fs::path& path) {
  const std::string extension = path.extension().string();
  const auto it = std::find_if(kinds.begin(), kinds.end(),
                               [&](const Kind& k) { return k.extension == extension; });
  return it == kinds.end() ? Kind{"", "application/octet-stream", false} : *it;
}

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) throw Error(ErrorCode::io, "无法读取网页文件 cannot read " + path.string());
  return std::move(text).str();
}

bool hidden(const fs::path& relative) {
  return std::any_of(relative.begin(), relative.end(),
                     [](const fs::path& part) { return part.string().front() == '.'; });
}

}  // namespace

StaticFiles StaticFiles::load(const std::string& dir) {
  StaticFiles result;
  std::error_code missing;
  if (dir.empty() || !fs::is_directory(dir, missing)) return result;
  std::map<std::string, std::shared_ptr<const std::string>> contents;
  std::size_t total = 0;
  for (const auto& entry : fs::recursive_directory_iterator(dir)) {
    const fs::path relative = entry.path().lexically_relative(dir);
    if (!entry.is_regular_file() || entry.is_symlink() || hidden(relative)) continue;
    auto bytes = std::make_shared<const std::string>(read_file(entry.path()));
    total += bytes->size();
    if (total > most_bytes)
      throw Error(ErrorCode::too_large,
                  "网页目录超过 256 MB the web app is larger than 256 MB: " + dir);
    contents.emplace(relative.generic_string(), std::move(bytes));
  }
  const auto variant = [&](const std::string& name) {
    const auto it = contents.find(name);
    return it == contents.end() ? nullptr : it->second;
  };
  for (const auto& [name, bytes] : contents) {
    const fs::path path(name);
    const bool is_variant = (path.extension() == ".br" || path.extension() == ".gz") &&
                            contents.contains(name.substr(0, name.size() - 3));
    if (is_variant) continue;
    const Kind kind = kind_of_file(path);
    StaticFile file{std::string(kind.content_type), tiles::content_hash(*bytes), bytes,
                    variant(name + ".gz"),          variant(name + ".br"),       false};
    if (!file.gzip && kind.text && bytes->size() > 1024)
      file.gzip = std::make_shared<const std::string>(tiles::gzip(*bytes, 9));
    file.immutable = name.rfind("assets/", 0) == 0;
    result.files_.emplace(name, std::move(file));
  }
  return result;
}

const StaticFile* StaticFiles::find(std::string_view path) const {
  const auto it = files_.find(path);
  return it == files_.end() ? nullptr : &it->second;
}

}  // namespace jintu::http
