#include "geo/crs/source_crs.hpp"

#include <proj.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <numbers>
#include <sstream>

#include "geo/base/error.hpp"
#include "geo/crs/transform.hpp"

namespace jintu {

namespace {

constexpr std::string_view accepted =
    "EPSG:n, wgs84, cgcs2000, gcj02, bd09, WKT, a PROJ string, or @FILE with a PROJ pipeline";

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  std::erase_if(out, [](char c) { return c == '-' || c == '_' || c == ' '; });
  return out;
}

[[noreturn]] void reject(std::string_view text, std::string_view reason) {
  throw Error(ErrorCode::bad_input,
              "坐标系认不出，或不能用 CRS \"" + std::string(text.substr(0, 80)) +
                  "\": " + std::string(reason) + "; expected " + std::string(accepted));
}

}  // namespace

struct SourceCrs::Impl {
  enum class Kind { wgs84, gcj02, bd09, proj, as_written };
  Kind kind = Kind::wgs84;
  std::string name = "EPSG:4326";
  bool radians_out = false;  // a user's pipeline may end in radians
  bool projected = false;
  struct Area {
    double west, south, east, north;
    std::string name;
  };
  std::optional<Area> area;
  bool as_wgs84 = false;
  bool ballpark = false;
  int looked_at = 0;  // conversions of which PROJ was asked what it did
  std::unique_ptr<PJ_CONTEXT, decltype(&proj_context_destroy)> context{nullptr,
                                                                       &proj_context_destroy};
  std::unique_ptr<PJ, decltype(&proj_destroy)> operation{nullptr, &proj_destroy};

  void make_context() {
    context.reset(proj_context_create());
    proj_context_set_enable_network(context.get(), 0);
    proj_log_level(context.get(), PJ_LOG_NONE);
  }
};

