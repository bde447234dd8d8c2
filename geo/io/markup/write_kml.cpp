#include <fstream>

#include "geo/base/error.hpp"
#include "geo/io/geojson.hpp"
#include "geo/io/text.hpp"
#include "geo/io/write_formats.hpp"

namespace jintu::io {

namespace {

constexpr int kDecimals = 7;

/// XML 1.0 has no way to write control characters other than tab and line breaks, nor U+FFFE and
/// U+FFFF.
class XmlText {
 public:
  void append(std::string_view text, std::string& out) {
    for (std::size_t i = 0; i < text.size(); ++i) {
      const char c = text[i];
      const auto byte = static_cast<unsigned char>(c);
      const bool control = byte < 0x20 && c != '\t' && c != '\n' && c != '\r';
      const bool no_character =
          text.substr(i, 3) == "\xEF\xBF\xBE" || text.substr(i, 3) == "\xEF\xBF\xBF";
      if (control || no_character) {
        ++left_out_;
        if (no_character) i += 2;
      } else if (c == '&') {
        out += "&amp;";
      } else if (c == '<') {
        out += "&lt;";
      } else if (c == '>') {
        out += "&gt;";
      } else if (c == '"') {
        out += "&quot;";
      } else if (c == '\r') {
        out += "&#13;";
      } else {
        out += c;
      }
    }
  }
  std::uint64_t left_out() const { return left_out_; }

 private:
  std::uint64_t left_out_ = 0;
};

/// KML's int has 32 bits: readers would cut longer ones.
const char* kml_type(FieldType type, bool long_integers) {
  switch (type) {
    case FieldType::boolean:
      return "bool";
    case FieldType::integer:
      return long_integers ? "string" : "int";
    case FieldType::text:
      return "string";
    case FieldType::real:
      return "double";
  }
  return "string";
}

class KmlWriter {
 public:
  explicit KmlWriter(const Export& to)
      : to_(to), stream_(to.path, std::ios::binary | std::ios::trunc) {
    for (const Field& field : to.schema.fields)
      if (name_field_.empty() && (field.name == "name" || field.name == "name_zh"))
        name_field_ = field.name;
  }

  void write() {
    head();
    to_.for_each([this](const Feature& feature) { placemark(feature); });
    put("</Document></kml>\n");
    stream_.close();
    if (!stream_) cannot();
    if (xml_.left_out() > 0)
      to_.report.notices.push_back(
          "XML 写不了的控制字符已略去 characters that XML cannot hold were left out: " +
          std::to_string(xml_.left_out()));
  }

 private:
  [[noreturn]] void cannot() const {
    throw Error(ErrorCode::io, to_.path + ": 无法写入 cannot be written (disk full?)");
  }

  void put(const std::string& text) {
    stream_ << text;
    if (!stream_) cannot();
  }

  void head() {
    std::string out =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document id=\"root_doc\"><name>";
    const std::string& title = to_.options.title.empty() ? to_.schema.title : to_.options.title;
    xml_.append(title.empty() ? to_.schema.name : title, out);
    out += "</name>\n";
    if (!to_.options.description.empty()) {
      out += "<description>";
      xml_.append(to_.options.description, out);
      out += "</description>\n";
    }
    out += "<Schema name=\"";
    xml_.append(to_.schema.name, out);
    out += "\" id=\"layer\">";
    if (to_.survey.keys) out += "<SimpleField name=\"id\" type=\"string\"/>";
    for (const Field& field : to_.schema.fields) {
      if (field.name == name_field_) continue;
      out += "<SimpleField name=\"";
      xml_.append(field.name, out);
      out += "\" type=\"" +
             std::string(kml_type(field.type, to_.survey.long_integers.contains(field.name))) +
             "\"/>";
    }
    put(out + "</Schema>\n");
  }

  void placemark(const Feature& feature) {
    std::string out = "<Placemark>";
    const Value* name = name_field_.empty() ? nullptr : feature.properties.find(name_field_);
    if (name && name->index() != 0) {
      out += "<name>";
      xml_.append(cell_of(*name), out);
      out += "</name>";
    }
    std::string data;
    if (!feature.key.empty()) simple_data("id", feature.key, data);
    for (const Field& field : to_.schema.fields) {
      const Value* value = feature.properties.find(field.name);
      if (value && value->index() != 0 && field.name != name_field_)
        simple_data(field.name, cell_of(*value), data);
    }
    if (!data.empty())
      out +=
          "<ExtendedData><SchemaData schemaUrl=\"#layer\">" + data + "</SchemaData></ExtendedData>";
    geometry(feature.geometry, out);
    put(out + "</Placemark>\n");
  }

  void simple_data(const std::string& name, const std::string& value, std::string& out) {
    out += "<SimpleData name=\"";
    xml_.append(name, out);
    out += "\">";
    xml_.append(value, out);
    out += "</SimpleData>";
  }

  static void coordinates(const std::vector<Position>& points, std::string& out) {
    out += "<coordinates>";
    for (std::size_t i = 0; i < points.size(); ++i) {
      if (i > 0) out += ' ';
      append_coordinate(points[i].lon, kDecimals, out);
      out += ',';
      append_coordinate(points[i].lat, kDecimals, out);
    }
    out += "</coordinates>";
  }

  static void ring(const char* boundary, const Ring<Position>& from, std::string& out) {
    out += std::string("<") + boundary + "><LinearRing>";
    coordinates(from.points, out);
    out += std::string("</LinearRing></") + boundary + ">";
  }

  template <class Parts, class Write>
  static void each(const Parts& parts, std::string& out, Write write) {
    if (parts.size() != 1) out += "<MultiGeometry>";
    for (const auto& part : parts) write(part);
    if (parts.size() != 1) out += "</MultiGeometry>";
  }

  static void geometry(const Geometry<Position>& from, std::string& out) {
    if (const auto* points = std::get_if<MultiPoint<Position>>(&from)) {
      each(*points, out, [&](Position p) {
        out += "<Point>";
        coordinates({p}, out);
        out += "</Point>";
      });
    } else if (const auto* lines = std::get_if<MultiLineString<Position>>(&from)) {
      each(*lines, out, [&](const LineString<Position>& line) {
        out += "<LineString>";
        coordinates(line.points, out);
        out += "</LineString>";
      });
    } else if (const auto* polygons = std::get_if<MultiPolygon<Position>>(&from)) {
      each(*polygons, out, [&](const Polygon<Position>& polygon) {
        out += "<Polygon>";
        ring("outerBoundaryIs", polygon.outer, out);
        for (const auto& hole : polygon.holes) ring("innerBoundaryIs", hole, out);
        out += "</Polygon>";
      });
    }
  }

  const Export& to_;
  std::ofstream stream_;
  std::string name_field_;
  XmlText xml_;
};

}  // namespace

void write_kml(const Export& to) { KmlWriter(to).write(); }

}  // namespace jintu::io
