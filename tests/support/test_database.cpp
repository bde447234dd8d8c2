#include "tests/support/test_database.hpp"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "geo/base/error.hpp"
#include "geo/postgres/connection.hpp"
#include "tests/support/skip.hpp"

namespace jintu_test {

namespace {

struct Server {
  Server() {
    const char* const known[] = {std::getenv("JINTU_TEST_POSTGRES"), JINTU_TEST_POSTGRES};
    for (const char* running : known) {
      if (!running || !answers(running)) continue;
      address = running;
      return;
    }
    folder = "/tmp/jintu-pg-" + std::to_string(getpid());
    FILE* pipe = popen((script + " start " + folder).c_str(), "r");
    if (!pipe) return;
    char line[1024];
    if (std::fgets(line, sizeof line, pipe)) address = line;
    pclose(pipe);
    while (!address.empty() && address.back() == '\n') address.pop_back();
    owner = getpid();
  }
  static bool answers(const char* address) {
    try {
      const jintu::postgres::Connection connection{jintu::postgres::Address(address)};
      return true;
    } catch (const jintu::Error&) {
      return false;
    }
  }
  ~Server() {
    if (owner == getpid()) static_cast<void>(!std::system((script + " stop " + folder).c_str()));
  }
  const std::string script = JINTU_SOURCE_DIR "/tests/support/postgres";
  std::string address, folder;
  pid_t owner = 0;
};

}  // namespace

const std::string& postgres() {
  static const Server server;
  if (server.address.empty()) skip("PostgreSQL with PostGIS is not there");
  return server.address;
}

TestSchema::TestSchema() {
  static int counter = 0;
  name_ = "t" + std::to_string(getpid()) + "_" + std::to_string(counter++);
  run("CREATE SCHEMA " + name_);
}

TestSchema::~TestSchema() {
  try {
    run("DROP SCHEMA IF EXISTS " + name_ + " CASCADE");
  } catch (const std::exception&) {  // a test that took the server away
  }
}

std::string TestSchema::address() const {
  const std::string& server = postgres();
  return server + (server.find('?') == std::string::npos ? "?" : "&") + "options=-csearch_path%3D" +
         name_ + "%2Cpublic&application_name=" + name_;
}

void TestSchema::run(const std::string& sql) const {
  jintu::postgres::Connection connection{jintu::postgres::Address(address())};
  connection.exec(sql);
}

}  // namespace jintu_test
