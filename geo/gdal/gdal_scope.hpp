// Internal to geo/gdal: GDAL's messages as values, and its settings for one scope.
#pragma once

#include <string>
#include <vector>

namespace jintu::gdal {

/// Registers the drivers and silences GDAL's own printing, once. GdalErrors does it by itself.
void gdal_init();

/// Catches what GDAL would print on this thread while it lives. Not shared between threads.
class GdalErrors {
 public:
  GdalErrors();
  ~GdalErrors();
  GdalErrors(const GdalErrors&) = delete;
  GdalErrors& operator=(const GdalErrors&) = delete;

  bool failed() const { return !error_.empty(); }
  const std::string& error() const { return error_; }
  /// Distinct warnings, at most 20.
  const std::vector<std::string>& warnings() const { return warnings_; }
  void clear_error() { error_.clear(); }
  void add(bool is_warning, const char* message);

 private:
  std::string error_;
  std::vector<std::string> warnings_;
};

/// A GDAL configuration option of this thread, restored at the end of the scope.
class GdalSetting {
 public:
  GdalSetting(const char* name, const char* value);
  ~GdalSetting();
  GdalSetting(const GdalSetting&) = delete;
  GdalSetting& operator=(const GdalSetting&) = delete;

 private:
  const char* name_;
  std::string before_;
  bool had_ = false;
};

}  // namespace jintu::gdal
