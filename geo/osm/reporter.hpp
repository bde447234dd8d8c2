// Counts rejects and passes them on, with the object written out.
#pragma once

#include <osmium/osm/object.hpp>
#include <osmium/osm/relation.hpp>
#include <osmium/osm/way.hpp>
#include <span>
#include <string>

#include "geo/base/json.hpp"
#include "geo/osm/import.hpp"

namespace jintu::osm {

enum class Outcome { dropped, kept };

class Reporter {
 public:
  Reporter(const RejectSink& sink, OsmReport& report) : sink_(sink), report_(report) {}

  void set_file(const std::string& file) { file_ = &file; }
  const std::string* file() const { return file_; }

  /// `object`: a node or a way whose locations are set as far as they are known.
  void object(const osmium::OSMObject& object, std::string_view code, const std::string& text,
              osmium::Location where = osmium::Location(), Outcome outcome = Outcome::dropped);

  /// `ways`: those members that are there.
  void relation(const osmium::Relation& relation, std::span<const osmium::Way* const> ways,
                const std::string& file, std::string_view code, const std::string& text,
                osmium::Location where = osmium::Location(), Outcome outcome = Outcome::dropped);

 private:
  void send(const osmium::OSMObject& object, const std::string& file, std::string_view code,
            const std::string& text, osmium::Location where, Outcome outcome, const Json& data);
  bool count(std::string_view code, Outcome outcome);

  const RejectSink& sink_;
  OsmReport& report_;
  const std::string* file_ = nullptr;
};

}  // namespace jintu::osm
