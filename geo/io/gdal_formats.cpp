#include "geo/io/gdal_formats.hpp"

#include <dlfcn.h>

#include <filesystem>

#include "geo/base/error.hpp"
#include "geo/io/gdal_formats_build.hpp"
#include "geo/io/read.hpp"

namespace jintu::io {

namespace {

namespace fs = std::filesystem;

constexpr const char* kModule = "jintu_gdal.so";

#define JINTU_TEXT_OF(name) #name
#define JINTU_TEXT(name) JINTU_TEXT_OF(name)
constexpr const char* kFormatsName = JINTU_TEXT(JINTU_GDAL_FORMATS);

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
  const auto table = reinterpret_cast<const GdalFormats& (*)()>(dlsym(module, kFormatsName));
  if (!table)
    fail(path,
         "它与运行中的程序不是同一次构建：重新启动，或重新构建 it is of another build than this "
         "program: "
         "restart, or build again");
  return table();
}

}  // namespace

const GdalFormats& gdal_formats() {
  static const GdalFormats& formats = load();
  return formats;
}

std::string gdal_release() { return gdal_formats().release(); }

}  // namespace jintu::io
