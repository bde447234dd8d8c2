#include "services/auth/throttle.hpp"

#include <algorithm>

namespace jintu::auth {

std::chrono::seconds Throttle::wait_of(const Entries& entries, const std::string& key,
                                       Clock::time_point now) {
  const auto it = entries.find(key);
  if (it == entries.end() || it->second.free_from <= now || now - it->second.last > memory)
    return {};
  return std::chrono::ceil<std::chrono::seconds>(it->second.free_from - now);
}

void Throttle::count(Entries& entries, const std::string& key, const Limit& limit,
                     Clock::time_point now) {
  if (entries.size() >= most_entries && !entries.contains(key)) {
    std::erase_if(entries, [now](const auto& e) { return now - e.second.last > memory; });
    if (entries.size() >= most_entries)
      entries.erase(std::min_element(
          entries.begin(), entries.end(),
          [](const auto& a, const auto& b) { return a.second.last < b.second.last; }));
  }
  Entry& entry = entries[key];
  if (now - entry.last > memory) entry = {};
  entry.last = now;
  ++entry.attempts;
  const int beyond = entry.attempts - limit.free;
  if (beyond < 0) return;
  const std::chrono::seconds doubled(std::int64_t{1} << std::min(beyond, 20));
  entry.free_from = now + std::min(doubled, limit.longest_wait);
}

std::optional<std::chrono::seconds> Throttle::enter(const std::string& name,
                                                    const std::string& address,
                                                    Clock::time_point now) {
  const std::lock_guard lock(mutex_);
  const auto wait = std::max(wait_of(names_, name, now), wait_of(addresses_, address, now));
  if (wait.count() > 0) return wait;
  count(names_, name, by_name, now);
  if (!address.empty()) count(addresses_, address, by_address, now);
  return std::nullopt;
}

void Throttle::forgive(const std::string& name, const std::string& address) {
  const std::lock_guard lock(mutex_);
  names_.erase(name);
  const auto it = addresses_.find(address);
  if (it == addresses_.end()) return;
  it->second.free_from = {};
  if (--it->second.attempts <= 0) addresses_.erase(it);
}

}  // namespace jintu::auth
