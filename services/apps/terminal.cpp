#include "services/apps/terminal.hpp"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdio>
#include <thread>
#include <utility>

#include "geo/base/text.hpp"

namespace jintu::apps {

namespace {

std::stop_source& stop_source() {
  static std::stop_source source;
  return source;
}

std::atomic<int>& nothing_to_keep() {
  static std::atomic<int> count = 0;
  return count;
}

sigset_t interrupt_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  return set;
}

/// Stages of the layers below are named in code; people read this.
std::string stage_words(std::string_view stage) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 17> words{{
      {"read", "读取 reading"},
      {"write", "写出 writing"},
      {"osm.inspect", "查看 OSM 文件 looking through the OSM files"},
      {"osm.relations", "OSM 关系 relations"},
      {"osm.objects", "OSM 点线面 nodes and ways"},
      {"osm.walking", "步行网 walking network"},
      {"osm.changes.look", "OSM 变更 looking at the changes"},
      {"osm.changes.write", "OSM 变更 applying changes"},
      {"osm.merge", "合并 OSM 文件 merging extracts"},
      {"tiles.prepare", "准备底图 preparing the basemap"},
      {"tiles.cut", "切瓦片 cutting tiles"},
      {"tiles.convert", "转换瓦片 converting tiles"},
      {"tiles.check", "查瓦片 checking tiles"},
      {"network.build", "步行网 walking network"},
      {"network.snap", "接入路网 snapping to the network"},
      {"network.matrix", "步行距离 walking distances"},
      {"network.isochrones", "等时圈 isochrones"},
  }};
  for (const auto& [code, text] : words)
    if (!code.empty() && code == stage) return std::string(text);
  return std::string(stage);
}

std::string duration(double seconds) {
  char text[32];
  if (seconds < 60) {
    std::snprintf(text, sizeof text, "%.0f s", seconds);
  } else {
    std::snprintf(text, sizeof text, "%d:%02d min", static_cast<int>(seconds) / 60,
                  static_cast<int>(seconds) % 60);
  }
  return text;
}

}  // namespace

ProgressDisplay::ProgressDisplay(Style style)
    : quiet_(style == Style::quiet), terminal_(isatty(STDERR_FILENO) == 1) {}

ProgressDisplay::~ProgressDisplay() { finish(); }

Progress ProgressDisplay::progress() {
  Progress progress;
  progress.stop = interrupt_token();
  if (!quiet_) {
    progress.sink = [this](std::string_view stage, std::uint64_t done, std::uint64_t total) {
      show(stage, done, total);
    };
  }
  return progress;
}

void ProgressDisplay::show(std::string_view stage, std::uint64_t done, std::uint64_t total) {
  const std::lock_guard lock(mutex_);
  const auto now = Clock::now();
  const bool new_stage = stage != stage_;
  if (new_stage) {
    if (terminal_ && drawn_) std::fputc('\n', stderr);
    stage_ = stage;
    stage_began_ = now;
  }
  const auto pause = terminal_ ? std::chrono::milliseconds(100) : std::chrono::milliseconds(10'000);
  const bool complete = total > 0 && done >= total;
  const bool completed = complete && !complete_shown_;
  if (!new_stage && now - last_shown_ < pause && !(terminal_ && completed)) return;
  complete_shown_ = complete;
  last_shown_ = now;
  const double seconds = std::chrono::duration<double>(now - stage_began_).count();
  const double fraction =
      total > 0 ? std::min(1.0, static_cast<double>(done) / static_cast<double>(total)) : 0;
  if (!terminal_) {
    const std::string words = stage_words(stage_);
    if (new_stage)
      std::fprintf(stderr, "%s …\n", words.c_str());
    else if (total > 0)
      std::fprintf(stderr, "%s: %.0f %%\n", words.c_str(), fraction * 100);
    else
      std::fprintf(stderr, "%s: %s\n", words.c_str(), grouped(done).c_str());
    return;
  }
  std::string line = "\r\033[K" + stage_words(stage_) + " ";
  if (total > 0) {
    constexpr int width = 24;
    const int full = static_cast<int>(fraction * width);
    for (int i = 0; i < width; ++i) line += i < full ? "█" : "░";
    char percent[16];
    std::snprintf(percent, sizeof percent, " %3.0f %%", fraction * 100);
    line += percent;
    if (seconds > 0.5)
      line +=
          "  " + grouped(static_cast<std::uint64_t>(static_cast<double>(done) / seconds)) + "/s";
    if (fraction > 0.01 && !complete && seconds > 0.5)
      line += "  剩余 left " + duration(seconds / fraction - seconds);
  } else {
    line += grouped(done);
    if (seconds > 0.5)
      line +=
          "  " + grouped(static_cast<std::uint64_t>(static_cast<double>(done) / seconds)) + "/s";
  }
  std::fputs(line.c_str(), stderr);
  std::fflush(stderr);
  drawn_ = true;
}

void ProgressDisplay::finish() {
  const std::lock_guard lock(mutex_);
  if (terminal_ && drawn_) std::fputc('\n', stderr);
  drawn_ = false;
}

void catch_interrupts() {
  // Every thread started later inherits the mask; one thread takes the signals.
  const sigset_t set = interrupt_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  signal(SIGPIPE, SIG_IGN);
  std::thread([set] {
    for (int seen = 0;;) {
      int number = 0;
      if (sigwait(&set, &number) != 0) continue;
      if (++seen > 1 || nothing_to_keep() > 0) _exit(128 + number);
      stop_source().request_stop();
    }
  }).detach();
}

std::stop_token interrupt_token() { return stop_source().get_token(); }

NothingToKeep::NothingToKeep() { ++nothing_to_keep(); }
NothingToKeep::~NothingToKeep() { --nothing_to_keep(); }

void wait_for_interrupt() {
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) return;
  const std::stop_callback wake(interrupt_token(), [&] { close(ends[1]); });
  pollfd waiting{ends[0], POLLIN, 0};
  while (poll(&waiting, 1, -1) < 0) {
  }
  close(ends[0]);
}

}  // namespace jintu::apps
