// A mend of a drawn area, to look at: nothing is written, and nothing is mended on its way in.
#include "services/edit/mend.hpp"

#include "geo/geometry/validity.hpp"
#include "geo/io/geojson.hpp"
#include "services/http/api/features/edit_api.hpp"
#include "services/http/api/frame/json_answers.hpp"
#include "services/http/message/problem.hpp"
#include "services/http/query/record_tag.hpp"

namespace jintu::http {

namespace {

constexpr std::size_t most_members = 1000, most_told = 1000;
constexpr double most_snap = 10;  // m: what is farther away is no slip of the hand

Json position_json(Position p) {
  std::string text = "[";
  io::append_coordinate(p.lon, 7, text);
  text += ',';
  io::append_coordinate(p.lat, 7, text);
  return parse_json(text + "]", "position");
}

double rounded(double measure) { return std::round(measure * 1000) / 1000; }

topology::MendOptions options_of(const Query& query) {
  topology::MendOptions options;
  if (const auto* text = query.find("snap")) {
    const auto snap = parse_number(*text);
    if (!snap || *snap < 0 || *snap > most_snap)
      throw Error(ErrorCode::bad_input, "snap: 应为 0 到 10 的米数 should be metres, from 0 to 10");
    options.snap = *snap;
  }
  return options;
}

}  // namespace

Response EditApi::mended(const Call& call) {
  const Query query(call.request().query, {"snap"});
  const auto collection = collection_to_edit(call.arg("collectionId"));
  const Json body = json_body(call.exchange->body, most_members);
  const auto axes = catalog::latitude_first(content_crs(call.request()))
                        ? edit::AxisOrder::latitude_first
                        : edit::AxisOrder::longitude_first;
  const auto proposal = edit::proposed_mend(*collection.layer, body, axes, options_of(query));
  const bool zh = preferred_language(call.request()) == Language::zh;
  Json mends = Json::array(), findings = Json::array();
  for (const topology::Mend& mend : proposal.mends) {
    if (mends.size() == most_told) break;
    mends.push_back({{"code", mend.code},
                     {"zh", mend.zh},
                     {"en", mend.en},
                     {"detail", zh ? mend.zh : mend.en},
                     {"from", position_json(mend.from)},
                     {"to", position_json(mend.to)},
                     {"metres", rounded(mend.metres)}});
  }
  for (const edit::Fault& fault : proposal.left) {
    Json one{{"code", fault.code},
             {"zh", fault.zh},
             {"en", fault.en},
             {"detail", zh ? fault.zh : fault.en},
             {"severity", "error"}};
    if (fault.position) one["position"] = position_json(*fault.position);
    findings.push_back(std::move(one));
  }
  std::string geometry;
  io::append_geojson_geometry(proposal.area, geometry);
  Json answer{{"changed", !proposal.mends.empty()},
              {"geometry", parse_json(geometry, "geometry")},
              {"mends", std::move(mends)},
              {"mends_total", proposal.mends.size()},
              {"findings", std::move(findings)}};
  if (proposal.left.empty()) answer["area_m2"] = rounded(area(proposal.area).value());
  return uncached(200, answer);
}

}  // namespace jintu::http
