#include <png.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <vector>

#include "geo/base/error.hpp"
#include "services/drawing/cairo/files.hpp"
#include "services/drawing/cairo/marks.hpp"
#include "services/drawing/cairo/text.hpp"

namespace jintu::drawing {

namespace {

constexpr double most_pixels = 64e6;
/// Of the rows that are in memory at once.
constexpr int band_bytes = 8 << 20;

/// A PNG file written row by row. libpng's failures are exceptions of ours: C++ may throw through
/// its functions, which are compiled to be unwound.
class PngWriter {
 public:
  PngWriter(int width, int height, double scale, int bits) : width_(width), bits_(bits) {
    png_ = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, fail, warn);
    info_ = png_ ? png_create_info_struct(png_) : nullptr;
    if (!info_) throw Error(ErrorCode::internal, "libpng 无法使用 libpng cannot be used");
    png_set_write_fn(png_, &out_, write, flush);
    png_set_IHDR(png_, info_, static_cast<png_uint_32>(width), static_cast<png_uint_32>(height), 8,
                 PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
                 PNG_FILTER_TYPE_DEFAULT);
    png_set_sRGB(png_, info_, PNG_sRGB_INTENT_PERCEPTUAL);
    if (scale != 1) {  // a unit is 1/72 inch on paper
      const auto per_metre = static_cast<png_uint_32>(std::lround(72 * scale / 0.0254));
      png_set_pHYs(png_, info_, per_metre, per_metre, PNG_RESOLUTION_METER);
    }
    png_set_filter(png_, 0, PNG_FILTER_SUB | PNG_FILTER_UP);
    png_set_compression_level(png_, 6);
    png_write_info(png_, info_);
  }
  ~PngWriter() { png_destroy_write_struct(&png_, &info_); }
  PngWriter(const PngWriter&) = delete;
  PngWriter& operator=(const PngWriter&) = delete;

  /// Rows as cairo has them: 0x00RRGGBB in the machine's order.
  void row(const unsigned char* pixels) {
    row_.resize(static_cast<std::size_t>(width_) * 3);
    const auto* pixel = reinterpret_cast<const std::uint32_t*>(pixels);
    for (std::size_t i = 0; i < row_.size(); i += 3, ++pixel) {
      row_[i] = kept(*pixel >> 16);
      row_[i + 1] = kept(*pixel >> 8);
      row_[i + 2] = kept(*pixel);
    }
    png_write_row(png_, row_.data());
  }
  /// Of what is written by now.
  std::size_t size() const { return out_.size(); }
  /// `whole`: all rows are there; else what there is.
  std::string finish(bool whole) {
    if (whole) png_write_end(png_, info_);
    return std::move(out_);
  }

 private:
  [[noreturn]] static void fail(png_structp, png_const_charp why) {
    throw Error(ErrorCode::internal, "画图失败 the picture could not be drawn", why);
  }
  static void warn(png_structp, png_const_charp) {}
  static void write(png_structp png, png_bytep bytes, std::size_t count) {
    static_cast<std::string*>(png_get_io_ptr(png))
        ->append(reinterpret_cast<const char*>(bytes), count);
  }
  static void flush(png_structp) {}

  /// The highest bits; below them they repeat, so that white stays white.
  unsigned char kept(std::uint32_t value) const {
    const std::uint32_t high = value & 0xff & (0xff00u >> bits_);
    return static_cast<unsigned char>(high | (high >> bits_));
  }

  int width_, bits_;
  std::string out_;
  std::vector<unsigned char> row_;
  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
};

struct DestroySurface {
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
};
struct DestroyContext {
  void operator()(cairo_t* context) const { cairo_destroy(context); }
};

using Surface = std::unique_ptr<cairo_surface_t, DestroySurface>;

/// The rows from `top` on, as pixels.
Surface drawn_rows(const Picture& picture, double scale, int width, int top, int rows) {
  Surface band(cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, rows));
  const std::unique_ptr<cairo_t, DestroyContext> cairo(cairo_create(band.get()));
  cairo_translate(cairo.get(), 0, -top);
  cairo_scale(cairo.get(), scale, scale);
  draw(cairo.get(), picture, {0, top / scale, picture.width, (rows + 1) / scale}, false);
  check(cairo_status(cairo.get()));
  cairo_surface_flush(band.get());
  return band;
}

}  // namespace

/// In bands: a sheet at 300 dots to the inch would be 70 MB as pixels. What is one band is drawn
/// once.
std::string to_png(const Picture& picture, double scale, std::size_t most_bytes) {
  chinese_family();
  const double wide = std::round(picture.width * scale), high = std::round(picture.height * scale);
  if (!(wide >= 1 && high >= 1 && wide * high <= most_pixels && wide < 32'000 && high < 32'000))
    throw Error(ErrorCode::too_large, "图太大 the picture would have too many pixels");
  const int width = static_cast<int>(wide), height = static_cast<int>(high);
  const int rows = std::clamp(band_bytes / (width * 4), 1, height);
  Surface only = rows == height ? drawn_rows(picture, scale, width, 0, height) : nullptr;
  std::string file;
  constexpr int fewest_bits = 4;
  // What a bit less saves, as a logarithm: a fifth.
  constexpr double saving = 0.2;
  for (int bits = 7;;) {
    PngWriter png(width, height, scale, bits);
    int done = 0;
    while (done < height && (png.size() <= most_bytes || bits == fewest_bits)) {
      const int here = std::min(rows, height - done);
      const Surface band = only ? nullptr : drawn_rows(picture, scale, width, done, here);
      cairo_surface_t* surface = only ? only.get() : band.get();
      const unsigned char* pixels = cairo_image_surface_get_data(surface);
      const int stride = cairo_image_surface_get_stride(surface);
      for (int i = 0; i < here; ++i) png.row(pixels + static_cast<std::ptrdiff_t>(i) * stride);
      done += here;
    }
    file = png.finish(done == height);
    if (done == height && (file.size() <= most_bytes || bits == fewest_bits)) break;
    // As large as the whole would be, by what there is of it.
    const double over = static_cast<double>(file.size()) * height /
                        (static_cast<double>(most_bytes) * std::max(1, done));
    bits = std::max(fewest_bits,
                    bits - std::max(1, static_cast<int>(std::lround(std::log(over) / saving))));
  }
  return file;
}

}  // namespace jintu::drawing
