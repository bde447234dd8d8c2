#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <thread>

#include "geo/postgres/address.hpp"
#include "geo/postgres/connection.hpp"
#include "geo/postgres/pool.hpp"
#include "geo/store/postgis/database.hpp"
#include "geo/store/postgis/tables.hpp"
#include "temp_store.hpp"

using namespace jintu;

namespace {

#define NEEDS_POSTGRES \
  if (!is_there(Backend::postgis)) return

std::string first_value(const std::string& address, const std::string& sql) {
  postgres::Connection connection{postgres::Address(address)};
  const auto rows = connection.query(sql);
  return rows.rows() > 0 ? std::string(rows.text(0, 0)) : "(none)";
}

std::string fault_of_opening(const std::string& address, OpenMode mode = OpenMode::read_write) {
  try {
    open_store(address, mode);
    return "";
  } catch (const Error& error) {
    return std::string(to_string(error.code())) + ": " + error.what();
  }
}

/// Ends every other connection to the store.
void cut_connections(const TempStore& temp) {
  temp.schema->run(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
      "WHERE application_name = '" +
      temp.schema->name() + "' AND pid <> pg_backend_pid()");
}

}  // namespace

TEST_CASE("psql and QGIS find layers as tables with a geometry of their kind and an index") {
  NEEDS_POSTGRES;
  const TempStore temp(Backend::postgis);
  const auto store = temp.open();
  {
    auto t = store->begin("tester", "two layers");
    t->ensure_layer({"spots",
                     "点",
                     LayerRole::live,
                     GeometryKind::point,
                     {{"名称", FieldType::text}, {"n", FieldType::integer}}});
    t->put("spots", point("a", 5));
    t->commit();
  }
  const auto ask = [&](const std::string& sql) { return first_value(temp.address(), sql); };
  CHECK(ask("SELECT ST_AsText(geom) FROM spots WHERE id = 'a' AND n = 5") == "POINT(117.0005 39)");
  CHECK(ask("SELECT type || ' ' || srid::text FROM geometry_columns WHERE f_table_name = 'spots' "
            "AND f_table_schema = current_schema()") == "POINT 4326");
  CHECK(ask("SELECT count(*)::text FROM pg_indexes WHERE tablename = 'spots' AND schemaname = "
            "current_schema() AND indexdef LIKE '%gist%'") == "1");
  CHECK(ask("SELECT message FROM jintu_revisions") == "two layers");
  CHECK(ask("SELECT properties->>'n' FROM jintu_history WHERE id = 'a'") == "5");
}

TEST_CASE("tables of an earlier version are brought forward at the first opening for writing") {
  NEEDS_POSTGRES;
  const TempStore temp(Backend::postgis);
  temp.schema->run(std::string(postgis::migrations()[0]));
  temp.schema->run("INSERT INTO jintu_meta VALUES ('store.migration', '1')");
  CHECK_THAT(fault_of_opening(temp.address(), OpenMode::read_only),
             Catch::Contains("written by an earlier version"));
  put_point(*temp.open(OpenMode::read_write), "a", 1);
  CHECK(first_value(temp.address(), "SELECT value FROM jintu_meta WHERE key = 'store.migration'") ==
        std::to_string(postgis::migrations().size()));
  CHECK(first_value(temp.address(),
                    "SELECT count(*)::text FROM pg_indexes WHERE indexname = "
                    "'jintu_history_revision' AND schemaname = current_schema()") == "1");
  CHECK(temp.open(OpenMode::read_only)->revision() == Revision{1});
  temp.schema->run("UPDATE jintu_meta SET value = '99' WHERE key = 'store.migration'");
  CHECK_THAT(fault_of_opening(temp.address()), Catch::Contains("newer version of the program"));
}

TEST_CASE("many that make one store at the same time make one") {
  NEEDS_POSTGRES;
  const TempStore temp(Backend::postgis);
  std::atomic<int> faults{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&, i] {
      try {
        put_point(*temp.open(), "k" + std::to_string(i), i);
      } catch (const std::exception&) {
        ++faults;
      }
    });
  for (auto& thread : threads) thread.join();
  CHECK(faults == 0);
  CHECK(temp.open(OpenMode::read_only)->revision() == Revision{4});
}

TEST_CASE("what cannot be opened is named in both languages, without a password") {
  CHECK_THAT(fault_of_opening("postgresql://jintu:geheim@127.0.0.1:1/city"),
             Catch::StartsWith("unavailable") && Catch::Contains("连不上数据库") &&
                 Catch::Contains("127.0.0.1:1/city") && !Catch::Contains("geheim"));
  CHECK_THAT(fault_of_opening("postgresql://jintu:geheim@[oops/city"),
             Catch::StartsWith("bad_input") && Catch::Contains("expected postgresql://") &&
                 !Catch::Contains("geheim"));
  CHECK(shown("postgresql://jintu:geheim@db.example:5433/city?sslmode=require") ==
        "postgresql://db.example:5433/city");
  CHECK(shown("/data/jintu.gpkg") == "/data/jintu.gpkg");
  NEEDS_POSTGRES;
  const TempStore temp(Backend::postgis);
  CHECK_THAT(fault_of_opening(temp.address()),
             Catch::StartsWith("not_found") && Catch::Contains("there is no store yet"));
}

