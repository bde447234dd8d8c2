#include <catch2/catch.hpp>
#include <fstream>

#include "temp_store.hpp"

using namespace jintu;
namespace fs = std::filesystem;

namespace {

using Kind = FeatureChange::Kind;

/// "r2 created points/a" …
std::vector<std::string> in_words(const std::vector<ChangeSet>& commits) {
  constexpr const char* kinds[] = {" created ", " updated ", " deleted "};
  std::vector<std::string> out;
  for (const ChangeSet& commit : commits) {
    const std::string revision = "r" + std::to_string(commit.revision.value);
    for (const FeatureChange& c : commit.features)
      out.push_back(revision + kinds[static_cast<int>(c.kind)] + c.layer + "/" + c.key);
    for (const std::string& layer : commit.replaced_layers)
      out.push_back(revision + " replaced " + layer);
  }
  return out;
}

void erase_point(FeatureStore& store, const std::string& key) {
  auto t = store.begin("tester", "away with " + key);
  t->erase("points", key);
  t->commit();
}

void replace_roads(FeatureStore& store, double lon) {
  auto t = store.begin("import", "roads");
  t->replace_bulk_layer({"roads", "路", LayerRole::bulk, GeometryKind::line, {}});
  for (int i = 0; i < 10; ++i) {
    Feature f;
    f.geometry = MultiLineString<Position>{{{{lon + i, 39}, {lon + i + 0.5, 39.5}}}};
    t->append("roads", f);
  }
  t->commit();
}

}  // namespace

TEST_CASE("refresh tells what another process committed, commit by commit") {
  ON_BOTH_STORES;
  const TempStore temp(backend);
  const auto ours = temp.open();
  put_point(*ours, "a", 1);
  const auto theirs = temp.open(OpenMode::read_write);
  put_point(*theirs, "b", 2);
  put_point(*theirs, "a", 30);
  erase_point(*theirs, "b");
  replace_roads(*theirs, 117);
  const auto before = ours->snapshot();
  const auto found = ours->refresh();
  CHECK(found.changed);
  REQUIRE(found.changes);
  CHECK(in_words(*found.changes) ==
        std::vector<std::string>{"r2 created points/b", "r3 updated points/a",
                                 "r4 deleted points/b", "r5 replaced roads"});
  const auto& updated = (*found.changes)[1].features.at(0);
  CHECK(updated.before == box_of(point("a", 1).geometry));
  CHECK(updated.after == box_of(point("a", 30).geometry));
  const auto& deleted = (*found.changes)[2].features.at(0);
  CHECK(deleted.before == box_of(point("b", 2).geometry));
  CHECK(deleted.after.empty());
  CHECK(in_words(ours->changes(*before, *ours->snapshot()).value()) == in_words(*found.changes));
  const auto nothing = ours->refresh();
  CHECK_FALSE(nothing.changed);
  CHECK(nothing.changes->empty());
}

TEST_CASE("changes between snapshots are those of every commit, also of begin and of one's own") {
  ON_BOTH_STORES;
  const TempStore temp(backend);
  const auto ours = temp.open();
  const auto theirs = temp.open(OpenMode::read_write);
  put_point(*ours, "a", 1);
  const auto before = ours->snapshot();
  put_point(*theirs, "b", 2);
  put_point(*ours, "c", 3);
  CHECK(in_words(ours->changes(*before, *ours->snapshot()).value()) ==
        std::vector<std::string>{"r2 created points/b", "r3 created points/c"});
  CHECK_FALSE(ours->changes(*ours->snapshot(), *before));
}

TEST_CASE("a store has an epoch, which stays over commits and openings") {
  ON_BOTH_STORES;
  const TempStore temp(backend), another(backend);
  std::string epoch;
  {
    const auto store = temp.open();
    epoch = store->epoch();
    CHECK(epoch.size() == 32);
    put_point(*store, "a", 1);
    CHECK(store->epoch() == epoch);
  }
  CHECK(temp.open(OpenMode::read_write)->epoch() == epoch);
  CHECK(temp.open(OpenMode::read_only)->epoch() == epoch);
  CHECK(another.open()->epoch() != epoch);
}

TEST_CASE("a backup put back has another epoch, so that its next revisions are not the lost ones") {
  const TempStore temp;
  const auto copy = [&](const char* from, const char* to) {
    for (const char* suffix : {"", "-wal", ".mark"})
      if (fs::exists(temp.folder / (from + std::string(suffix))))
        fs::copy_file(temp.folder / (from + std::string(suffix)),
                      temp.folder / (to + std::string(suffix)));
  };
  { put_point(*temp.open(), "a", 1); }
  copy("store.gpkg", "backup");  // the mark as well: nothing looks amiss
  std::string epoch;
  {
    const auto store = temp.open(OpenMode::read_write);
    epoch = store->epoch();
    put_point(*store, "b", 2);
  }
  for (const char* suffix : {"", "-wal", ".mark"}) fs::remove(temp.path() + suffix);
  copy("backup", "store.gpkg");
  const auto store = temp.open(OpenMode::read_write);
  CHECK(store->trouble().empty());
  CHECK(store->epoch() != epoch);
  CHECK(put_point(*store, "other b", 2).revision == Revision{2});
}

