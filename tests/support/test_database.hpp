// A PostgreSQL of the tests' own, and a schema of each test's own in it.
#pragma once

#include <string>

namespace jintu_test {

/// The address of a server with PostGIS: that of JINTU_TEST_POSTGRES or CTest, or one that is
/// started now and ends with this program. Empty, and noted as a skip, when PostgreSQL is not
/// installed.
const std::string& postgres();

/// An empty schema, dropped with all that is in it.
class TestSchema {
 public:
  TestSchema();
  ~TestSchema();
  TestSchema(const TestSchema&) = delete;
  TestSchema& operator=(const TestSchema&) = delete;
  /// Of the database, with the schema first in its search path. Connections bear its name.
  std::string address() const;
  const std::string& name() const { return name_; }
  /// Runs SQL in the schema.
  void run(const std::string& sql) const;

 private:
  std::string name_;
};

}  // namespace jintu_test
