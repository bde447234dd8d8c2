#include "geo/io/manifest.hpp"

#include <map>

#include "io_fixture.hpp"

using namespace jintu;
using namespace jintu::io;

namespace {

const std::string kSha(64, 'a');

/// A manifest of one entry; `members` overrides or, with an empty text, removes.
std::string manifest(const std::map<std::string, std::string>& members = {}) {
  std::map<std::string, std::string> all{{"file", R"("a.geojson")"},
                                         {"layer", R"("a")"},
                                         {"title_zh", R"("甲")"},
                                         {"title_en", R"("A")"},
                                         {"records", "3"},
                                         {"placed", "2"},
                                         {"source", R"("s")"},
                                         {"license", R"("CC0-1.0")"},
                                         {"crs", R"("EPSG:4326")"},
                                         {"accuracy", R"("10 m")"},
                                         {"sha256", "\"" + kSha + "\""},
                                         {"rebuild", R"("by hand")"}};
  for (const auto& [name, value] : members) all[name] = value;
  std::string out;
  for (const auto& [name, value] : all)
    if (!value.empty()) out += (out.empty() ? "" : ",") + ("\"" + name + "\":" + value);
  return "{\"files\":[{" + out + "}]}";
}

std::vector<ManifestEntry> read(const std::string& text) {
  const Folder folder;
  folder.put("manifest.json", text);
  return read_manifest(folder / "");
}

}  // namespace

TEST_CASE("A manifest's entry says what the file is") {
  const auto entries = read(manifest());
  REQUIRE(entries.size() == 1);
  CHECK(entries[0].layer == "a");
  CHECK(entries[0].title_zh == "甲");
  CHECK(entries[0].records == 3);
  CHECK(entries[0].placed == 2);
  CHECK(entries[0].crs == "EPSG:4326");
  CHECK(has(entries[0].path, "a.geojson"));
}

TEST_CASE("A file without places has neither CRS nor a count of places") {
  const auto entries = read(manifest({{"crs", "null"}, {"placed", "null"}}));
  REQUIRE(entries.size() == 1);
  CHECK(entries[0].crs.empty());
  CHECK(entries[0].placed == 0);
}

TEST_CASE("A file with places names its CRS") {
  CHECK(has(error_of([] { read(manifest({{"crs", "null"}})); }), "\"crs\""));
  CHECK(has(error_of([] { read(manifest({{"crs", ""}, {"placed", "null"}})); }), "\"crs\""));
  CHECK(read(manifest({{"crs", "null"}, {"placed", "0"}})).size() == 1);
}

TEST_CASE("Mistakes in a manifest name the entry and its member") {
  const std::map<std::string, std::string> mistakes[] = {
      {{"file", R"("../a")"}}, {{"file", R"("/etc/passwd")"}}, {{"file", ""}},
      {{"records", "-1"}},     {{"placed", "\"2\""}},          {{"sha256", R"("abc")"}}};
  for (const auto& wrong : mistakes) {
    const std::string said = error_of([&] { read(manifest(wrong)); });
    CHECK(has(said, "files[0]"));
    CHECK(has(said, "\"" + wrong.begin()->first + "\""));
  }
  CHECK(has(error_of([] { read("[]"); }), "\"files\""));
}

TEST_CASE("A file that was changed is not the manifest's") {
  const Folder folder;
  ManifestEntry entry;
  entry.path = folder.put("a", "abc");
  entry.sha256 =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";  // FIPS 180-2, B.1
  CHECK_NOTHROW(verify(entry));
  folder.put("a", "abd");
  CHECK(has(error_of([&] { verify(entry); }), "SHA-256"));
}

TEST_CASE("The manifest that ships is whole and its files are unchanged") {
  const auto entries = read_manifest(JINTU_SOURCE_DIR "/data");
  CHECK(entries.size() >= 6);
  for (const auto& entry : entries) CHECK_NOTHROW(verify(entry));
}
