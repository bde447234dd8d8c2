// A folder for a moment: gone with its contents at the end.
#pragma once

#include <filesystem>

namespace jintu::uploads {

class ScratchFolder {
 public:
  /// Throws Error{io} when there can be none.
  ScratchFolder();
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace jintu::uploads
