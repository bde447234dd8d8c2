#include "services/browse/parts.hpp"

#include <algorithm>
#include <vector>

namespace jintu::browse {

using html::element;
using html::Html;
using html::text;

namespace {

constexpr std::size_t deepest = 12;  // our own documents; features' values are as flat

bool is_web_address(const std::string& words) {
  return words.starts_with("https://") || words.starts_with("http://");
}

}  // namespace

std::string text_member(const Json& object, const char* name) {
  if (!object.is_object()) return "";
  const auto it = object.find(name);
  return it != object.end() && it->is_string() ? it->get<std::string>() : "";
}

Html address(const std::string& href, const std::string& words, const Look& look) {
  if (!is_web_address(href) || href.find('{') != std::string::npos)
    return element("code", {}, {text(words)});
  const bool own = href == look.root || href.starts_with(look.root + "/");
  return element(
      "a", {{"href", href}, {"rel", own ? std::nullopt : std::optional<std::string>("nofollow")}},
      {text(words)});
}

std::string plain(const Json& value) {
  return value.is_string() ? value.get<std::string>()
                           : value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Html shown(const Json& value, const Look& look, std::size_t depth) {
  if (value.is_string()) {
    const auto words = value.get<std::string>();
    return is_web_address(words) ? address(words, words, look) : text(words);
  }
  if (value.is_null()) return element("span", {{"class", "muted"}}, {text("–")});
  if (!value.is_structured() || depth > deepest) return text(plain(value));
  const bool flat = std::none_of(value.begin(), value.end(),
                                 [](const Json& part) { return part.is_structured(); });
  if (value.is_array() && flat && value.size() <= 12) {
    Html list;
    for (const Json& part : value) {
      if (!list.empty()) list += text(", ");
      list += shown(part, look, depth + 1);
    }
    return list;
  }
  Html rows;
  if (value.is_array()) {
    for (const Json& part : value) rows += element("li", {}, {shown(part, look, depth + 1)});
    return element("ul", {}, {rows});
  }
  for (const auto& [name, part] : value.items())
    rows += element(
        "div", {},
        {element("dt", {}, {text(name)}), element("dd", {}, {shown(part, look, depth + 1)})});
  return element("dl", {}, {rows});
}

Html heading(const std::string& words) { return element("h2", {}, {text(words)}); }

Html link_list(const Json& document, const Look& look) {
  const Words w{look.language};
  const auto links = document.find("links");
  if (links == document.end() || !links->is_array() || links->empty()) return {};
  // The other forms of the page itself come last.
  std::vector<const Json*> ordered;
  for (const Json& link : *links) ordered.push_back(&link);
  std::stable_sort(ordered.begin(), ordered.end(), [](const Json* l, const Json* r) {
    const auto own = [](const Json* link) {
      const std::string rel = text_member(*link, "rel");
      return rel == "self" || rel == "alternate";
    };
    return !own(l) && own(r);
  });
  Html rows;
  for (const Json* one : ordered) {
    const Json& link = *one;
    const std::string href = text_member(link, "href"), title = text_member(link, "title");
    Html row = address(href, title.empty() ? href : w.of(title), look);
    row += element("span", {{"class", "muted"}},
                   {text(" " + text_member(link, "rel") + " · " + text_member(link, "type"))});
    if (href.find('{') != std::string::npos) row += text(" ") + element("code", {}, {text(href)});
    rows += element("li", {}, {row});
  }
  return element("ul", {{"class", "links"}}, {rows});
}

Html links_of(const Json& document, const Look& look) {
  const Html list = link_list(document, look);
  return list.empty() ? list : heading(Words{look.language}("链接", "Links")) + list;
}

Html rest_of(const Json& document, const std::set<std::string_view>& told, const Look& look) {
  Json rest = Json::object();
  for (const auto& [name, value] : document.items())
    if (!told.contains(name)) rest[name] = value;
  return rest.empty() ? Html() : shown(rest, look);
}

Html wide(const std::string& label, Html table) {
  return element("div",
                 {{"class", "wide"}, {"tabindex", "0"}, {"role", "region"}, {"aria-label", label}},
                 {std::move(table)});
}

Html table_of(const std::vector<std::string>& heads, const Html& rows) {
  Html cells;
  for (const std::string& head : heads) cells += element("th", {{"scope", "col"}}, {text(head)});
  return element(
      "table", {},
      {element("thead", {}, {element("tr", {}, {cells})}), element("tbody", {}, {rows})});
}

std::string title_of(const std::string& id, const std::string& own, const Look& look) {
  const Words w{look.language};
  const auto dot = id.find('.');
  const auto about = look.about.find(id.substr(0, dot));
  const std::string known = about == look.about.end() ? "" : about->second.title.in(look.language);
  if (known.empty()) return own.empty() ? id : w.of(own);
  if (dot == id.npos) return known;
  const std::string part = id.substr(dot + 1);
  return known + (part == "points"  ? w("（点）", ", points")
                  : part == "lines" ? w("（线）", ", lines")
                  : part == "areas" ? w("（面）", ", areas")
                                    : " " + part);
}

std::string title_of(const Json& collection, const Look& look) {
  return title_of(text_member(collection, "id"), text_member(collection, "title"), look);
}

std::string description_of(const Json& collection, const Look& look) {
  const std::string id = text_member(collection, "id");
  const auto about = look.about.find(id.substr(0, id.find('.')));
  const std::string known =
      about == look.about.end() ? "" : about->second.description.in(look.language);
  return known.empty() ? Words{look.language}.of(text_member(collection, "description")) : known;
}

std::string decoded(std::string_view text, bool plus_is_blank) {
  const auto digit = [](char c) {
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
  };
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && digit(text[i + 1]) >= 0 &&
        digit(text[i + 2]) >= 0) {
      out += static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2]));
      i += 2;
    } else {
      out += plus_is_blank && text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

std::vector<std::pair<std::string, std::string>> parameters(std::string_view query) {
  std::vector<std::pair<std::string, std::string>> all;
  while (!query.empty()) {
    const auto end = std::min(query.find('&'), query.size());
    const std::string_view pair = query.substr(0, end);
    query.remove_prefix(std::min(query.size(), end + 1));
    if (const auto equals = pair.find('='); equals != pair.npos)
      all.emplace_back(decoded(pair.substr(0, equals), true),
                       decoded(pair.substr(equals + 1), true));
  }
  return all;
}

std::string parameter(std::string_view query, std::string_view wanted) {
  for (auto& [name, value] : parameters(query))
    if (name == wanted) return std::move(value);
  return "";
}

}  // namespace jintu::browse
