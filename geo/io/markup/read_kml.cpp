#include <optional>
#include <set>

#include "geo/base/error.hpp"
#include "geo/io/markup/kml_placemark.hpp"
#include "geo/io/markup/xml.hpp"
#include "geo/io/markup/zip.hpp"
#include "geo/io/read_formats.hpp"
#include "geo/io/table/record_crs.hpp"
#include "geo/io/table/text_source.hpp"
#include "geo/io/text.hpp"

namespace jintu::io {

namespace {

/// The placemarks of one or more documents.
class KmlReader final : public XmlHandler {
 public:
  KmlReader(Intake& intake, const SourceCrs& crs) : intake_(intake), crs_(crs) {}

  /// `pieces` gives the bytes of a document; it is called twice where the declared encoding is
  /// UTF-8, to see whether the bytes are.
  void read(const std::string& name,
            const std::function<void(const std::function<void(std::string_view)>&)>& pieces) {
    document_ = name;
    depth_ = 0;
    std::string head;
    Utf8Scan scan;
    pieces([&](std::string_view piece) {
      if (head.size() < 1024) head += piece.substr(0, 1024);
      scan.add(piece);
    });
    XmlReader reader(name, *this, intake_.options().limits.depth,
                     encoding_for(head, scan.is_utf8()));
    reader_ = &reader;
    pieces([&](std::string_view piece) { reader.feed(piece); });
    reader.finish();
    reader_ = nullptr;
  }

  void tell() {
    intake_.count_notice("高程已略去 features whose heights were dropped", heights_);
    intake_.count_notice("未读的叠加层、模型和漫游 overlays, models and tours left out", unread_);
    intake_.count_notice("未跟随的网络链接 links to documents elsewhere, not followed", links_);
  }

  /// Names of documents that may be followed.
  std::set<std::string> inside;

 private:
  /// The encoding to read in; empty: as declared.
  std::string encoding_for(const std::string& head, bool is_utf8) {
    const std::string& option = intake_.options().encoding;
    const std::string declared = declared_encoding(head);
    if (!option.empty()) {
      intake_.report.encoding = option + " (option)";
      return option;
    }
    const std::string lower = lower_ascii(declared);
    const bool says_utf8 = lower.empty() || lower == "utf-8" || lower == "utf8";
    const bool utf16 = head.starts_with("\xFF\xFE") || head.starts_with("\xFE\xFF");
    if (says_utf8 && !is_utf8 && !utf16) {
      intake_.report.encoding = "GBK (not UTF-8)";
      return "GB18030";
    }
    if (!says_utf8 && !lower.starts_with("utf-16")) intake_.report.encoding = declared + " (file)";
    return {};
  }

  void open(std::string_view name, const XmlAttributes& attributes) override {
    ++depth_;
    if (depth_ == 1 && name != "kml" && name != "Document" && name != "Folder" &&
        name != "Placemark")
      throw Error(ErrorCode::bad_input,
                  document_ + ": 不是 KML: no <kml> element was found at its root");
    if (placemark_) return placemark_->open(name, attributes);
    if (name == "Placemark") {
      placemark_.emplace(document_, types_, intake_.options().limits);
      placemark_->line = reader_->line();
    } else if (name == "SimpleField" || name == "SimpleArrayField") {
      types_[std::string(attribute(attributes, "name"))] = attribute(attributes, "type");
    } else if (name == "GroundOverlay" || name == "ScreenOverlay" || name == "PhotoOverlay" ||
               name == "Tour") {
      ++unread_;
    } else if (name == "NetworkLink") {
      in_link_ = true;
    } else if (name == "href" && in_link_) {
      href_.emplace();
    }
  }

  void close(std::string_view name) override {
    --depth_;
    if (placemark_ && name == "Placemark") {
      finish_placemark();
    } else if (placemark_) {
      placemark_->close(name);
    } else if (name == "href" && href_) {
      const auto target = trimmed(*href_);
      if (!target.empty() && !inside.contains(std::string(target.substr(0, target.find('#')))))
        ++links_;
      href_.reset();
    } else if (name == "NetworkLink") {
      in_link_ = false;
    }
  }

  void text(std::string_view piece) override {
    if (placemark_) placemark_->text(piece);
    if (href_ && href_->size() < 4096) *href_ += piece;
  }

  void finish_placemark() {
    const KmlPlacemark mark = std::move(*placemark_);
    placemark_.reset();
    intake_.tick(++done_, 0);
    unread_ += mark.unread_shapes();
    Origin origin{mark.line,
                  mark.name().empty() ? "placemark " + std::to_string(done_) : mark.name(),
                  [&] { return mark.as_geojson(); }};
    Feature out;
    origin.crs = &crs_;
    for (const auto& [name, value] : mark.properties) {
      const auto* word = std::get_if<std::string>(&value);
      const SourceCrs* said = word && name == kDatumField && intake_.options().crs.empty()
                                  ? record_crs_.find_datum(*word)
                                  : nullptr;
      if (said) {
        origin.crs = said;
        intake_.count_notice(kReadByDatum);
      } else {
        out.properties.set(name, intake_.by_schema(name, value));
      }
    }
    auto read = mark.geometry(*origin.crs);
    if (const auto* finding = std::get_if<Finding>(&read))
      return intake_.reject(origin, finding->code, finding->detail, finding->position);
    out.geometry = std::get<Geometry<Position>>(std::move(read));
    origin.as_sent = [&] {
      return std::get<Geometry<Position>>(mark.geometry(SourceCrs::as_written()));
    };
    if (mark.has_heights()) ++heights_;
    intake_.accept(std::move(out), origin);
  }

  Intake& intake_;
  const SourceCrs& crs_;
  RecordCrs record_crs_;
  KmlTypes types_;
  std::string document_;
  const XmlReader* reader_ = nullptr;
  std::optional<KmlPlacemark> placemark_;
  std::optional<std::string> href_;
  bool in_link_ = false;
  int depth_ = 0;
  std::uint64_t done_ = 0, heights_ = 0, unread_ = 0, links_ = 0;
};

void read_kmz(const Opened& opened, Intake& intake, KmlReader& reader) {
  Zip zip(opened.path, intake.options().limits);
  std::vector<std::string> documents;
  for (const std::string& name : zip.names())
    if (lower_ascii(name).ends_with(".kml")) documents.push_back(name);
  if (documents.empty())
    throw Error(ErrorCode::bad_input, opened.path + ": 压缩包里没有 .kml: there is no .kml inside");
  reader.inside = {documents.begin(), documents.end()};
  if (documents.size() > 1)
    intake.notice("压缩包里的 KML 文件都已读入 all KML documents in the KMZ were read: " +
                  std::to_string(documents.size()));
  for (const std::string& name : documents)
    reader.read(opened.path + "/" + name, [&](const auto& use) { zip.read(name, use); });
}

}  // namespace

void read_kml(const Opened& opened, Intake& intake) {
  const SourceCrs crs = choose_crs(intake, "wgs84");
  if (intake.report.crs_source == "file") intake.report.crs_source = "format";
  KmlReader reader(intake, crs);
  if (opened.format == Format::kmz) {
    read_kmz(opened, intake, reader);
  } else {
    reader.read(opened.path, [&](const auto& use) { read_pieces(opened.path, use); });
  }
  reader.tell();
}

}  // namespace jintu::io
