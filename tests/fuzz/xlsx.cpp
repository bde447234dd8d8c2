// A workbook whose sheet, shared strings and styles are any bytes, between them lines of "--8<--".
// Bytes that begin as a zip does are taken for the whole file.
#include <minizip/zip.h>

#include "file_input.hpp"

namespace {

constexpr const char* kRelations =
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

void entry(zipFile zip, const char* name, std::string_view bytes) {
  zip_fileinfo info{};
  zipOpenNewFileInZip(zip, name, &info, nullptr, 0, nullptr, 0, nullptr, 0, 0);
  zipWriteInFileInZip(zip, bytes.data(), static_cast<unsigned>(bytes.size()));
  zipCloseFileInZip(zip);
}

std::string relation(const char* id, const char* type, const char* target) {
  return std::string("<Relationship Id=\"") + id + "\" Type=\"" + kRelations + "/" + type +
         "\" Target=\"" + target + "\"/>";
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  if (text.substr(0, 4) == std::string_view("PK\x03\x04", 4)) {
    jintu::fuzz::read_bytes_as(data, size, ".xlsx", "wgs84");
    return 0;
  }
  std::string_view parts[3];
  for (auto& part : parts) {
    const auto end = text.find("--8<--");
    part = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 6);
  }
  const std::string path = jintu::fuzz::scratch(".xlsx");
  unlink(path.c_str());
  const zipFile zip = zipOpen(path.c_str(), APPEND_STATUS_CREATE);
  entry(
      zip, "_rels/.rels",
      "<Relationships>" + relation("r", "officeDocument", "xl/workbook.xml") + "</Relationships>");
  entry(zip, "xl/workbook.xml",
        "<workbook><sheets><sheet name=\"s\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>");
  entry(zip, "xl/_rels/workbook.xml.rels",
        "<Relationships>" + relation("r1", "worksheet", "sheet1.xml") +
            relation("r2", "sharedStrings", "strings.xml") +
            relation("r3", "styles", "styles.xml") + "</Relationships>");
  entry(zip, "xl/sheet1.xml", parts[0]);
  if (!parts[1].empty()) entry(zip, "xl/strings.xml", parts[1]);
  if (!parts[2].empty()) entry(zip, "xl/styles.xml", parts[2]);
  zipClose(zip, nullptr);
  jintu::fuzz::read_file(path, "wgs84");
  unlink(path.c_str());
  return 0;
}
