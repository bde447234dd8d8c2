#include "services/drawing/pens.hpp"

#include <dlfcn.h>

#include <filesystem>

#include "geo/base/error.hpp"
#include "services/drawing/pens_build.hpp"

namespace jintu::drawing {

namespace {

namespace fs = std::filesystem;

constexpr const char* module_name = "jintu_drawing.so";

#define JINTU_TEXT_OF(name) #name
#define JINTU_TEXT(name) JINTU_TEXT_OF(name)
constexpr const char* table_name = JINTU_TEXT(JINTU_PENS);

[[noreturn]] void fail(const fs::path& path, const char* why) {
  throw Error(ErrorCode::unavailable,
              "画图的模块无法加载，运行 jintu doctor the module that draws pictures cannot be "
              "loaded; run jintu doctor",
              path.string() + ": " + why);
}

fs::path module_path() {
  std::error_code error;
  const fs::path beside = fs::read_symlink("/proc/self/exe", error).parent_path() / module_name;
  return !error && fs::exists(beside, error) ? beside : fs::path(JINTU_MODULE_FOLDER) / module_name;
}

const Pens& load() {
  const fs::path path = module_path();
  void* module =
      dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);  // never closed: GLib does not take it
  if (!module) fail(path, dlerror());
  const auto table = reinterpret_cast<const Pens& (*)()>(dlsym(module, table_name));
  if (!table)
    fail(path,
         "它与运行中的程序不是同一次构建：重新启动，或重新构建 it is of another build than this "
         "program: restart, or build again");
  return table();
}

}  // namespace

const Pens& pens() {
  static const Pens& loaded = load();
  return loaded;
}

}  // namespace jintu::drawing
