#include "geo/gdal/zip_guard.hpp"

#include <cpl_string.h>
#include <cpl_vsi.h>

#include <array>
#include <functional>
#include <memory>

#include "geo/base/error.hpp"
#include "geo/gdal/gdal_scope.hpp"
#include "geo/io/text.hpp"

namespace jintu::gdal {

using namespace io;

namespace {

[[noreturn]] void refuse(ErrorCode code, const std::string& path, const std::string& what) {
  throw Error(code, path + ": " + what);
}

/// Calls `use(name, bytes)` on each entry; bytes beyond `keep` are counted, not kept.
void for_each_entry(const Opened& opened, const ReadLimits& limits, bool keep,
                    const std::function<void(const std::string&, const std::string&)>& use) {
  const GdalErrors errors;
  const std::string root = "/vsizip/{" + opened.path + "}";
  const std::unique_ptr<VSIDIR, decltype(&VSICloseDir)> dir(VSIOpenDir(root.c_str(), 8, nullptr),
                                                            &VSICloseDir);
  if (!dir)
    refuse(ErrorCode::bad_input, opened.path, "压缩包损坏 the zip inside is broken or truncated");
  std::uint64_t total = 0;
  std::array<char, 65536> buffer;
  std::size_t entries = 0;
  while (const VSIDIREntry* entry = VSIGetNextDirEntry(dir.get())) {
    if (VSI_ISDIR(entry->nMode)) continue;
    if (++entries > 10'000)
      refuse(ErrorCode::too_large, opened.path, "压缩包里文件太多 more than 10000 files inside");
    const std::string name = entry->pszName;
    VSILFILE* raw = VSIFOpenL((root + "/" + name).c_str(), "rb");
    if (!raw)
      refuse(ErrorCode::bad_input, opened.path, "压缩包损坏 the zip inside is broken at " + name);
    const std::unique_ptr<VSILFILE, int (*)(VSILFILE*)> file(raw, &VSIFCloseL);
    std::string bytes;
    std::uint64_t size = 0;
    while (const std::size_t got = VSIFReadL(buffer.data(), 1, buffer.size(), file.get())) {
      size += got;
      total += got;
      if (total > limits.uncompressed_bytes)
        refuse(ErrorCode::too_large, opened.path,
               "解压后太大 inflates to more than " + std::to_string(limits.uncompressed_bytes) +
                   " bytes (a zip bomb?)");
      if (keep) bytes.append(buffer.data(), got);
    }
    if (size != entry->nSize || errors.failed())
      refuse(ErrorCode::bad_input, opened.path, "压缩包损坏 the zip inside is broken at " + name);
    use(name, bytes);
  }
  if (entries == 0)
    refuse(ErrorCode::bad_input, opened.path,
           "压缩包损坏 the zip inside is broken, truncated or empty");
}

/// Nesting of tags; comments, CDATA and processing instructions are skipped.
void check_xml(std::string_view text, const std::string& name, const ReadLimits& limits) {
  const auto stop = [&](std::size_t at, const std::string& what,
                        ErrorCode code = ErrorCode::bad_input) {
    refuse(code, name, "line " + std::to_string(line_of(text, at)) + ": " + what);
  };
  if (text.find("<kml") == std::string_view::npos && text.find(":kml") == std::string_view::npos)
    refuse(ErrorCode::bad_input, name, "不是 KML: no <kml> element was found");
  int depth = 0;
  std::size_t at = text.find('<');
  while (at != std::string_view::npos) {
    const auto rest = text.substr(at);
    std::string_view close = ">";
    if (rest.starts_with("<!--"))
      close = "-->";
    else if (rest.starts_with("<![CDATA["))
      close = "]]>";
    else if (rest.starts_with("<!"))
      stop(at, "不允许 DTD: document type declarations are not accepted");
    else if (rest.starts_with("</"))
      --depth;
    const std::size_t end = text.find(close, at);
    if (end == std::string_view::npos)
      stop(at, "文件不完整 the file ends in the middle (truncated?)");
    const bool opens =
        close == ">" && !rest.starts_with("</") && !rest.starts_with("<?") && text[end - 1] != '/';
    if (opens && ++depth > limits.depth)
      stop(at, "嵌套太深 nested deeper than " + std::to_string(limits.depth) + " levels",
           ErrorCode::too_large);
    at = text.find('<', end);
  }
  if (depth != 0) stop(text.size(), "文件不完整 elements are left open at the end (truncated?)");
}

}  // namespace

void check_zip(const Opened& opened, const ReadLimits& limits) {
  for_each_entry(opened, limits, false, [](const std::string&, const std::string&) {});
}

void check_kml(const Opened& opened, const ReadLimits& limits) {
  if (opened.format == Format::kml) {
    check_xml(read_bytes(opened.path, limits.text_bytes), opened.path, limits);
    return;
  }
  bool any = false;
  for_each_entry(opened, limits, true, [&](const std::string& name, const std::string& bytes) {
    if (!lower_ascii(name).ends_with(".kml")) return;
    any = true;
    check_xml(bytes, opened.path + "/" + name, limits);
  });
  if (!any) refuse(ErrorCode::bad_input, opened.path, "压缩包里没有 .kml: there is no .kml inside");
}

}  // namespace jintu::gdal