TEST_CASE("a running server notices by the epoch that it cannot tell what changed") {
  const TempStore temp, another;
  const auto store = temp.open();
  put_point(*store, "a", 1);
  const std::string epoch = store->epoch();
  {
    const auto other = another.open();
    for (int i = 0; i < 3; ++i) put_point(*other, "other" + std::to_string(i), i);
  }
  for (const char* name : {"", ".mark"}) fs::rename(another.path() + name, temp.path() + name);
  const auto found = store->refresh();
  CHECK(found.changed);
  CHECK_FALSE(found.changes);
  CHECK(store->epoch() != epoch);
}

TEST_CASE("revisions are listed from any one on") {
  ON_BOTH_STORES;
  const TempStore temp(backend);
  const auto store = temp.open();
  for (int i = 0; i < 5; ++i) put_point(*store, "k", i);
  const auto all = store->revisions({0}, 100);
  REQUIRE(all.size() == 5);
  CHECK(all[4].revision == Revision{5});
  CHECK(all[4].author == "tester");
  CHECK(all[4].message == "point");
  CHECK(all[4].time.size() == 20);
  const auto some = store->revisions({2}, 2);
  REQUIRE(some.size() == 2);
  CHECK(some[0].revision == Revision{3});
}

TEST_CASE("the state at any revision is that which was published then") {
  ON_BOTH_STORES;
  const TempStore temp(backend);
  const auto store = temp.open();
  std::vector<std::shared_ptr<const Snapshot>> published;
  put_point(*store, "a", 1), published.push_back(store->snapshot());
  put_point(*store, "b", 2), published.push_back(store->snapshot());
  put_point(*store, "a", 3), published.push_back(store->snapshot());
  erase_point(*store, "b"), published.push_back(store->snapshot());
  for (const auto& then : published) {
    const auto again = store->snapshot_at(then->revision());
    CHECK(again->revision() == then->revision());
    const auto layer = again->layer("points"), known = then->layer("points");
    REQUIRE(layer);
    REQUIRE(layer->features().size() == known->features().size());
    for (const Feature& f : known->features()) {
      const Feature* read = layer->find(f.key);
      REQUIRE(read);
      CHECK(read->id == f.id);
      CHECK(read->revision == f.revision);
      CHECK(read->geometry == f.geometry);
      CHECK(read->properties == f.properties);
    }
  }
  CHECK(store->snapshot_at({4})->layer("points") == store->snapshot()->layer("points"));
  CHECK(store->snapshot_at({0})->layer("points")->features().empty());
  CHECK_THROWS_WITH(store->snapshot_at({5}), Catch::Contains("no such revision: 5"));
}

TEST_CASE("a scan of a box finds what meets it, in live and bulk layers alike") {
  ON_BOTH_STORES;
  const TempStore temp(backend);
  const auto store = temp.open();
  for (int i = 0; i < 50; ++i) put_point(*store, "k" + std::to_string(i), i);
  replace_roads(*store, 117);
  const auto keys = [&](const std::string& layer, const Box<Wgs84>& box) {
    std::vector<std::int64_t> ids;
    store->scan(layer, box, [&](Feature&& f) {
      ids.push_back(f.id.value);
      return true;
    });
    return ids;
  };
  // Points stand at 117 + n · 0.0001: the border belongs to the box.
  CHECK(keys("points", {{117.001, 38}, {117.0012, 39}}) == std::vector<std::int64_t>{11, 12, 13});
  CHECK(keys("points", {{117.001, 39.1}, {117.0012, 40}}).empty());
  CHECK(keys("roads", {{118.2, 39.2}, {119.1, 39.3}}) == std::vector<std::int64_t>{2, 3});
  CHECK(keys("roads", {}).empty());
  CHECK_THROWS_AS(keys("nothing", {{0, 0}, {1, 1}}), Error);
}

TEST_CASE("a transaction knows the record and the revision that wrote it") {
  ON_BOTH_STORES;
  const TempStore temp(backend);
  const auto store = temp.open();
  put_point(*store, "a", 1);
  put_point(*store, "b", 2);
  const auto t = store->begin("x", "looks");
  CHECK(t->base()->revision() == Revision{2});
  CHECK(t->current("points", "a")->revision == Revision{1});
  t->put("points", point("a", 5));
  CHECK(t->current("points", "a")->revision == Revision{3});
  t->erase("points", "b");
  CHECK(t->current("points", "b") == nullptr);
  CHECK_THROWS_AS(t->current("nothing", "a"), Error);
}
