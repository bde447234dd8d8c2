#include "services/uploads/upload.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "geo/base/error.hpp"
#include "geo/io/markup/zipped_shapefile.hpp"
#include "services/uploads/scratch_folder.hpp"

namespace jintu::uploads {

namespace fs = std::filesystem;

namespace {

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

}  // namespace

io::ReadReport read_upload(std::string_view bytes, const UploadAsk& ask,
                           const io::ReadLimits& limits, const io::FeatureSink& on_feature,
                           const io::RejectSink& on_reject, const Progress& progress) {
  const ScratchFolder folder;
  try {
    if (bytes.empty()) throw Error(ErrorCode::bad_input, "文件是空的 the file is empty");
    io::ReadOptions options;
    options.crs = ask.crs;
    options.layer = ask.layer;
    options.limits = limits;
    const std::string extension = extension_of(ask.name);
    std::string path = written(folder.path(), extension, bytes);
    if (extension == ".zip") {
      const fs::path inside = folder.path() / "unpacked";
      fs::create_directory(inside);
      path = io::unpack_shapefile(path, inside.string(), options);
      options.layer.clear();
    }
    return io::read_vector_file(path, options, on_feature, on_reject, progress);
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

}  // namespace jintu::uploads
