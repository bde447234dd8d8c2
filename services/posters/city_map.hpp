// A stretch of the city drawn into a picture: districts, river, metro, and places that glow.
#pragma once

#include <string>
#include <vector>

#include "services/drawing/picture.hpp"
#include "services/pages/frame.hpp"
#include "services/pages/ground.hpp"
#include "services/pages/places.hpp"
#include "services/posters/base.hpp"
#include "services/posters/palette.hpp"
#include "services/posters/told.hpp"

namespace jintu::posters {

/// How large lines and letters are, in the picture's units.
struct Sizes {
  double line = 1;      ///< a thin line
  double letters = 10;  ///< names of stations
};

/// Maps narrower than this have no river of the ground that ships.
inline constexpr double river_degrees = 0.12;

class CityMap {
 public:
  /// Around `centre`; the map's edge is `area`. All of `picture` that lies beside it is left alone
  /// until `finish`.
  CityMap(drawing::Picture& picture, const drawing::Rectangle& area, LonLat<Wgs84> centre,
          double degrees_wide, const Palette& palette, Sizes sizes, double corner_radius);
  CityMap(const CityMap&) = delete;
  CityMap& operator=(const CityMap&) = delete;

  /// Districts, water, roads, metro. `district`: name of the one that is told of, which stands out.
  void draw_ground(const City& city, std::string_view district, bool english,
                   std::uint64_t most_tiles);
  /// Whether the ground is an extract's, and not only the coarse one that ships.
  bool has_base() const { return !base_.empty(); }
  /// A place that glows in its brand's colour: a line or an area where the record has one, else the
  /// roads near it that its name names.
  void draw_light(const pages::Place& place, double strength);
  /// A mark with a number, or without: 0. A ring where the position is uncertain.
  void draw_mark(const pages::Place& place, int number, double radius);
  /// Names: the first ones have the choice of room.
  void name_place(const pages::Place& place, const std::string& name, double size, double radius);
  void draw_stations(const pages::Ground& ground);
  void name_stations(std::size_t most);
  void name_districts();
  /// No name is put there.
  void keep_free(const drawing::Rectangle& room) { taken_.push_back(room); }
  void finish();

  drawing::Point at(LonLat<Wgs84> position) const;
  bool shows(LonLat<Wgs84> position) const { return area_.holds(at(position)); }

 private:
  /// False where something is there, or where it would leave the map.
  bool take(const drawing::Rectangle& room);
  bool name_at(const std::string& name, drawing::Point beside, drawing::Align align, double size,
               bool bold, const Colour& colour);
  void draw_districts(const Snapshot& snapshot, std::string_view district, bool english);
  void draw_water(const pages::Ground& ground);
  void draw_roads();
  void fill(const std::vector<Base::Area>& areas, const Colour& colour);
  const Colour& colour_of(const pages::Place& place) const;
  Box<Wgs84> box() const;
  drawing::Outline outline_of(const std::vector<LonLat<Wgs84>>& line, bool flowing) const;
  void stroke(drawing::Outline outline, const Colour& colour, double width,
              std::vector<double> dash = {});

  drawing::Picture& picture_;
  const drawing::Rectangle area_;
  const pages::Frame frame_;
  const Palette& palette_;
  const Sizes sizes_;
  const double degrees_;
  const LonLat<Wgs84> centre_;
  Base base_;
  std::vector<drawing::Rectangle> taken_;
  struct Name {
    drawing::Point at;
    std::string words;
  };
  std::vector<const pages::Station*> stations_;
  std::vector<Name> districts_;
  drawing::Outline borders_, here_;
};

}  // namespace jintu::posters