namespace {

void open_pipeline(auto& impl, std::string_view text) {
  const std::string path(text.substr(1));
  std::ifstream file(path);
  if (!file) reject(text, "the pipeline file cannot be opened");
  std::ostringstream content;
  content << file.rdbuf();
  impl.make_context();
  impl.operation.reset(proj_create(impl.context.get(), content.str().c_str()));
  if (!impl.operation || proj_is_crs(impl.operation.get()))
    reject(text, "the file holds no PROJ pipeline");
  impl.radians_out = proj_angular_output(impl.operation.get(), PJ_FWD) != 0;
  if (!impl.radians_out && proj_degree_output(impl.operation.get(), PJ_FWD) == 0) {
    reject(text, "the pipeline does not end in longitude, latitude");
  }
  impl.name = "pipeline " + path;
}

bool learn_area(auto& impl, const PJ* crs) {
  typename std::decay_t<decltype(impl)>::Area area{};
  const char* name = nullptr;
  if (!proj_get_area_of_use(impl.context.get(), crs, &area.west, &area.south, &area.east,
                            &area.north, &name) ||
      area.west < -180 || area.west >= area.east)  // not known, or across the antimeridian
    return false;
  area.name = name ? name : "";
  impl.area = area;
  return true;
}

/// Its area of use, which a .prj does not hold: that of the EPSG code whose definition it is.
void learn_kind(auto& impl, const PJ* crs) {
  const PJ_TYPE type = proj_get_type(crs);
  impl.projected = type == PJ_TYPE_PROJECTED_CRS;
  if (type == PJ_TYPE_BOUND_CRS || type == PJ_TYPE_COMPOUND_CRS) {
    std::unique_ptr<PJ, decltype(&proj_destroy)> inner(
        type == PJ_TYPE_BOUND_CRS ? proj_get_source_crs(impl.context.get(), crs)
                                  : proj_crs_get_sub_crs(impl.context.get(), crs, 0),
        &proj_destroy);
    impl.projected = inner && proj_get_type(inner.get()) == PJ_TYPE_PROJECTED_CRS;
  }
  // CGCS2000 and WGS 84 agree to some centimetres: no shift between the two is a known one.
  std::unique_ptr<PJ, decltype(&proj_destroy)> geodetic(
      proj_crs_get_geodetic_crs(impl.context.get(), crs), &proj_destroy);
  const std::string base =
      geodetic && proj_get_name(geodetic.get()) ? proj_get_name(geodetic.get()) : "";
  const bool china =
      base.find("China") != std::string::npos || base.find("CGCS") != std::string::npos;
  impl.as_wgs84 = china && base.find("2000") != std::string::npos;
  if (learn_area(impl, crs)) return;
  int* confidence = nullptr;
  PJ_OBJ_LIST* known = proj_identify(impl.context.get(), crs, "EPSG", nullptr, &confidence);
  if (known && proj_list_get_count(known) > 0 && confidence[0] >= 90) {
    std::unique_ptr<PJ, decltype(&proj_destroy)> best(proj_list_get(impl.context.get(), known, 0),
                                                      &proj_destroy);
    if (best) learn_area(impl, best.get());
  }
  proj_int_list_destroy(confidence);
  proj_list_destroy(known);
}

void look_at_operation(auto& impl) {
  constexpr int kEnough = 16;
  if (impl.looked_at >= kEnough || impl.ballpark || impl.as_wgs84) return;
  ++impl.looked_at;
  std::unique_ptr<PJ, decltype(&proj_destroy)> used(
      proj_trans_get_last_used_operation(impl.operation.get()), &proj_destroy);
  impl.ballpark =
      used && proj_coordoperation_has_ballpark_transformation(impl.context.get(), used.get()) == 1;
}

void open_crs(auto& impl, std::string_view text) {
  impl.make_context();
  const std::string word(text);
  std::unique_ptr<PJ, decltype(&proj_destroy)> crs(proj_create(impl.context.get(), word.c_str()),
                                                   &proj_destroy);
  if (!crs || !proj_is_crs(crs.get())) reject(text, "not a known coordinate reference system");
  std::unique_ptr<PJ, decltype(&proj_destroy)> raw(
      proj_create_crs_to_crs(impl.context.get(), word.c_str(), "EPSG:4326", nullptr),
      &proj_destroy);
  if (raw) impl.operation.reset(proj_normalize_for_visualization(impl.context.get(), raw.get()));
  if (!impl.operation) reject(text, "cannot be converted to WGS 84");
  const char* authority = proj_get_id_auth_name(crs.get(), 0);
  const char* code = proj_get_id_code(crs.get(), 0);
  impl.name = authority && code ? std::string(authority) + ":" + code
                                : std::string(proj_get_name(crs.get()));
  learn_kind(impl, crs.get());
}

}  // namespace

