#include "geo/network/graph/walk_graph_file.hpp"

#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <limits>
#include <memory>
#include <string>

#include "geo/base/error.hpp"

namespace jintu::network {

static_assert(std::endian::native == std::endian::little,
              "the file is little-endian, arrays are copied");

namespace {

struct Header {
  char magic[8];
  std::uint32_t version;
  std::uint32_t header_bytes;
  std::uint64_t nodes, edges, vertices, names, name_bytes;
  std::uint64_t checksum;  ///< of everything after the header and of the counts above
};
static_assert(sizeof(Header) == 64);
constexpr char magic[8] = {'J', 'T', 'W', 'A', 'L', 'K', '\r', '\n'};
constexpr std::uint32_t version = 1;

// FNV-1a over 8-byte words with a fold: finds damage, keeps no secret.
std::uint64_t hash(std::string_view bytes, std::uint64_t h) {
  constexpr std::uint64_t prime = 0x100000001b3;
  const auto mix = [&](std::uint64_t word) {
    h = (h ^ word) * prime;
    h ^= h >> 29;
  };
  while (bytes.size() >= 8) {
    std::uint64_t word;
    std::memcpy(&word, bytes.data(), 8);
    mix(word);
    bytes.remove_prefix(8);
  }
  std::uint64_t rest = bytes.size();
  for (const char c : bytes) rest = rest << 8 | static_cast<unsigned char>(c);
  mix(rest);
  return h;
}

std::uint64_t checksum_of(const Header& header, std::string_view body) {
  std::uint64_t h = 0xcbf29ce484222325;
  for (const auto count :
       {header.nodes, header.edges, header.vertices, header.names, header.name_bytes}) {
    h = hash({reinterpret_cast<const char*>(&count), 8}, h);
  }
  return hash(body, h);
}

template <class T>
void put(std::string& out, const std::vector<T>& values) {
  if (!values.empty())
    out.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T));
}

class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}
  template <class T>
  void take(std::vector<T>& values, std::uint64_t count) {
    values.resize(count);
    if (count > 0) std::memcpy(values.data(), bytes_.data(), count * sizeof(T));
    bytes_.remove_prefix(count * sizeof(T));
  }
  std::string_view rest() const { return bytes_; }

 private:
  std::string_view bytes_;
};

std::string hex(std::uint64_t value) {
  std::string text(16, '0');
  for (std::size_t i = 16; i-- > 0; value >>= 4) text[i] = "0123456789abcdef"[value & 15];
  return text;
}

}  // namespace

struct WalkGraphFile {
  static std::string body(const WalkGraph& g, Header& header) {
    std::string out;
    std::vector<std::uint32_t> name_ends;
    std::string names;
    for (const auto& name : g.names_) {
      names += name;
      name_ends.push_back(static_cast<std::uint32_t>(names.size()));
    }
    header = Header{{},
                    version,
                    sizeof(Header),
                    g.positions_.size(),
                    g.edges_.size(),
                    g.vertices_.size(),
                    g.names_.size(),
                    names.size(),
                    0};
    std::memcpy(header.magic, magic, sizeof magic);
    put(out, g.ids_);
    put(out, g.positions_);
    put(out, g.edges_);
    put(out, g.vertices_);
    put(out, name_ends);
    put(out, g.barriers_);
    out += names;
    header.checksum = checksum_of(header, out);
    return out;
  }

  /// Of the body; only after the counts were found to be small enough not to overflow.
  static std::uint64_t body_bytes(const Header& h) {
    return h.nodes * (sizeof(std::int64_t) + sizeof(FixedPosition) + sizeof(NodeBarrier)) +
           h.edges * sizeof(Edge) + h.vertices * sizeof(FixedPosition) +
           h.names * sizeof(std::uint32_t) + h.name_bytes;
  }

