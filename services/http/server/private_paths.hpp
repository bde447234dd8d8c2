// Where files lie on this machine is nobody else's business.
#pragma once

#include <string>
#include <vector>

namespace jintu::http {

class PrivatePaths {
 public:
  /// Folders whose names, and those of what lies in them, are cut out of texts; as given and as
  /// absolute paths.
  explicit PrivatePaths(const std::vector<std::string>& folders);
  /// The text with "/srv/jintu/data/x.gpkg" become "x.gpkg".
  std::string removed_from(std::string text) const;

 private:
  std::vector<std::string> folders_;  ///< the longest first, without a slash at the end
};

}  // namespace jintu::http
