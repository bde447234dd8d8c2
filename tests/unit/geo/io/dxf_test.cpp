// The texts of drawings: with and without a header, in the encodings that Chinese CAD files have.
#include "io_fixture.hpp"

using namespace jintu;
using namespace jintu::io;

namespace {

const std::string kUtf8 = "地块";
const std::string kGbk = "\xb5\xd8\xbf\xe9";

std::string header(const std::string& version, const std::string& codepage) {
  return "0\nSECTION\n2\nHEADER\n9\n$ACADVER\n1\n" + version + "\n9\n$DWGCODEPAGE\n3\n" + codepage +
         "\n0\nENDSEC\n";
}

std::string drawing(const std::string& before, const std::string& layer) {
  return before + "0\nSECTION\n2\nENTITIES\n0\nPOINT\n8\n" + layer +
         "\n10\n517000\n20\n4332000\n0\nENDSEC\n0\nEOF\n";
}

ReadResult read(const std::string& bytes, const std::string& encoding = "") {
  const Folder folder;
  ReadOptions options;
  options.crs = "EPSG:4548";
  options.encoding = encoding;
  return read_all(folder.put("a.dxf", bytes), options);
}

void is_plot(const ReadResult& r, const std::string& encoding) {
  REQUIRE(r.features.size() == 1);
  CHECK(r.features[0].properties.text("Layer") == "地块");
  CHECK(has(r.report.encoding, encoding));
}

}  // namespace

TEST_CASE("A drawing's texts are read as UTF-8 when they are that, else as GBK") {
  for (const std::string& before :
       {std::string(), header("AC1015", "ANSI_936"), header("AC1021", "ANSI_1252")}) {
    INFO(before);
    is_plot(read(drawing(before, kUtf8)), "UTF-8");
    is_plot(read(drawing(before, kGbk)), "GBK");
  }
}

TEST_CASE("The option decides over a drawing's own encoding") {
  is_plot(read(drawing("", kGbk), "GBK"), "option");
  is_plot(read(drawing(header("AC1015", "ANSI_1252"), kGbk), "GB18030"), "option");
  CHECK(has(error_of([] { read(drawing("", kGbk), "klingon"); }), "klingon"));
}

TEST_CASE("A drawing in ASCII names no encoding, and escapes are read") {
  const auto r = read(drawing("", "\\U+5730\\U+5757"));
  is_plot(r, "");
  CHECK(r.report.encoding.empty());
  for (const char* not_one : {"\\U+573", "\\U+", "\\U+D800", "\\U+zzzz", "\\U+0000"}) {
    const auto kept = read(drawing("", not_one));
    REQUIRE(kept.features.size() == 1);
    CHECK(kept.features[0].properties.text("Layer") == not_one);
  }
}

TEST_CASE("A number of a drawing that is none is refused with its line, and the rest is read") {
  const auto point = [](const std::string& x, const std::string& y) {
    return "0\nPOINT\n8\nplots\n10\n" + x + "\n20\n" + y + "\n";
  };
  const std::string good = point("517000", " 4332000.5 "), begin = "0\nSECTION\n2\nENTITIES\n",
                    end = "0\nENDSEC\n0\nEOF\n";
  for (const char* wrong : {"12abc", "517000,5", "", "1e999", "nan", "inf", "0x10", "5 17000"}) {
    INFO(wrong);
    const auto r = read(begin + good + point(wrong, "4332000") + good + end);
    CHECK(r.features.size() == 2);
    REQUIRE(r.rejects.size() == 1);
    CHECK(r.rejects[0].code == "bad_number");
    CHECK(has(r.rejects[0].reason, "line 18"));
    CHECK(has(r.rejects[0].reason, std::string("\"") + wrong + "\""));
  }
  CHECK(read(begin + point("+517000", "4.332e6") + end).features.size() == 1);
  // A block's number is in all that is drawn from it.
  const std::string blocks =
      "0\nSECTION\n2\nBLOCKS\n0\nBLOCK\n2\nb\n" + point("x", "1") + "0\nENDBLK\n0\nENDSEC\n";
  CHECK(has(error_of([&] { read(blocks + begin + good + end); }), "line 14"));
}
