// A file that somebody sends, read where it lies for a moment. Nothing of it is kept.
#pragma once

#include <string>
#include <string_view>

#include "geo/io/read.hpp"

namespace jintu::uploads {

struct UploadAsk {
  std::string name;   ///< of the file, for its format: "需求.xlsx", "shops.zip" (a shapefile)
  std::string crs;    ///< as SourceCrs::parse takes it; empty: what the file says
  std::string layer;  ///< layer or sheet, where there are several; may be empty
};

/// As `read_vector_file`, but no message says where the file lay, and a format that nobody reads is
/// Error{bad_input}, as is an empty file.
io::ReadReport read_upload(std::string_view bytes, const UploadAsk& ask,
                           const io::ReadLimits& limits, const io::FeatureSink& on_feature,
                           const io::RejectSink& on_reject, const Progress& progress);

}  // namespace jintu::uploads
