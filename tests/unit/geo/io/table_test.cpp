// The parts of tables: rows of CSV in pieces, types of columns, dates of sheets, names of
// encodings.
#include "geo/io/table/columns.hpp"
#include "geo/io/table/csv.hpp"
#include "geo/io/table/workbook.hpp"
#include "geo/io/text.hpp"
#include "geo/io/text_decoder.hpp"
#include "io_fixture.hpp"

using namespace jintu;
using namespace jintu::io;

namespace {

/// The rows of `text`, given to the reader in pieces of `size` bytes.
std::vector<std::vector<std::string>> rows_of(std::string_view text, std::size_t size) {
  const std::string file = "a.csv";
  CsvReader reader(
      [&](std::string& buffer) {
        buffer += text.substr(0, size);
        text.remove_prefix(std::min(size, text.size()));
        return !text.empty();
      },
      0, file);
  std::vector<std::vector<std::string>> out;
  for (CsvRow row; reader.next(row);) out.push_back(row.cells);
  return out;
}

}  // namespace

TEST_CASE("Rows of CSV are the same in whatever pieces they come") {
  const std::string text = "a;b;c\r\n1;\"x;\"\"y\"\"\r\nz\";3\r\n\r\n;;\r\n\"\";last;\"quoted\"";
  const auto whole = rows_of(text, text.size());
  REQUIRE(whole.size() == 4);
  CHECK(whole[1] == std::vector<std::string>{"1", "x;\"y\"\r\nz", "3"});
  CHECK(whole[3] == std::vector<std::string>{"", "last", "quoted"});
  for (std::size_t size = 1; size < text.size(); ++size) {
    INFO(size);
    CHECK(rows_of(text, size) == whole);
  }
}

TEST_CASE("A first line that names the separator is no row") {
  for (const char* text : {"sep=;\na;b\n", "SEP=;\r\na;b\r\n", "\"sep=;\"\na;b\n"})
    CHECK(rows_of(text, 3) == std::vector<std::vector<std::string>>{{"a", "b"}});
  CHECK(rows_of("sep=,b\n", 3) == std::vector<std::vector<std::string>>{{"sep=", "b"}});
}

TEST_CASE("A quote that never ends is told with its line, and does not take the whole file") {
  CHECK(has(error_of([] { rows_of("a,b\n1,\"x\ny", 4); }), "line 2"));
  const std::string long_row = "a,b\n1,\"" + std::string(20 << 20, 'x');
  ErrorCode code{};
  CHECK(has(error_of([&] { rows_of(long_row, 1 << 20); }, &code), "line 2"));
  CHECK(code == ErrorCode::too_large);
}

TEST_CASE("A number is what can be written as it stood") {
  for (const char* yes : {"0", "12", "-5", "1.5", "0.25", "2.0", "-0.001", "0.10000000000000001"}) {
    INFO(yes);
    CHECK(survives_as_number(yes));
  }
  for (const char* no : {"", "007", "+5", "1.10", "3E2", "1e5", ".5", "5.", "12345678901234567890",
                         "nan", "inf", "0x10", "1,5", "--1", "1.0.0"}) {
    INFO(no);
    CHECK_FALSE(survives_as_number(no));
  }
}

TEST_CASE("Number formats that show dates are told from those that do not") {
  for (const int id : {14, 20, 22, 31, 45, 57}) CHECK(is_date_format(id, ""));
  for (const int id : {0, 1, 2, 9, 10, 37, 44, 49}) CHECK_FALSE(is_date_format(id, ""));
  for (const char* code : {"yyyy/m/d\\ h:mm:ss", "[$-804]yyyy\"年\"m\"月\"d\"日\"", "h:mm AM/PM",
                           "[h]:mm", "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "mm:ss.0"}) {
    INFO(code);
    CHECK(is_date_format(176, code));
  }
  for (const char* code : {"0.0_ ;[Red]\\-0.0\\ ", "#,##0\"元/日\"", "\"日均\"0", "General",
                           "0.00E+00", "[Red]0", "\\d0", "_-* #,##0"}) {
    INFO(code);
    CHECK_FALSE(is_date_format(176, code));
  }
}

TEST_CASE("Serial numbers are dates of two calendars") {
  CHECK(date_text(46082.770833333336, false) == "2026-03-01 18:30");
  CHECK(date_text(46082, false) == "2026-03-01");
  CHECK(date_text(0.770833333333333, false) == "18:30");
  CHECK(date_text(1, false) == "1900-01-01");
  CHECK(date_text(61, false) == "1900-03-01");
  CHECK(date_text(46082.5 + 1.0 / 86400, false) == "2026-03-01 12:00:01");
  CHECK(date_text(44620, true) == "2026-03-01");
  CHECK_FALSE(date_text(-1, false));
  CHECK_FALSE(date_text(1e300, false));
}

TEST_CASE("Blanks of every kind are trimmed, and full-width digits are digits") {
  CHECK(trimmed("\xC2\xA0 a b\xE3\x80\x80\xEF\xBB\xBF") == "a b");
  CHECK(trimmed("\xE2\x80\x83") == "");
  CHECK(trimmed("中 ") == "中");
  CHECK(halfwidth("１１７．２") == "117.2");
  CHECK(halfwidth("甲－") == "甲-");
}

TEST_CASE("Encodings are known by the names that people and programs write") {
  for (const char* gbk : {"GBK", "gb2312", "ANSI 936", "cp-936", "OEM", "936", "x-gbk",
                          "\xEF\xBB\xBF"
                          "936 "})
    CHECK(encoding_named(gbk) == "GB18030");
  CHECK(encoding_named("88591") == "ISO-8859-1");
  CHECK(encoding_named("ISO 8859-15") == "ISO-8859-15");
  CHECK(encoding_named("utf8") == "UTF-8");
  CHECK(encoding_named("65001") == "UTF-8");
  CHECK(encoding_named("windows-1252") == "CP1252");
  CHECK(encoding_named("Big5") == "CP950");
  CHECK_FALSE(encoding_named("klingon"));
  CHECK_FALSE(encoding_named(""));
}

TEST_CASE("Columns x and y are no coordinates beside longitude and latitude") {
  const Folder folder;
  const auto r = read_all(folder.put("a.csv", "x,y,lon,lat,datum\n5,6,117.2,39.13,wgs84\n"));
  REQUIRE(r.features.size() == 1);
  CHECK(std::get<std::int64_t>(*r.features[0].properties.find("x")) == 5);
}
