#include "geo/osm/changes.hpp"

#include "support.hpp"

using namespace jintu;
using namespace jintu::osm;
using namespace jintu::osm::test;

namespace {

std::string create(const std::string& body) { return "<create>" + body + "</create>"; }
std::string modify(const std::string& body) { return "<modify>" + body + "</modify>"; }
std::string erase(const std::string& body) { return "<delete>" + body + "</delete>"; }

// An extract of [117, 117.1] × [39, 39.1].
struct Extract {
  TempFolder folder;
  std::string pbf = folder.path("extract.osm.pbf");

  explicit Extract(const std::string& body) {
    const std::string text =
        "<?xml version=\"1.0\"?>\n<osm version=\"0.6\"><bounds minlon=\"117\" minlat=\"39\" "
        "maxlon=\"117.1\" maxlat=\"39.1\"/>" +
        body + "</osm>";
    const std::vector<std::string> files{folder.write("extract.osm", text)};
    write_merged(files, pbf, {});
  }
  ChangeReport apply(const std::vector<std::string>& changes) {
    std::vector<std::string> files;
    for (std::size_t i = 0; i < changes.size(); ++i)
      files.push_back(folder.write(std::to_string(i) + ".osc", osc_xml(changes[i])));
    return apply_changes(pbf, files, pbf, {});
  }
  Imported import() const { return import_files({pbf}); }
};

std::string village(long long id, const std::string& name, int version, double x = 117.05) {
  return node(id, x, 39.05, "place=village name=" + name, version);
}

}  // namespace

TEST_CASE("changes modify, delete and create: the latest version wins") {
  Extract extract(village(1, "a", 3) + village(2, "b", 3) + village(3, "c", 3));
  const auto report = extract.apply({modify(village(1, "a2", 4)) + modify(village(3, "stale", 2)) +
                                         erase(village(2, "b", 4)) + create(village(9, "new", 1)),
                                     modify(village(9, "newer", 2))});
  const auto r = extract.import();
  CHECK(r.store.count("osm_places") == 3);
  CHECK(r.store.find("osm_places", 11)->properties.text("name") == "a2");
  CHECK(r.store.find("osm_places", 31)->properties.text("name") == "c");
  CHECK(r.store.find("osm_places", 91)->properties.text("name") == "newer");
  CHECK(report.created == 1);
  CHECK(report.modified == 1);
  CHECK(report.deleted == 1);
  CHECK(report.superseded == 1);
  CHECK(report.nodes == 3);
}

TEST_CASE("what is made outside the extract stays out, what its ways need comes in") {
  Extract extract(node(1, 117.05, 39.05) + node(2, 117.06, 39.05) +
                  way(10, {1, 2}, "highway=path") +
                  relation(20, {"w10"}, "type=route route=hiking"));
  const auto report = extract.apply(
      {create(village(100, "outside", 1, 118) + village(101, "inside", 1) + node(102, 118, 39.05) +
              node(103, 118.1, 39.05) + way(110, {102, 103}, "highway=path") +  // outside
              way(111, {101, 102}, "highway=path") +  // from inside out: takes 102 along
              relation(120, {"w110"}, "type=route") + relation(121, {"r122"}, "type=route") +
              relation(122, {"w111"}, "type=route"))});
  const auto r = extract.import();
  CHECK(r.store.count("osm_places") == 1);
  CHECK(r.store.count("osm_roads") == 2);
  CHECK(r.rejects.empty());
  CHECK(report.created == 5);  // 101, 102, 111, 122 and, by it, 121
  CHECK(report.outside == 4);  // 100, 103, 110, 120
  CHECK(report.relations == 3);
}

TEST_CASE("a deletion of something that is not here changes nothing") {
  Extract extract(village(1, "a", 1));
  const auto before = read_file(extract.pbf);
  const auto report = extract.apply({erase(node(77, 1, 1, "", 2) + way(5, {}, "", 2))});
  CHECK(report.outside == 2);
  CHECK(read_file(extract.pbf) == before);
}

TEST_CASE("a failed change leaves the extract as it was and no part file") {
  Extract extract(village(1, "a", 1));
  const auto before = read_file(extract.pbf);
  const std::vector<std::string> not_a_change{
      extract.folder.write("x.osm", osm_xml(node(1, 1, 1)))};
  CHECK_THROWS_AS(apply_changes(extract.pbf, not_a_change, extract.pbf, {}), Error);
  const std::vector<std::string> broken{
      extract.folder.write("y.osc", "<osmChange><create><node id=")};
  CHECK_THROWS_AS(apply_changes(extract.pbf, broken, extract.pbf, {}), Error);
  Progress stopped;
  std::stop_source stop;
  stopped.stop = stop.get_token();
  stop.request_stop();
  const std::vector<std::string> fine{
      extract.folder.write("z.osc", osc_xml(modify(village(1, "b", 2))))};
  CHECK_THROWS_AS(apply_changes(extract.pbf, fine, extract.pbf, stopped), Error);
  CHECK(read_file(extract.pbf) == before);
  CHECK_FALSE(std::filesystem::exists(extract.pbf + ".part"));
}

