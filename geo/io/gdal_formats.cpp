#include "geo/io/gdal_formats.hpp"

#include <dlfcn.h>

#include <filesystem>
#include <string_view>

#include "geo/base/error.hpp"
#include "geo/io/read.hpp"

namespace jintu::io {

namespace {

namespace fs = std::filesystem;

constexpr const char* kModule = "jintu_gdal.so";

[[noreturn]] void fail(const fs::path& path, const char* why) {
  throw Error(ErrorCode::internal,
              "读写该格式的模块无法加载 the module for this format cannot be loaded",
              path.string() + ": " + why);
}

fs::path module_path() {
  std::error_code error;
  const fs::path beside = fs::read_symlink("/proc/self/exe", error).parent_path() / kModule;
  return !error && fs::exists(beside, error) ? beside : fs::path(JINTU_MODULE_FOLDER) / kModule;
}

const GdalFormats& load() {
  const fs::path path = module_path();
  void* module =
      dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);  // never closed: GDAL does not survive it
  if (!module) fail(path, dlerror());
  const auto table = reinterpret_cast<const GdalFormats& (*)()>(dlsym(module, kGdalFormatsName));
  if (!table) fail(path, dlerror());
  const GdalFormats& formats = table();
  if (std::string_view(formats.version) != JINTU_VERSION)
    fail(path, "it is of another version; build again");
  return formats;
}

}  // namespace

const GdalFormats& gdal_formats() {
  static const GdalFormats& formats = load();
  return formats;
}

std::string gdal_release() { return gdal_formats().release(); }

}  // namespace jintu::io
