#include "services/filter/json.hpp"

#include <algorithm>
#include <array>

#include "geo/base/error.hpp"
#include "geo/base/json.hpp"
#include "services/filter/expression.hpp"

namespace jintu::filter {

namespace {

[[noreturn]] void bad(const std::string& chinese, const std::string& english) {
  throw Error(ErrorCode::bad_input, "filter: " + chinese + " " + english);
}

std::string in_quotes(std::string_view text, char quote) {
  std::string out(1, quote);
  for (const char c : text) out.append(c == quote ? 2 : 1, c);
  return out + quote;
}

/// `"s_intersects"` → `S_INTERSECTS`; also `t_finishedBy`.
std::string upper(std::string_view word) {
  std::string out(word);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  return out;
}

class Teller {
 public:
  std::string any(const Json& json) {
    if (++depth_ > max_filter_depth)
      bad("嵌套过深",
          "is nested too deeply: at most " + std::to_string(max_filter_depth) + " levels");
    std::string text = told(json);
    --depth_;
    if (text.size() > 8 * max_filter_bytes) bad("太长", "is too long");
    return text;
  }

 private:
  std::string told(const Json& json) {
    if (json.is_boolean()) return json.get<bool>() ? "TRUE" : "FALSE";
    if (json.is_number()) return json.dump();
    if (json.is_string()) return literal(json.get_ref<const std::string&>());
    if (!json.is_object())
      bad("应为表达式", "expected an expression, not " + json.dump().substr(0, 40));
    if (json.contains("op")) return operation(json);
    if (json.contains("property")) return property(json["property"]);
    if (json.contains("date")) return "DATE(" + text(json["date"]) + ")";
    if (json.contains("timestamp")) return "TIMESTAMP(" + text(json["timestamp"]) + ")";
    if (json.contains("interval")) return interval(json["interval"]);
    if (json.contains("bbox")) return "BBOX(" + numbers(json["bbox"], ",") + ")";
    if (json.contains("type")) return geometry(json);
    bad("应有 op、property、date、timestamp、interval、bbox 或 type",
        "expected op, property, date, timestamp, interval, bbox or type");
  }

  /// Text in which a backslash stands before a quote cannot be written as text.
  static std::string literal(const std::string& value) {
    if (value.find("\\'") != std::string::npos || value.ends_with('\\'))
      bad("文字中的反斜杠不能在单引号前或末尾",
          "a text with a backslash before ' or at its end cannot be asked about");
    return in_quotes(value, '\'');
  }
  static std::string text(const Json& json) {
    if (!json.is_string()) bad("应为文字", "expected a text");
    return literal(json.get_ref<const std::string&>());
  }
  static std::string property(const Json& json) {
    if (!json.is_string()) bad("property 应为名称", "property: expected a name");
    const auto& name = json.get_ref<const std::string&>();
    return name == geometry_queryable ? name : in_quotes(name, '"');
  }

  static const Json& arguments(const Json& json, std::size_t least, std::size_t most) {
    const auto found = json.find("args");
    if (found == json.end() || !found->is_array() || found->size() < least || found->size() > most)
      bad("args 的个数不对", "args: expected an array of " + std::to_string(least) +
                                 (most == least ? "" : " or more") + " for " +
                                 json["op"].dump().substr(0, 40));
    return *found;
  }

