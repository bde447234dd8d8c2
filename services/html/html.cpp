#include "services/html/html.hpp"

#include <algorithm>
#include <array>

#include "services/html/escape.hpp"

namespace jintu::html {

namespace {

constexpr std::array<std::string_view, 5> without_content{"input", "meta", "link", "br", "img"};

bool is_forbidden(char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t'; }

}  // namespace

Html text(std::string_view plain) {
  Html html;
  html.markup_ = escaped(plain);
  std::erase_if(html.markup_, is_forbidden);
  return html;
}

Html raw(std::string_view markup) {
  Html html;
  html.markup_ = markup;
  return html;
}

Html element(std::string_view name, std::initializer_list<Attribute> attributes,
             std::initializer_list<Html> inner) {
  std::string open = "<" + std::string(name);
  for (const Attribute& attribute : attributes) {
    if (!attribute.value) continue;
    open.append(" ").append(attribute.name);
    if (!attribute.value->empty()) open += "=\"" + text(*attribute.value).str() + "\"";
  }
  Html html = raw(open + ">");
  if (std::find(without_content.begin(), without_content.end(), name) != without_content.end())
    return html;
  for (const Html& part : inner) html += part;
  return html += raw("</" + std::string(name) + ">");
}

}  // namespace jintu::html
