#include "tiles/archive/archive_file.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "geo/base/error.hpp"
#include "tiles/blob/tile.hpp"

namespace jintu::tiles {

ArchiveFile map_file(const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    throw Error(errno == ENOENT ? ErrorCode::not_found : ErrorCode::io,
                path + ": 无法打开 cannot open: " + std::strerror(errno));
  struct stat status {};
  const bool known = fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
  const auto size = static_cast<std::size_t>(status.st_size);
  void* memory = known && size > 0 ? mmap(nullptr, size, PROT_READ, MAP_SHARED, fd, 0) : MAP_FAILED;
  const int failure = errno;
  close(fd);
  if (!known || size == 0)
    throw Error(ErrorCode::bad_input, path + ": 空文件 empty, or not a file");
  if (memory == MAP_FAILED)
    throw Error(ErrorCode::io, path + ": cannot map: " + std::strerror(failure));
  return {std::shared_ptr<const void>(memory, [size](void* m) { munmap(m, size); }),
          {static_cast<const char*>(memory), size},
          {}};
}

ArchiveFile map_archive(const std::string& path) {
  ArchiveFile file = map_file(path);
  file.hash = content_hash(file.bytes);
  return file;
}

}  // namespace jintu::tiles
