#include "geo/feature/feature_list.hpp"

#include <algorithm>
#include <span>

namespace jintu {

namespace {

using Pointer = std::shared_ptr<const Feature>;

bool by_id(const Pointer& a, const Pointer& b) { return a->id < b->id; }

/// `now` with `put` and without `erased`; all in the order of ids. Of equal ids in `put` the last
/// stays.
std::vector<Pointer> merged(const std::vector<Pointer>& now, std::span<const Pointer> put,
                            std::span<const FeatureId> erased) {
  std::vector<Pointer> out;
  out.reserve(now.size() + put.size());
  const auto keep = [&](const Pointer& feature) {
    if (!std::binary_search(erased.begin(), erased.end(), feature->id)) out.push_back(feature);
  };
  auto next = put.begin();
  const auto take = [&] {
    const FeatureId id = (*next)->id;
    while (next + 1 != put.end() && (*(next + 1))->id == id) ++next;
    out.push_back(*next++);
  };
  for (const Pointer& feature : now) {
    while (next != put.end() && (*next)->id < feature->id) take();
    if (next != put.end() && (*next)->id == feature->id)
      take();
    else
      keep(feature);
  }
  while (next != put.end()) take();
  return out;
}

std::uint8_t type_of(const Value& value) {
  return std::holds_alternative<std::string>(value) ? FieldUse::text
         : std::holds_alternative<bool>(value)      ? FieldUse::boolean
                                                    : FieldUse::number;
}

/// `guess`: where the name may stand; features of a layer mostly have the same ones in a row.
void use(std::vector<FieldUse>& fields, const std::string& name, std::uint8_t types,
         std::size_t guess) {
  const bool guessed = guess < fields.size() && fields[guess].name == name;
  const auto at = guessed ? fields.begin() + static_cast<std::ptrdiff_t>(guess)
                          : std::find_if(fields.begin(), fields.end(),
                                         [&](const FieldUse& f) { return f.name == name; });
  if (at == fields.end())
    fields.push_back({name, types});
  else
    at->types = static_cast<std::uint8_t>(at->types | types);
}

std::vector<FieldUse> fields_of(const std::vector<Pointer>& features) {
  std::vector<FieldUse> fields;
  for (const Pointer& feature : features) {
    if (kind_of(feature->geometry) == GeometryKind::none) continue;
    std::size_t guess = 0;
    for (const auto& [name, value] : feature->properties)
      if (!std::holds_alternative<std::monostate>(value))
        use(fields, name, type_of(value), guess++);
  }
  return fields;
}

}  // namespace

FeatureList::FeatureList(std::vector<Feature> features) {
  std::stable_sort(features.begin(), features.end(),
                   [](const Feature& a, const Feature& b) { return a.id < b.id; });
  std::vector<Pointer> pointers;
  pointers.reserve(features.size());
  for (Feature& feature : features)
    pointers.push_back(std::make_shared<const Feature>(std::move(feature)));
  append(std::move(pointers));
}

/// In runs of even length, half full or more, so that the next inserts fit.
void FeatureList::append(std::vector<Pointer> features) {
  const std::size_t count = features.size();
  const std::size_t runs = (count + longest_run - 1) / longest_run;
  for (std::size_t i = 0; i < runs; ++i) {
    auto run = std::make_shared<Run>();
    const auto first = features.begin() + static_cast<std::ptrdiff_t>(count * i / runs);
    const auto last = features.begin() + static_cast<std::ptrdiff_t>(count * (i + 1) / runs);
    run->features.assign(first, last);
    for (const Pointer& feature : run->features) run->bounds.add(box_of(feature->geometry));
    run->fields = fields_of(run->features);
    runs_.push_back(std::move(run));
  }
  size_ += count;
}

const Feature* FeatureList::find(FeatureId id) const {
  const auto run = std::lower_bound(runs_.begin(), runs_.end(), id, [](const auto& r, FeatureId i) {
    return r->features.back()->id < i;
  });
  if (run == runs_.end()) return nullptr;
  const auto& features = (*run)->features;
  const auto at = std::lower_bound(features.begin(), features.end(), id,
                                   [](const Pointer& f, FeatureId i) { return f->id < i; });
  return at != features.end() && (*at)->id == id ? at->get() : nullptr;
}

Box<Wgs84> FeatureList::bounds() const {
  Box<Wgs84> all;
  for (const auto& run : runs_) all.add(run->bounds);
  return all;
}

std::vector<FieldUse> FeatureList::fields_in_use() const {
  std::vector<FieldUse> all;
  for (const auto& run : runs_)
    for (std::size_t i = 0; i < run->fields.size(); ++i)
      use(all, run->fields[i].name, run->fields[i].types, i);
  return all;
}

FeatureList FeatureList::edited(std::vector<Pointer> put, std::vector<FeatureId> erased) const {
  std::stable_sort(put.begin(), put.end(), by_id);
  std::sort(erased.begin(), erased.end());
  FeatureList next;
  next.runs_.reserve(runs_.size() + 1);
  auto from = put.begin();
  for (std::size_t i = 0; i < runs_.size(); ++i) {
    const Run& run = *runs_[i];
    // What is beyond the last run goes into it.
    const bool last = i + 1 == runs_.size();
    const auto end_of_run = [&](auto begin, auto end, auto id_of) {
      if (last) return end;
      const FeatureId limit = runs_[i + 1]->features.front()->id;
      return std::find_if(begin, end, [&](const auto& f) { return !(id_of(f) < limit); });
    };
    const auto to = end_of_run(from, put.end(), [](const Pointer& f) { return f->id; });
    const auto gone = std::lower_bound(erased.begin(), erased.end(), run.features.front()->id);
    const bool loses = gone != erased.end() && !(run.features.back()->id < *gone);
    if (from == to && !loses) {
      next.runs_.push_back(runs_[i]);
      next.size_ += run.features.size();
    } else {
      next.append(merged(run.features, std::span(from, to), erased));
    }
    from = to;
  }
  if (from != put.end()) next.append(merged({}, std::span(from, put.end()), {}));
  return next;
}

}  // namespace jintu
