#include "geo/crs/source_crs.hpp"

#include <proj.h>

#include <algorithm>
#include <cctype>
#include <cmath>
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
  throw Error(ErrorCode::bad_input, "坐标系 CRS \"" + std::string(text.substr(0, 80)) +
                                        "\": " + std::string(reason) + "; expected " +
                                        std::string(accepted));
}

}  // namespace

struct SourceCrs::Impl {
  enum class Kind { wgs84, gcj02, bd09, proj };
  Kind kind = Kind::wgs84;
  std::string name = "EPSG:4326";
  bool radians_out = false;  // a user's pipeline may end in radians
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

const std::string& SourceCrs::name() const { return impl_->name; }

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
      return checked_lonlat<Wgs84>(out.xy.x * scale, out.xy.y * scale);
    }
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
