#include "geo/digest/sha256.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "geo/base/error.hpp"

using namespace jintu;

TEST_CASE("SHA-256 is that of FIPS 180-4's examples, of texts and of files") {
  CHECK(sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  const auto path =
      std::filesystem::temp_directory_path() / ("jintu_sha256_" + std::to_string(getpid()));
  std::ofstream(path) << std::string(1'000'000, 'a');
  CHECK(sha256_of_file(path.string()) ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  std::filesystem::remove(path);
  CHECK_THROWS_AS(sha256_of_file(path.string()), Error);
}
