#include "services/http/server/metrics.hpp"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <string_view>

namespace jintu::http {

namespace {

constexpr auto relaxed = std::memory_order_relaxed;

std::string text_of(double value) {
  char buffer[32];
  const auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, value);
  return error == std::errc() ? std::string(buffer, end) : "0";
}

void describe(std::string& out, std::string_view name, std::string_view type,
              std::string_view help) {
  out.append("# HELP ").append(name).append(" ").append(help).append("\n# TYPE ");
  out.append(name).append(" ").append(type).append("\n");
}

void sample(std::string& out, std::string_view name, std::string_view labels,
            const std::string& value) {
  out.append(name);
  if (!labels.empty()) out.append("{").append(labels).append("}");
  out.append(" ").append(value).append("\n");
}

void one(std::string& out, std::string_view name, std::string_view type, std::string_view help,
         const std::string& value) {
  describe(out, name, type, help);
  sample(out, name, "", value);
}

std::uint64_t resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  std::uint64_t size = 0, resident = 0;
  statm >> size >> resident;
  return resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

}  // namespace

void Metrics::Histogram::add(std::chrono::nanoseconds took) {
  const double seconds = std::chrono::duration<double>(took).count();
  const auto bucket = std::lower_bound(bounds.begin(), bounds.end(), seconds) - bounds.begin();
  buckets[static_cast<std::size_t>(bucket)].fetch_add(1, relaxed);
  nanoseconds.fetch_add(static_cast<std::uint64_t>(std::max<std::int64_t>(0, took.count())),
                        relaxed);
}

void Metrics::Histogram::write(std::string& out, const std::string& name,
                               const std::string& labels) const {
  const std::string before = labels.empty() ? "" : labels + ",";
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < buckets.size(); ++i) {
    sum += buckets[i].load(relaxed);
    const std::string bound = i < bounds.size() ? text_of(bounds[i]) : "+Inf";
    sample(out, name + "_bucket", before + "le=\"" + bound + "\"", std::to_string(sum));
  }
  sample(out, name + "_sum", labels,
         text_of(static_cast<double>(nanoseconds.load(relaxed)) * 1e-9));
  sample(out, name + "_count", labels, std::to_string(sum));
}

void Metrics::request_done(int route, int status, std::chrono::nanoseconds took,
                           std::uint64_t bytes, bool aborted) {
  PerRoute& figures = routes_[static_cast<std::size_t>(route)];
  figures.by_status[static_cast<std::size_t>(std::clamp(status, 0, 599))].fetch_add(1, relaxed);
  figures.bytes.fetch_add(bytes, relaxed);
  figures.duration.add(took);
  if (aborted) aborted_.fetch_add(1, relaxed);
}

void Metrics::tile_made(std::chrono::nanoseconds took) { tile_encode_.add(took); }

std::string Metrics::prometheus(const Now& now) const {
  std::string out;
  const auto label = [this](std::size_t route) {
    return "route=\"" + std::string(names_[route]) + "\"";
  };
  describe(out, "jintu_http_requests_total", "counter", "Requests by route and status.");
  for (std::size_t r = 0; r < routes_.size(); ++r) {
    for (int status = 0; status < 600; ++status) {
      const auto n = routes_[r].by_status[status].load(relaxed);
      if (n == 0) continue;
      sample(out, "jintu_http_requests_total",
             label(r) + ",status=\"" + std::to_string(status) + "\"", std::to_string(n));
    }
  }
  describe(out, "jintu_http_sent_bytes_total", "counter", "Bytes of bodies sent.");
  for (std::size_t r = 0; r < routes_.size(); ++r)
    if (const auto n = routes_[r].bytes.load(relaxed))
      sample(out, "jintu_http_sent_bytes_total", label(r), std::to_string(n));
  describe(out, "jintu_http_request_duration_seconds", "histogram",
           "From the complete head to the last byte written.");
  for (std::size_t r = 0; r < routes_.size(); ++r) {
    std::uint64_t any = 0;
    for (const auto& bucket : routes_[r].duration.buckets) any += bucket.load(relaxed);
    if (any) routes_[r].duration.write(out, "jintu_http_request_duration_seconds", label(r));
  }
  one(out, "jintu_http_requests_in_flight", "gauge", "Requests being answered.",
      std::to_string(in_flight_.load(relaxed)));
  one(out, "jintu_http_connections", "gauge", "Open client connections.",
      std::to_string(connections_.load(relaxed)));
  one(out, "jintu_http_aborted_total", "counter", "Clients that left before their answer's end.",
      std::to_string(aborted_.load(relaxed)));
  describe(out, "jintu_work_queue_length", "gauge", "Requests waiting for a worker, by kind.");
  for (const Now::Lane& lane : now.lanes)
    sample(out, "jintu_work_queue_length", "lane=\"" + std::string(lane.name) + "\"",
           std::to_string(lane.queued));
  describe(out, "jintu_work_running", "gauge", "Requests that a worker is at, by kind.");
  for (const Now::Lane& lane : now.lanes)
    sample(out, "jintu_work_running", "lane=\"" + std::string(lane.name) + "\"",
           std::to_string(lane.running));
  one(out, "jintu_work_refused_total", "counter",
      "Requests refused with 503: the queue was full, or too slow.",
      std::to_string(refused_.load(relaxed)));
  const CacheFigures& cache = now.tile_cache;
  one(out, "jintu_tile_cache_hits_total", "counter", "Tiles found in the cache.",
      std::to_string(cache.hits));
  one(out, "jintu_tile_cache_misses_total", "counter", "Tiles not in the cache.",
      std::to_string(cache.misses));
  one(out, "jintu_tile_cache_entries", "gauge", "Tiles in the cache.",
      std::to_string(cache.entries));
  one(out, "jintu_tile_cache_bytes", "gauge", "Bytes in the cache.", std::to_string(cache.bytes));
  one(out, "jintu_tile_cache_limit_bytes", "gauge", "Bytes the cache may hold.",
      std::to_string(cache.limit_bytes));
  describe(out, "jintu_tile_encode_seconds", "histogram",
           "Making one tile that was not in the cache.");
  tile_encode_.write(out, "jintu_tile_encode_seconds", "");
  one(out, "jintu_revision", "gauge", "Revision of the published snapshot.",
      std::to_string(now.revision));
  one(out, "jintu_ready", "gauge", "1 when /readyz answers 200.", now.ready ? "1" : "0");
  describe(out, "jintu_build_info", "gauge", "Version of the program.");
  sample(out, "jintu_build_info", "version=\"" JINTU_VERSION "\"", "1");
  one(out, "process_resident_memory_bytes", "gauge", "Resident memory.",
      std::to_string(resident_bytes()));
  return out;
}

}  // namespace jintu::http
