#include "services/ingest/field_names.hpp"

#include <algorithm>
#include <set>

#include "geo/io/read.hpp"

namespace jintu {

namespace {

std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return text;
}

/// `name`, with a number where it is taken or is no name; not one of the file's `own` other names.
std::string free_name(const std::string& name, const std::set<std::string>& taken,
                      const std::set<std::string>& own) {
  std::string base = name;
  std::erase(base, '\0');
  if (base == name && !base.empty() && !taken.contains(lower(base))) return base;
  if (base.empty()) base = "field";
  for (int n = 1;; ++n) {
    std::string numbered = base + "_" + std::to_string(n);
    if (!taken.contains(lower(numbered)) && !own.contains(lower(numbered))) return numbered;
  }
}

}  // namespace

FieldNames::FieldNames(std::vector<Field>& fields, const std::optional<LayerSchema>& stored) {
  std::map<std::string, Field> known;  // by name in small letters
  if (stored)
    for (const Field& field : stored->fields) known.emplace(lower(field.name), field);
  std::set<std::string> taken{"fid", "geom", "id", "_revision"}, own;
  for (const Field& field : fields) {  // what the layer has in this spelling gives way to nothing
    own.insert(lower(field.name));
    const auto same = known.find(lower(field.name));
    if (same != known.end() && same->second.name == field.name) taken.insert(same->first);
  }
  for (Field& field : fields) {
    const std::string before = field.name;
    const auto same = known.find(lower(before));
    if (same == known.end() || same->second.name != before) {
      const bool respelt = same != known.end() && !taken.contains(same->first);
      field.name = respelt ? same->second.name : free_name(before, taken, own);
      taken.insert(lower(field.name));
    }
    const auto now = known.find(lower(field.name));
    const bool to_text =
        now != known.end() && now->second.type == FieldType::text && field.type != FieldType::text;
    if (to_text) field.type = FieldType::text;
    if (field.name != before || to_text) changed_[before] = {field.name, to_text};
  }
}

void FieldNames::apply(Feature& feature) const {
  if (changed_.empty()) return;
  Properties out;
  for (const auto& [name, value] : feature.properties) {
    const auto change = changed_.find(name);
    if (change == changed_.end()) {
      out.set(name, value);
    } else {
      out.set(change->second.name,
              change->second.to_text ? io::as_type(value, FieldType::text) : value);
    }
  }
  feature.properties = std::move(out);
}

std::string FieldNames::changes() const {
  std::string out;
  for (const auto& [from, to] : changed_)
    if (from != to.name) out += (out.empty() ? "" : ", ") + from + " → " + to.name;
  return out;
}

}  // namespace jintu
