#include <sys/mount.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <optional>

#include "temp_store.hpp"

using namespace jintu;
namespace fs = std::filesystem;

namespace {

/// The file as somebody copies it who does not know of the log.
void copy_without_log(const TempStore& temp, const std::string& to) {
  fs::copy_file(temp.path(), temp.folder / to);
}

}  // namespace

TEST_CASE("a log that was left behind, cut off or damaged is named, and the store takes no more") {
  const TempStore temp;
  { put_point(*temp.open(), "a", 1); }  // closed: all of it is in the file
  const auto store = temp.open(OpenMode::read_write);
  for (int i = 2; i <= 4; ++i) put_point(*store, "k" + std::to_string(i), i);
  const std::string fault = GENERATE("left behind", "cut off", "damaged");
  const TempStore copy;
  for (const char* name : {"", ".mark", "-wal"}) {
    if (fault == "left behind" && std::string(name) == "-wal") continue;
    fs::copy_file(temp.path() + name, copy.path() + name);
  }
  const std::string log = copy.path() + "-wal";
  if (fault == "cut off") fs::resize_file(log, fs::file_size(log) - 100);
  if (fault == "damaged") {
    std::fstream bytes(log, std::ios::in | std::ios::out | std::ios::binary);
    bytes.seekp(static_cast<std::streamoff>(fs::file_size(log)) - 2000);
    bytes << "!!!!";
  }
  INFO(fault);
  const auto opened = copy.open(OpenMode::read_write);
  CHECK_THAT(opened->trouble(), Catch::Contains("but revision 4 was answered"));
  CHECK_THAT(trouble_of_put(*opened), Catch::Contains("are lost"));
  CHECK(opened->snapshot()->layer("points")->find("a"));
}

TEST_CASE("an older copy put in a store's place is named by the revisions that it lacks") {
  const TempStore temp;
  { put_point(*temp.open(), "a", 1); }
  copy_without_log(temp, "backup");
  {
    const auto store = temp.open(OpenMode::read_write);
    put_point(*store, "b", 2);
    put_point(*store, "c", 3);
  }
  fs::remove(temp.path());
  fs::copy_file(temp.folder / "backup", temp.path());
  {
    const auto store = temp.open(OpenMode::read_write);
    CHECK_THAT(store->trouble(), Catch::Contains("stands at revision 1, but revision 3"));
    CHECK_THAT(store->trouble(), Catch::Contains("revisions 2-3 are lost"));
    CHECK(store->snapshot()->layer("points")->find("a"));  // reading goes on
    CHECK_THAT(trouble_of_put(*store), Catch::Contains("revisions 2-3 are lost"));
    CHECK(temp.open(OpenMode::read_only)->trouble() == store->trouble());
    // Whoever knows what he does takes the mark away.
    fs::remove(temp.path() + ".mark");
    CHECK(put_point(*store, "d", 4).revision == Revision{2});
    CHECK(store->trouble().empty());
  }
  CHECK(temp.open(OpenMode::read_write)->trouble().empty());
}

TEST_CASE("a copy that went another way is not taken for the store") {
  const TempStore temp;
  { put_point(*temp.open(), "a", 1); }
  copy_without_log(temp, "other");
  { put_point(*temp.open(OpenMode::read_write), "b", 2); }
  {
    const auto other = open_store((temp.folder / "other").string(), OpenMode::read_write);
    auto t = other->begin("somebody else", "another second revision");
    t->put("points", point("z", 9));
    t->commit();
  }
  fs::rename(temp.folder / "other", temp.path());
  CHECK_THAT(temp.open(OpenMode::read_write)->trouble(),
             Catch::Contains("revision 2 of the store is not the one that was answered"));
}

TEST_CASE("a store that is made anew where one was knows nothing of the one before") {
  const TempStore temp;
  {
    const auto store = temp.open();
    for (int i = 0; i < 5; ++i) put_point(*store, "k", i);
  }
  fs::remove(temp.path());
  const auto store = temp.open();
  CHECK(store->trouble().empty());
  CHECK(put_point(*store, "a", 1).revision == Revision{1});
}

