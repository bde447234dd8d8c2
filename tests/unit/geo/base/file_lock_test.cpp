#include "geo/base/file_lock.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <filesystem>

#include "geo/base/error.hpp"

using namespace jintu;
namespace fs = std::filesystem;

namespace {

std::string lock_path() {
  return (fs::temp_directory_path() / ("jintu_lock_" + std::to_string(getpid()))).string();
}

std::string refusal(const std::string& path) {
  try {
    const FileLock lock(path, "another one runs");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::unavailable);
    return error.public_detail();
  }
  return "";
}

}  // namespace

TEST_CASE("the second to ask for a lock is told who holds it, and gets it afterwards") {
  const std::string path = lock_path();
  {
    const FileLock held(path, "this one runs");
    CHECK(refusal(path) == "another one runs, pid " + std::to_string(getpid()));
  }
  CHECK_FALSE(fs::exists(path));
  CHECK(refusal(path).empty());
}

TEST_CASE("a process that is killed holds no lock") {
  const std::string path = lock_path();
  int ready[2];
  REQUIRE(pipe(ready) == 0);
  const pid_t child = fork();
  if (child == 0) {
    const FileLock held(path, "");
    static_cast<void>(!write(ready[1], "x", 1));
    pause();
    _exit(0);
  }
  char got = 0;
  REQUIRE(read(ready[0], &got, 1) == 1);
  CHECK(refusal(path) == "another one runs, pid " + std::to_string(child));
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  CHECK(refusal(path).empty());
  close(ready[0]);
  close(ready[1]);
}

TEST_CASE("a lock in a folder that is not there is an error of its own") {
  CHECK_THROWS_AS(FileLock("/no/such/folder/a.lock", ""), Error);
}