TEST_CASE("merging keeps each object once and is sorted") {
  const TempFolder folder;
  const std::vector<std::string> files{
      folder.write("a.osm",
                   osm_xml(way(5, {1, 2}, "highway=path") + node(2, 117.1, 39) + node(1, 117, 39))),
      folder.write("b.osm", osm_xml(node(2, 117.1, 39) + node(3, 117.2, 39) +
                                    way(6, {2, 3}, "highway=path")))};
  const std::string out = folder.path("merged.pbf");
  const auto report = write_merged(files, out, {});
  CHECK(report.nodes == 3);
  CHECK(report.ways == 2);
  CHECK(report.superseded == 1);
  const auto merged = import_files({out});
  const auto direct = import_files(files);
  CHECK(merged.store.count("walk_edges") == 2);
  CHECK(direct.store.count("walk_edges") == 2);
  for (std::size_t i = 0; i < 2; ++i)
    CHECK(merged.store.layers.at("walk_edges")[i].geometry ==
          direct.store.layers.at("walk_edges")[i].geometry);
  CHECK(merged.report.bounds == direct.report.bounds);
}

TEST_CASE("a real change file leaves an extract alone that it does not touch") {
  const std::string extract = shared("osm/liechtenstein-2013-08-03.osm.pbf");
  if (!have(extract)) return;
  const TempFolder folder;
  const std::vector<std::string> changes{shared("osm/000466354.osc.gz")};
  const auto report = apply_changes(extract, changes, folder.path("out.pbf"), {});
  CHECK(report.outside == 1655);  // ids of this extract were renumbered: none of them is in it
  CHECK(report.nodes == 65733);
  CHECK(report.ways == 7121);
  CHECK(report.relations == 113);
  const auto before = import_files({extract});
  const auto after = import_files({folder.path("out.pbf")});
  CHECK(after.report.features == before.report.features);
}

namespace {

/// "…T10:00:00Z" of one day.
std::string at(int hour) {
  return "2026-11-01T" + std::string(hour < 10 ? "0" : "") + std::to_string(hour) + ":00:00Z";
}
std::string stamped(long long id, int version, int hour, const std::string& name = "x") {
  return "<node id=\"" + std::to_string(id) + "\" version=\"" + std::to_string(version) +
         "\" timestamp=\"" + at(hour) + "\" lon=\"117.05\" lat=\"39.05\">" +
         tags("place=village name=" + name) + "</node>\n";
}

}  // namespace

TEST_CASE("changes that are older than the extract are refused and bring nothing back") {
  Extract extract(stamped(1, 1, 8) + stamped(2, 1, 8));
  extract.apply({modify(stamped(1, 2, 12, "later")) + erase(stamped(2, 3, 12))});
  const std::string before = read_file(extract.pbf);
  // What stood in an earlier change file: the record that was deleted since, as it was made.
  CHECK_THROWS_WITH(extract.apply({modify(stamped(2, 2, 10)) + modify(stamped(1, 1, 9))}),
                    Catch::Contains("0.osc") && Catch::Contains("older than the extract") &&
                        Catch::Contains(at(10)) && Catch::Contains(at(12)));
  CHECK(read_file(extract.pbf) == before);
}

TEST_CASE("of changes that overlap the extract's time the deleted stay deleted") {
  Extract extract(stamped(1, 1, 8) + stamped(2, 1, 8));
  extract.apply({erase(stamped(2, 3, 12))});
  const auto report = extract.apply(
      {modify(stamped(2, 2, 10)) + create(stamped(3, 1, 13)) + create(stamped(4, 1, 12))});
  CHECK(report.superseded == 1);
  CHECK(report.created == 2);
  const auto r = extract.import();
  CHECK(r.store.find("osm_places", 21) == nullptr);
  CHECK(r.store.find("osm_places", 31) != nullptr);
  // The same file once more changes nothing.
  const auto again = extract.apply({create(stamped(3, 1, 13)) + create(stamped(4, 1, 12))});
  CHECK(again.created == 0);
  CHECK(again.nodes == report.nodes);
}
