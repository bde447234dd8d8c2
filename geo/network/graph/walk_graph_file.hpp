// The walking graph in one compact file with a checksum.
#pragma once

#include <string>

#include "geo/network/graph/walk_graph.hpp"

namespace jintu::network {

/// Written to `path`.part, synced, then renamed. Equal graphs make equal files.
/// Throws Error{io} when the disk refuses.
void save_walk_graph(const WalkGraph& graph, const std::string& path);

/// Throws Error{not_found}; Error{bad_input} naming the file and what is wrong with it: not a
/// walking graph, of another version, cut off, altered (checksum), or inconsistent.
WalkGraph load_walk_graph(const std::string& path);

}  // namespace jintu::network