  /// Empty when the graph can be used; else what is wrong.
  static std::string fill(WalkGraph& g, const Header& header, std::string_view body) {
    Reader reader(body);
    std::vector<std::uint32_t> name_ends;
    reader.take(g.ids_, header.nodes);
    reader.take(g.positions_, header.nodes);
    reader.take(g.edges_, header.edges);
    reader.take(g.vertices_, header.vertices);
    reader.take(name_ends, header.names);
    reader.take(g.barriers_, header.nodes);
    g.names_.clear();
    std::uint32_t begin = 0;
    for (const auto end : name_ends) {
      if (end < begin || end > header.name_bytes) return "a street name lies outside its section";
      g.names_.emplace_back(reader.rest().substr(begin, end - begin));
      begin = end;
    }
    if (g.names_.empty() || !g.names_.front().empty())
      return "the table of street names is damaged";
    for (const auto barrier : g.barriers_) {
      if (barrier > NodeBarrier::closed) return "a barrier of an unknown kind";
    }
    std::uint32_t vertices = 0;
    for (const Edge& e : g.edges_) {
      if (e.a < 0 || e.a > e.b || static_cast<std::uint64_t>(e.b) >= header.nodes)
        return "an edge without its node";
      if (e.name >= header.names) return "an edge without its street name";
      if (e.kind > WalkKind::other || e.length() == 0) return "an edge without kind or length";
      if (e.vertices < vertices || e.vertices > header.vertices) return "an edge without its line";
      vertices = e.vertices;
    }
    g.index_arcs();
    return {};
  }
};

std::string WalkGraph::fingerprint() const {
  Header header;
  WalkGraphFile::body(*this, header);
  return hex(header.checksum);
}

void save_walk_graph(const WalkGraph& graph, const std::string& path) {
  Header header;
  const std::string body = WalkGraphFile::body(graph, header);
  const std::string part = path + ".part";
  const auto refuse = [&](const char* doing) {
    const std::string why = std::strerror(errno);
    std::remove(part.c_str());
    throw Error(ErrorCode::io, path + ": " + doing + ": " + why);
  };
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(part.c_str(), "wb"),
                                                       &std::fclose);
  if (!file) refuse("无法写入 cannot be written");
  if (std::fwrite(&header, sizeof header, 1, file.get()) != 1 ||
      std::fwrite(body.data(), 1, body.size(), file.get()) != body.size() ||
      std::fflush(file.get()) != 0 || ::fsync(::fileno(file.get())) != 0) {
    refuse("写入失败 writing failed");
  }
  if (std::fclose(file.release()) != 0) refuse("写入失败 writing failed");
  if (std::rename(part.c_str(), path.c_str()) != 0) refuse("无法改名 cannot be renamed into place");
}

WalkGraph load_walk_graph(const std::string& path) {
  const auto damaged = [&](const std::string& what) -> void {
    throw Error(ErrorCode::bad_input, path + ": " + what);
  };
  std::error_code failed;
  const auto size = std::filesystem::file_size(path, failed);
  std::ifstream file(path, std::ios::binary);
  if (failed || !file)
    throw Error(ErrorCode::not_found,
                path + ": 无法打开步行网络 the walking graph cannot be opened");
  Header h;
  if (size < sizeof h || !file.read(reinterpret_cast<char*>(&h), sizeof h) ||
      std::memcmp(h.magic, magic, sizeof magic) != 0) {
    damaged("不是步行网络文件 not a walking graph");
  }
  if (h.version != version || h.header_bytes != sizeof h) {
    damaged("版本不同，请重新构建 expected version " + std::to_string(version) + ", found " +
            std::to_string(h.version) + "; build it anew");
  }
  constexpr std::uint64_t most = std::numeric_limits<std::uint32_t>::max();
  if (h.nodes > most / 2 || h.edges > most / 2 || h.vertices > most || h.names > most ||
      h.name_bytes > most || WalkGraphFile::body_bytes(h) != size - sizeof h) {
    damaged("文件不完整 its header promises another length than the file's " +
            std::to_string(size) + " bytes");
  }
  std::string body(size - sizeof h, '\0');
  if (!file.read(body.data(), static_cast<std::streamsize>(body.size())))
    damaged("文件不完整 cut off while reading");
  if (checksum_of(h, body) != h.checksum) damaged("文件已损坏 the checksum does not match");
  WalkGraph graph;
  const std::string fault = WalkGraphFile::fill(graph, h, body);
  if (!fault.empty()) damaged("文件已损坏 " + fault);
  return graph;
}

}  // namespace jintu::network
