#include "services/ingest/record_spool.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <bit>
#include <cerrno>
#include <cstring>
#include <utility>

#include "geo/base/error.hpp"
#include "geo/geometry/wkb.hpp"

namespace jintu {

namespace {

constexpr std::size_t piece = 1 << 20;

void put_number(std::string& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) out += static_cast<char>(value | 0x80);
  out += static_cast<char>(value);
}

void put_fixed(std::string& out, std::uint64_t value) {
  char bytes[sizeof value];
  std::memcpy(bytes, &value, sizeof value);
  out.append(bytes, sizeof bytes);
}

void put_text(std::string& out, std::string_view text) {
  put_number(out, text.size());
  out += text;
}

void put_value(std::string& out, const Value& value) {
  out += static_cast<char>(value.index());
  if (const auto* yes = std::get_if<bool>(&value)) out += static_cast<char>(*yes);
  if (const auto* whole = std::get_if<std::int64_t>(&value))
    put_fixed(out, static_cast<std::uint64_t>(*whole));
  if (const auto* real = std::get_if<double>(&value))
    put_fixed(out, std::bit_cast<std::uint64_t>(*real));
  if (const auto* text = std::get_if<std::string>(&value)) put_text(out, *text);
}

/// Of one record that we wrote ourselves.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  std::uint64_t number() {
    std::uint64_t value = 0;
    for (int shift = 0;; shift += 7) {
      const auto byte = static_cast<unsigned char>(take(1)[0]);
      value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
      if (byte < 0x80) return value;
    }
  }
  std::string_view text() { return take(number()); }
  Value value() {
    switch (take(1)[0]) {
      case 1:
        return take(1)[0] != 0;
      case 2:
        return static_cast<std::int64_t>(fixed());
      case 3:
        return std::bit_cast<double>(fixed());
      case 4:
        return std::string(text());
      default:
        return {};
    }
  }

 private:
  std::string_view take(std::size_t length) {
    if (length > rest_.size()) throw Error(ErrorCode::internal, "a spooled record is cut short");
    const auto taken = rest_.substr(0, length);
    rest_.remove_prefix(length);
    return taken;
  }
  std::uint64_t fixed() {
    std::uint64_t value = 0;
    std::memcpy(&value, take(sizeof value).data(), sizeof value);
    return value;
  }
  std::string_view rest_;
};

}  // namespace

RecordSpool::RecordSpool(const std::filesystem::path& folder) : folder_(folder) {
  std::string name = (folder / ".import-XXXXXX").string();
  const int fd = ::mkostemp(name.data(), O_CLOEXEC);
  if (fd < 0) fail("无法创建临时文件 no temporary file can be made");
  ::unlink(name.c_str());
  file_.reset(::fdopen(fd, "w+b"));
  if (!file_) fail("无法创建临时文件 no temporary file can be made");
}

void RecordSpool::fail(const char* what) const {
  throw Error(code_of_write(errno), folder_.string() + ": " + what + ": " + std::strerror(errno));
}

std::uint64_t RecordSpool::number_of(std::string_view name) {
  const auto [at, is_new] = numbers_.try_emplace(std::string(name), names_.size());
  if (is_new) names_.emplace_back(name);
  return at->second;
}

void RecordSpool::add(const Feature& feature) {
  record_.clear();
  put_text(record_, feature.key);
  std::string& wkb = out_;  // for a moment, at its end
  const std::size_t end = out_.size();
  append_wkb(feature.geometry, wkb);
  put_text(record_, std::string_view(wkb).substr(end));
  out_.resize(end);
  put_number(record_, feature.properties.size());
  for (const auto& [name, value] : feature.properties) {
    put_number(record_, number_of(name));
    put_value(record_, value);
  }
  put_fixed(out_, record_.size());
  out_ += record_;
  ++size_;
  if (out_.size() >= piece) write_out();
}

void RecordSpool::write_out() {
  if (std::fwrite(out_.data(), 1, out_.size(), file_.get()) != out_.size())
    fail("写入失败 cannot be written to");
  out_.clear();
}

void RecordSpool::read(std::string& bytes, std::size_t length) {
  bytes.resize(length);
  if (std::fread(bytes.data(), 1, length, file_.get()) != length)
    throw Error(ErrorCode::io, folder_.string() + ": 读取失败 the temporary file cannot be read");
}

void RecordSpool::for_each(const std::function<void(Feature&&)>& visit) {
  write_out();
  if (std::fflush(file_.get()) != 0) fail("写入失败 cannot be written to");
  std::rewind(file_.get());
  for (std::uint64_t i = 0; i < size_; ++i) {
    std::uint64_t length = 0;
    read(record_, sizeof length);
    std::memcpy(&length, record_.data(), sizeof length);
    read(record_, length);
    Reader in(record_);
    Feature feature;
    feature.key = in.text();
    if (const auto wkb = in.text(); !wkb.empty()) feature.geometry = parse_wkb(wkb);
    for (std::uint64_t left = in.number(); left > 0; --left) {
      const std::string& name = names_[in.number()];
      feature.properties.set(name, in.value());
    }
    visit(std::move(feature));
  }
}

}  // namespace jintu
