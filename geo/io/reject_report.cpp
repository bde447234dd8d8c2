#include "geo/io/reject_report.hpp"

#include <filesystem>
#include <fstream>

#include "geo/base/error.hpp"
#include "geo/base/json.hpp"

namespace jintu::io {

struct RejectReport::File {
  std::ofstream stream;
};

namespace {

std::string quoted(const std::string& text) {
  return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string line_of(const Reject& r) {
  std::string out = "{\"file\":" + quoted(r.file);
  out += ",\"line\":" + (r.line ? std::to_string(r.line) : "null");
  out += ",\"feature\":" + (r.feature.empty() ? "null" : quoted(r.feature));
  out += ",\"code\":" + quoted(r.code) + ",\"reason\":" + quoted(r.reason);
  out += ",\"position\":" + (r.position ? Json({r.position->lon, r.position->lat}).dump() : "null");
  std::string data = r.data;
  for (char& c : data)  // a JSON text has line breaks between tokens only
    if (c == '\n' || c == '\r') c = ' ';
  return out + ",\"data\":" + (data.empty() ? "null" : data) + "}\n";
}

}  // namespace

RejectReport::RejectReport(std::string path)
    : path_(std::move(path)), temporary_(path_ + ".part") {}

RejectReport::~RejectReport() {
  if (!file_) return;
  file_.reset();
  std::error_code ignored;
  std::filesystem::remove(temporary_, ignored);
}

void RejectReport::add(const Reject& reject) {
  if (!file_) {
    file_ = std::make_unique<File>();
    file_->stream.open(temporary_, std::ios::binary | std::ios::trunc);
  }
  file_->stream << line_of(reject);
  if (!file_->stream) throw Error(ErrorCode::io, temporary_ + ": 无法写入 cannot be written");
  ++count_;
}

bool RejectReport::commit() {
  std::error_code error;
  if (!file_) {
    std::filesystem::remove(path_, error);
    return false;
  }
  file_->stream.close();
  if (!file_->stream) throw Error(ErrorCode::io, temporary_ + ": 无法写入 cannot be written");
  std::filesystem::rename(temporary_, path_, error);
  if (error) throw Error(ErrorCode::io, path_ + ": 无法写入 cannot be written: " + error.message());
  file_.reset();
  return true;
}

}  // namespace jintu::io
