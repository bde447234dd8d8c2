#include "services/http/message/byte_range.hpp"

#include <algorithm>
#include <limits>
#include <optional>

#include "services/http/message/message.hpp"
#include "services/http/message/uri.hpp"

namespace jintu::http {

std::variant<WholeContent, ByteRange, Unsatisfiable> read_range(std::string_view range,
                                                                std::uint64_t size) {
  constexpr std::string_view unit = "bytes=";
  if (range.size() <= unit.size() || !equals_ignoring_case(range.substr(0, unit.size()), unit))
    return WholeContent{};
  range.remove_prefix(unit.size());
  const auto dash = range.find('-');
  if (dash == std::string_view::npos) return WholeContent{};
  constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();
  const std::string_view from = range.substr(0, dash), to = range.substr(dash + 1);
  const auto first = parse_whole(from, most), last = parse_whole(to, most);
  if (from.empty()) {  // the last so many
    if (!last) return WholeContent{};
    if (*last == 0) return Unsatisfiable{};
    return ByteRange{size - std::min(*last, size), size - 1};
  }
  if (!first || (!to.empty() && (!last || *last < *first))) return WholeContent{};
  if (*first >= size) return Unsatisfiable{};
  return ByteRange{*first, to.empty() ? size - 1 : std::min(*last, size - 1)};
}

}  // namespace jintu::http