  std::string operation(const Json& json) {
    if (!json["op"].is_string()) bad("op 应为文字", "op: expected a text");
    const std::string op = upper(json["op"].get_ref<const std::string&>());
    constexpr std::size_t many = 1'000;
    if (op == "AND" || op == "OR") return joined(arguments(json, 2, many), " " + op + " ");
    if (op == "NOT") return "NOT (" + any(arguments(json, 1, 1)[0]) + ")";
    if (op == "ISNULL") return any(arguments(json, 1, 1)[0]) + " IS NULL";
    if (op == "CASEI" || op == "ACCENTI") return op + "(" + any(arguments(json, 1, 1)[0]) + ")";
    if (op == "IN") return in(arguments(json, 2, 2));
    if (op == "BETWEEN") return between(json);
    if (op.starts_with("S_") || op.starts_with("T_")) {
      const Json& args = arguments(json, 2, 2);
      return op + "(" + any(args[0]) + ", " + any(args[1]) + ")";
    }
    static constexpr std::array<std::string_view, 14> between_two{
        "=", "<>", "<", "<=", ">", ">=", "LIKE", "+", "-", "*", "/", "^", "%", "DIV"};
    if (std::find(between_two.begin(), between_two.end(), op) == between_two.end())
      bad("没有此运算", "there is no operator " + json["op"].dump().substr(0, 40));
    const Json& args = arguments(json, 2, 2);
    return "(" + any(args[0]) + " " + op + " " + any(args[1]) + ")";
  }

  std::string joined(const Json& args, const std::string& word) {
    std::string out = "(";
    for (const Json& arg : args) out += (out.size() > 1 ? word : "") + any(arg);
    return out + ")";
  }

  std::string in(const Json& args) {
    if (!args[1].is_array() || args[1].empty()) bad("in 的第二项应为数组", "in: expected an array");
    std::string list;
    for (const Json& item : args[1]) list += (list.empty() ? "" : ", ") + any(item);
    return any(args[0]) + " IN (" + list + ")";
  }

  std::string between(const Json& json) {
    const Json& args = arguments(json, 3, 3);
    return any(args[0]) + " BETWEEN " + any(args[1]) + " AND " + any(args[2]);
  }

  std::string interval(const Json& json) {
    if (!json.is_array() || json.size() != 2)
      bad("interval 应有两项", "interval: expected two ends");
    const auto end = [&](const Json& one) { return one.is_string() ? text(one) : any(one); };
    return "INTERVAL(" + end(json[0]) + ", " + end(json[1]) + ")";
  }

  static std::string numbers(const Json& json, const char* between) {
    if (!json.is_array() || json.empty()) bad("应为数的数组", "expected an array of numbers");
    std::string out;
    for (const Json& number : json) {
      if (!number.is_number()) bad("坐标应为数", "expected numbers in coordinates");
      out += (out.empty() ? "" : between) + number.dump();
    }
    return out;
  }

  /// Nested arrays of positions, as well-known text.
  std::string coordinates(const Json& json, int levels) {
    if (levels == 0) return numbers(json, " ");
    if (!json.is_array()) bad("coordinates 层级不对", "coordinates: arrays nest too little");
    std::string out = "(";
    for (const Json& part : json)
      out += (out.size() > 1 ? "," : "") + coordinates(part, levels - 1);
    return out + ")";
  }

  std::string geometry(const Json& json) {
    if (json["type"] == "GeometryCollection") {
      if (!json.contains("geometries") || !json["geometries"].is_array())
        bad("缺少 geometries", "geometries: expected an array");
      std::string members;
      for (const Json& member : json["geometries"])
        members += (members.empty() ? "" : ", ") + any(member);
      return "GEOMETRYCOLLECTION(" + members + ")";
    }
    struct Type {
      std::string_view name;
      int levels;
    };
    static constexpr std::array<Type, 6> types{{{"Point", 0},
                                                {"MultiPoint", 1},
                                                {"LineString", 1},
                                                {"MultiLineString", 2},
                                                {"Polygon", 2},
                                                {"MultiPolygon", 3}}};
    const auto type = std::find_if(types.begin(), types.end(),
                                   [&](const Type& t) { return json["type"] == t.name; });
    if (type == types.end() || !json.contains("coordinates"))
      bad("不认识的几何", "unknown geometry " + json["type"].dump().substr(0, 40));
    const std::string inner = coordinates(json["coordinates"], type->levels);
    return upper(type->name) + (type->levels == 0 ? "(" + inner + ")" : inner);
  }

  int depth_ = 0;
};

}  // namespace

std::string text_of_json(std::string_view json) { return Teller().any(parse_json(json, "filter")); }

}  // namespace jintu::filter