TEST_CASE("connections that were cut are made anew: reads and the next write go on") {
  NEEDS_POSTGRES;
  const TempStore temp(Backend::postgis);
  const auto store = temp.open();
  put_point(*store, "a", 1);
  CHECK(store->meta("nothing").empty());  // a connection in the pool
  cut_connections(temp);
  CHECK(store->history("points", "a").size() == 1);
  CHECK(put_point(*store, "b", 2).revision == Revision{2});
  cut_connections(temp);
  CHECK_FALSE(store->refresh().changed);
  CHECK(store->trouble().empty());
}

TEST_CASE("a write whose connection is cut says unavailable, and wrote nothing") {
  NEEDS_POSTGRES;
  const TempStore temp(Backend::postgis);
  const auto store = temp.open();
  put_point(*store, "a", 1);
  {
    auto t = store->begin("tester", "cut off");
    t->put("points", point("b", 2));
    cut_connections(temp);
    try {
      t->put("points", point("c", 3));
      t->commit();
      FAIL("it was written");
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::unavailable);
    }
  }
  CHECK(store->snapshot()->revision() == Revision{1});
  CHECK(put_point(*store, "d", 4).revision == Revision{2});
  CHECK(store->history("points", "b").empty());
}

TEST_CASE("a listener is called after another process's commit") {
  NEEDS_POSTGRES;
  const TempStore temp(Backend::postgis);
  const auto ours = temp.open();
  const auto theirs = temp.open();
  std::atomic<int> heard{0};
  ours->listen([&] { ++heard; });
  const auto until = [&](int times) {
    for (int i = 0; i < 200 && heard < times; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    return heard >= times;
  };
  REQUIRE(until(1));  // once it listens
  put_point(*theirs, "a", 1);
  CHECK(until(2));
  CHECK(ours->refresh().changed);
  ours->listen({});
}

TEST_CASE("fields have columns, whatever their names") {
  NEEDS_POSTGRES;
  const std::string long_name =
      "很长的字段名，比数据库里列名所能容纳的六十三个字节还要长得多的一个名字";
  CHECK(postgis::column_name("n") == "n");
  CHECK(postgis::column_name(long_name).size() <= 63);
  CHECK(postgis::column_name(long_name) != postgis::column_name(long_name + "2"));
  const TempStore temp(Backend::postgis);
  const auto store = temp.open();
  Feature f = point("a", 1);
  LayerSchema schema = points_schema();
  for (const std::string& name : {long_name, long_name + "2", std::string("xmin"),
                                  std::string("a\"b"), std::string("select")}) {
    schema.fields.push_back({name, FieldType::text});
    f.properties.set(name, "of " + name);
  }
  auto t = store->begin("x", "y");
  t->ensure_layer(schema);
  t->put("points", f);
  t->commit();
  const auto read = temp.open(OpenMode::read_only)->snapshot()->layer("points");
  CHECK(read->schema() == schema);
  CHECK(read->find("a")->properties == f.properties);
}

TEST_CASE("a text that PostgreSQL cannot keep is refused, not cut") {
  NEEDS_POSTGRES;
  const TempStore temp(Backend::postgis);
  const auto store = temp.open();
  LayerSchema schema = points_schema();
  schema.fields.push_back({"note", FieldType::text});
  Feature f = point("a", 1);
  f.properties.set("note", std::string("a\0b", 3));
  auto t = store->begin("x", "y");
  t->ensure_layer(schema);
  t->put("points", f);
  CHECK_THROWS_WITH(t->commit(), Catch::Contains("U+0000"));
  t.reset();
  CHECK(store->revision() == Revision{0});
}

TEST_CASE("a table that is not ours is not taken for a layer") {
  NEEDS_POSTGRES;
  const TempStore temp(Backend::postgis);
  const auto store = temp.open();
  temp.schema->run("CREATE TABLE points (x int)");
  auto t = store->begin("x", "y");
  CHECK_THROWS_WITH(t->ensure_layer(points_schema()), Catch::Contains("has a table of that name"));
}

TEST_CASE("who finds all connections in use waits, and is then told so") {
  NEEDS_POSTGRES;
  postgres::Pool pool(postgres::Address(jintu_test::postgres()), 2, std::chrono::milliseconds(50));
  std::optional<postgres::Pool::Reading> one(pool.begin_reading());
  const auto two = pool.begin_reading();
  CHECK_THROWS_WITH(pool.begin_reading(), Catch::Contains("all 2 connections"));
  one.reset();
  CHECK_NOTHROW(pool.begin_reading());
}
