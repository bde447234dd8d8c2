#include "geo/gdal/gdal_scope.hpp"

#include <cpl_conv.h>
#include <cpl_error.h>
#include <gdal.h>

#include <algorithm>
#include <mutex>

namespace jintu::gdal {

namespace {

void CPL_STDCALL ignore(CPLErr, CPLErrorNum, const char*) {}

void CPL_STDCALL collect(CPLErr kind, CPLErrorNum, const char* message) {
  auto* errors = static_cast<GdalErrors*>(CPLGetErrorHandlerUserData());
  if (kind == CE_Failure || kind == CE_Fatal) errors->add(false, message);
  if (kind == CE_Warning) errors->add(true, message);
}

}  // namespace

void gdal_init() {
  static std::once_flag once;
  std::call_once(once, [] {
    CPLSetErrorHandler(ignore);
    GDALAllRegister();
  });
}

GdalErrors::GdalErrors() {
  gdal_init();
  CPLPushErrorHandlerEx(collect, this);
  CPLErrorReset();
}

GdalErrors::~GdalErrors() { CPLPopErrorHandler(); }

void GdalErrors::add(bool is_warning, const char* message) {
  if (!is_warning) {
    if (error_.empty()) error_ = *message ? message : "GDAL gives no reason";
    return;
  }
  if (warnings_.size() < 20 &&
      std::find(warnings_.begin(), warnings_.end(), message) == warnings_.end())
    warnings_.emplace_back(message);
}

GdalSetting::GdalSetting(const char* name, const char* value) : name_(name) {
  if (const char* before = CPLGetThreadLocalConfigOption(name, nullptr)) {
    before_ = before;
    had_ = true;
  }
  CPLSetThreadLocalConfigOption(name, value);
}

GdalSetting::~GdalSetting() {
  CPLSetThreadLocalConfigOption(name_, had_ ? before_.c_str() : nullptr);
}

}  // namespace jintu::gdal
