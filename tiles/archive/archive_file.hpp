// An archive as the bytes that it is, to be handed out in ranges.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace jintu::tiles {

/// The file, mapped: one that is replaced by rename stays readable here. `bytes` live as long as
/// `owner`.
struct ArchiveFile {
  std::shared_ptr<const void> owner;
  std::string_view bytes;
  std::string hash;  ///< content hash: equal files have equal ones
};

/// Reads the file once for its hash. Throws Error{not_found}, Error{io}, or Error{bad_input} when
/// it is empty or not a file.
ArchiveFile map_archive(const std::string& path);

/// Without the hash.
ArchiveFile map_file(const std::string& path);

}  // namespace jintu::tiles
