#include "geo/io/manifest.hpp"

#include <filesystem>

#include "geo/base/error.hpp"
#include "geo/base/json.hpp"
#include "geo/digest/sha256.hpp"
#include "geo/io/text.hpp"

namespace jintu::io {

namespace {

std::string text_member(const Json& entry, const char* name, const std::string& where) {
  const auto found = entry.find(name);
  if (found == entry.end() || !found->is_string())
    throw Error(ErrorCode::bad_input, where + ": \"" + name + "\" should be a text");
  return found->get<std::string>();
}

std::uint64_t count_member(const Json& entry, const char* name, const std::string& where) {
  const auto found = entry.find(name);
  if (found == entry.end() || !found->is_number_unsigned())
    throw Error(ErrorCode::bad_input, where + ": \"" + name + "\" should be a count");
  return found->get<std::uint64_t>();
}

ManifestEntry entry_of(const Json& json, const std::string& dir, const std::string& where) {
  if (!json.is_object()) throw Error(ErrorCode::bad_input, where + ": should be an object");
  ManifestEntry out;
  out.file = text_member(json, "file", where);
  const std::filesystem::path relative(out.file);
  const auto normal = relative.lexically_normal();
  if (out.file.empty() || relative.is_absolute() || *normal.begin() == "..")
    throw Error(ErrorCode::bad_input, where + ": \"file\" should stay inside the data folder");
  out.path = (std::filesystem::path(dir) / normal).string();
  out.layer = text_member(json, "layer", where);
  out.title_zh = text_member(json, "title_zh", where);
  out.title_en = text_member(json, "title_en", where);
  out.records = count_member(json, "records", where);
  const auto placed = json.find("placed");  // null where records have no place: a table of days
  if (placed == json.end() || !placed->is_null()) out.placed = count_member(json, "placed", where);
  out.source = text_member(json, "source", where);
  out.license = text_member(json, "license", where);
  const auto crs = json.find("crs");
  const bool no_crs = crs != json.end() && crs->is_null() && out.placed == 0;  // no places, no CRS
  if (!no_crs) out.crs = text_member(json, "crs", where);
  out.accuracy = text_member(json, "accuracy", where);
  out.sha256 = lower_ascii(text_member(json, "sha256", where));
  if (out.sha256.size() != 64 ||
      out.sha256.find_first_not_of("0123456789abcdef") != std::string::npos)
    throw Error(ErrorCode::bad_input, where + ": \"sha256\" should be 64 hexadecimal digits");
  out.rebuild = text_member(json, "rebuild", where);
  return out;
}

}  // namespace

std::vector<ManifestEntry> read_manifest(const std::string& dir) {
  const std::string path = (std::filesystem::path(dir) / "manifest.json").string();
  const Json manifest = read_json_file(path);
  const auto files = manifest.is_object() ? manifest.find("files") : manifest.end();
  if (!manifest.is_object() || files == manifest.end() || !files->is_array())
    throw Error(ErrorCode::bad_input, path + ": expected an object with the array \"files\"");
  std::vector<ManifestEntry> out;
  for (const Json& entry : *files)
    out.push_back(entry_of(entry, dir, path + ": files[" + std::to_string(out.size()) + "]"));
  return out;
}

void verify(const ManifestEntry& entry) {
  const std::string actual = sha256_of_file(entry.path);
  if (actual != entry.sha256)
    throw Error(ErrorCode::bad_input,
                entry.path + ": 与清单不符 the file is not the one in the manifest: SHA-256 is " +
                    actual + ", expected " + entry.sha256);
}

}  // namespace jintu::io