TEST_CASE("a store removed while open refuses writes, reads on, and comes back by itself") {
  const TempStore temp;
  const auto store = temp.open();
  put_point(*store, "a", 1);
  fs::rename(temp.path(), temp.folder / "away");
  CHECK_THAT(trouble_of_put(*store), Catch::Contains("gone"));
  CHECK_THAT(trouble_of_put(*store), !Catch::Contains(temp.folder.string()));
  store->refresh();
  CHECK_THAT(store->trouble(), Catch::Contains("gone"));
  CHECK(store->snapshot()->layer("points")->find("a"));
  fs::rename(temp.folder / "away", temp.path());
  store->refresh();
  CHECK(store->trouble().empty());
  CHECK(put_point(*store, "b", 2).revision == Revision{2});
}

TEST_CASE("a store replaced while open is taken up, and what is written goes into it") {
  const TempStore temp, another;
  const auto store = temp.open();
  put_point(*store, "a", 1);
  {
    const auto other = another.open();
    for (int i = 0; i < 3; ++i) put_point(*other, "other" + std::to_string(i), i);
  }
  for (const char* name : {"", ".mark"}) fs::rename(another.path() + name, temp.path() + name);
  CHECK(store->refresh().changed);
  CHECK(store->trouble().empty());
  CHECK(store->snapshot()->revision() == Revision{3});
  CHECK(store->snapshot()->layer("points")->find("a") == nullptr);
  CHECK(put_point(*store, "b", 2).revision == Revision{4});
  const auto fresh = temp.open(OpenMode::read_only);
  CHECK(fresh->snapshot()->layer("points")->features().size() == 4);
}

TEST_CASE("rubbish put in a store's place is named, until a store is there again") {
  const TempStore temp;
  const auto store = temp.open();
  put_point(*store, "a", 1);
  fs::rename(temp.path(), temp.folder / "away");
  std::ofstream(temp.path()) << "a page of an error from a proxy";
  store->refresh();
  CHECK_THAT(store->trouble(), Catch::Contains("cannot be used"));
  CHECK_THAT(store->trouble(), !Catch::Contains(temp.folder.string()));
  CHECK_FALSE(trouble_of_put(*store).empty());
  fs::rename(temp.folder / "away", temp.path());
  CHECK_FALSE(store->refresh().changed);  // the same store as before
  CHECK(store->trouble().empty());
  CHECK(put_point(*store, "b", 2).revision == Revision{2});
}

TEST_CASE("a log removed or replaced while open loses nothing") {
  const TempStore temp;
  {
    const auto store = temp.open();
    for (int i = 0; i < 5; ++i) put_point(*store, "k" + std::to_string(i), i);
    fs::remove(temp.path() + "-wal");
    put_point(*store, "after", 6);
    CHECK(store->trouble().empty());
    std::ofstream(temp.path() + "-wal.new") << "the log of another day";
    fs::rename(temp.path() + "-wal.new", temp.path() + "-wal");
    put_point(*store, "later", 7);
  }
  const auto store = temp.open(OpenMode::read_write);
  CHECK(store->trouble().empty());
  CHECK(store->revision() == Revision{7});
  CHECK(store->snapshot()->layer("points")->features().size() == 7);
}

TEST_CASE("a full disk is told as that, and leaves the store as it was") {
  const TempStore temp;
  const std::string disk = (temp.folder / "disk").string();
  fs::create_directories(disk);
  if (mount("none", disk.c_str(), "tmpfs", 0, "size=1m") != 0) {
    WARN("SKIP: mounting a small disk takes root");
    return;
  }
  const auto path = disk + "/store.gpkg";
  {
    const auto store = open_store(path, OpenMode::create);
    put_point(*store, "a", 1);
    { std::ofstream(disk + "/filler") << std::string(2 << 20, 'x'); }
    std::optional<ErrorCode> code;
    for (int i = 0; i < 1000 && !code; ++i) {
      try {
        put_point(*store, "k" + std::to_string(i), i);
      } catch (const Error& error) {
        code = error.code();
      }
    }
    CHECK(code == ErrorCode::no_space);
    fs::remove(disk + "/filler");
    const auto before = store->snapshot()->revision();
    CHECK(put_point(*store, "z", 1).revision.value == before.value + 1);
  }
  CHECK(umount(disk.c_str()) == 0);
}
