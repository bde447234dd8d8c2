// A collection as a whole file for people to take along, and what that file says of itself.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "geo/feature/layer.hpp"
#include "services/catalog/collections.hpp"
#include "services/catalog/site.hpp"

namespace jintu::open_data {

struct Format {
  std::string_view ending;      ///< ".shp.zip": of the file's name, by which the format is chosen
  std::string_view name;        ///< "Shapefile"
  std::string_view media_type;  ///< without parameters, as DCAT has it
  bool one_kind = false;        ///< holds one kind of geometry only
  bool says_source = false;     ///< has a place for title, source and licence
};

/// In the order in which they are offered.
std::span<const Format> formats();

/// More records are refused: whoever wants them takes pages, tiles or `jintu export`.
inline constexpr std::uint64_t most_records = 500'000;

/// How many the collection holds.
std::uint64_t records_of(const catalog::Collection& collection);
/// Whether some record has a geometry of another kind than the others.
bool is_mixed(const catalog::Collection& collection);

struct Words {
  std::string title;
  std::string description;  ///< notice, release, source, accuracy, licence: a line each
};
/// In both languages.
Words words_of(const catalog::Site& site, const catalog::Collection& collection);

/// "示例数据 未经审图", or the number of the review.
std::string notice_of(const catalog::Site& site);

/// "carriers-r12-未经审图.csv": collection, release where there is one, and notice. UTF-8.
std::string file_name(const catalog::Site& site, std::string_view collection, const Format& format);

}  // namespace jintu::open_data
