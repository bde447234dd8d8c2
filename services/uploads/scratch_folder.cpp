#include "services/uploads/scratch_folder.hpp"

#include <stdlib.h>  // mkdtemp

#include <string>
#include <system_error>

#include "geo/base/error.hpp"

namespace jintu::uploads {

namespace fs = std::filesystem;

ScratchFolder::ScratchFolder() {
  std::string name = (fs::temp_directory_path() / "jintu-upload-XXXXXX").string();
  if (!::mkdtemp(name.data()))
    throw Error(ErrorCode::io, "无法写临时文件 temporary files cannot be written");
  path_ = name;
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

}  // namespace jintu::uploads