SourceCrs::SourceCrs(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
SourceCrs::SourceCrs(SourceCrs&&) noexcept = default;
SourceCrs& SourceCrs::operator=(SourceCrs&&) noexcept = default;
SourceCrs::~SourceCrs() = default;

SourceCrs SourceCrs::wgs84() { return SourceCrs(std::make_unique<Impl>()); }

SourceCrs SourceCrs::parse(std::string_view text) {
  auto impl = std::make_unique<Impl>();
  const std::string word = lower(text);
  if (word.empty()) reject(text, "is empty");
  if (word == "wgs84" || word == "epsg:4326" || word == "ogc:crs84") {
    // nothing to convert
  } else if (word == "cgcs2000" || word == "epsg:4490") {
    impl->name = "EPSG:4490";  // a null operation to WGS 84 in PROJ, and here
  } else if (word == "gcj02") {
    impl->kind = Impl::Kind::gcj02;
    impl->name = "GCJ-02";
  } else if (word == "bd09" || word == "bd09ll") {
    impl->kind = Impl::Kind::bd09;
    impl->name = "BD-09";
  } else {
    impl->kind = Impl::Kind::proj;
    if (text.front() == '@') {
      open_pipeline(*impl, text);
    } else {
      open_crs(*impl, text);
    }
  }
  return SourceCrs(std::move(impl));
}

SourceCrs SourceCrs::as_written() {
  auto impl = std::make_unique<Impl>();
  impl->kind = Impl::Kind::as_written;
  impl->name = "as written";
  return SourceCrs(std::move(impl));
}

const std::string& SourceCrs::name() const { return impl_->name; }

bool SourceCrs::is_projected() const { return impl_->projected; }
bool SourceCrs::is_identity() const {
  return impl_->kind == Impl::Kind::wgs84 || impl_->kind == Impl::Kind::as_written;
}
bool SourceCrs::accuracy_unknown() const { return impl_->ballpark; }

bool SourceCrs::is_in_area(const std::optional<Position>& p) const {
  constexpr double kMargin = 1;  // degrees: what lies at the rim of a zone is often kept in it
  if (!p) return false;
  if (!impl_->area) return true;
  const Impl::Area& a = *impl_->area;
  return p->lon >= a.west - kMargin && p->lon <= a.east + kMargin && p->lat >= a.south - kMargin &&
         p->lat <= a.north + kMargin;
}

std::string SourceCrs::area_text() const {
  if (!impl_->area) return impl_->name;
  const Impl::Area& a = *impl_->area;
  char text[100];
  std::snprintf(text, sizeof text, "%.2f–%.2f E, %.2f–%.2f N", a.west, a.east, a.south, a.north);
  return impl_->name + " (" + text + ")";
}

std::optional<Position> SourceCrs::to_wgs84(double x, double y) const {
  if (!std::isfinite(x) || !std::isfinite(y)) return std::nullopt;
  switch (impl_->kind) {
    case Impl::Kind::wgs84:
      return checked_lonlat<Wgs84>(x, y);
    case Impl::Kind::gcj02: {
      const auto p = checked_lonlat<Gcj02>(x, y);
      return p ? std::optional(convert<Wgs84>(*p)) : std::nullopt;
    }
    case Impl::Kind::bd09: {
      const auto p = checked_lonlat<Bd09>(x, y);
      return p ? std::optional(convert<Wgs84>(*p)) : std::nullopt;
    }
    case Impl::Kind::proj: {
      proj_errno_reset(impl_->operation.get());
      PJ_COORD out = proj_trans(impl_->operation.get(), PJ_FWD, proj_coord(x, y, 0, HUGE_VAL));
      if (proj_errno(impl_->operation.get()) != 0) return std::nullopt;
      const double scale = impl_->radians_out ? 180 / std::numbers::pi : 1;
      look_at_operation(*impl_);
      return checked_lonlat<Wgs84>(out.xy.x * scale, out.xy.y * scale);
    }
    case Impl::Kind::as_written:
      return Position{x, y};
  }
  return std::nullopt;
}

SourceCrs::Raw SourceCrs::expressed(Position p) const {
  if (const auto raw = from_wgs84(p)) return *raw;
  throw Error(ErrorCode::bad_input, "位置 (" + std::to_string(p.lon) + ", " +
                                        std::to_string(p.lat) + ") 不能用 cannot be expressed in " +
                                        name());
}

std::optional<SourceCrs::Raw> SourceCrs::from_wgs84(Position p) const {
  switch (impl_->kind) {
    case Impl::Kind::as_written:
    case Impl::Kind::wgs84:
      return Raw{p.lon, p.lat};
    case Impl::Kind::gcj02: {
      const auto q = convert<Gcj02>(p);
      return Raw{q.lon, q.lat};
    }
    case Impl::Kind::bd09: {
      const auto q = convert<Bd09>(p);
      return Raw{q.lon, q.lat};
    }
    case Impl::Kind::proj: {
      const double scale = impl_->radians_out ? std::numbers::pi / 180 : 1;
      proj_errno_reset(impl_->operation.get());
      const PJ_COORD out = proj_trans(impl_->operation.get(), PJ_INV,
                                      proj_coord(p.lon * scale, p.lat * scale, 0, HUGE_VAL));
      if (proj_errno(impl_->operation.get()) != 0 || !std::isfinite(out.xy.x) ||
          !std::isfinite(out.xy.y)) {
        return std::nullopt;
      }
      return Raw{out.xy.x, out.xy.y};
    }
  }
  return std::nullopt;
}

}  // namespace jintu
