"""P1 (PostGIS) and P7 (geojson-vt): the cost of cutting a tile. Equal work is shown first."""
import json
import subprocess

import common
import peers
import postgis

TOLERANCE = 0.01  # of counts, areas and lengths: more, and a zoom's ratio is void


def differences(ours, peer):
    """For each zoom the largest relative difference of any layer's features, area or length."""
    worst = {}
    for zoom, entry in ours["zooms"].items():
        other = peer["zooms"].get(zoom, {"layers": {}})["layers"]
        gaps = {}
        for layer, mine in entry["layers"].items():
            theirs = other.get(layer, {})
            for key in ("features", "area", "length"):
                most = max(mine[key], theirs.get(key, 0))
                if most > 0:
                    gaps[f"{layer} {key}"] = abs(mine[key] - theirs.get(key, 0)) / most
        name = max(gaps, key=gaps.get)
        worst[zoom] = {"largest_difference": round(gaps[name], 5), "of": name, "equal": gaps[name] <= TOLERANCE}
    return worst


class Cutter:
    """`bench_tiles rounds` or geojson_vt.mjs: one process, one thread, features in memory. Each round
    prepares (indexes) them anew, then cuts all tiles."""

    def __init__(self, command, **options):
        self.process = common.start(common.on_core(common.SERVER_CORE, command), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, **options)
        self.process.stdout.readline()
        self.prepare_cpu_s = []

    def round(self):
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        said = json.loads(self.process.stdout.readline())
        self.prepare_cpu_s.append(said["prepare_cpu_s"])
        return {zoom: entry["cpu_s"] for zoom, entry in said["zooms"].items()}

    def stop(self):
        self.process.stdin.close()
        self.process.wait(timeout=60)
        self.process.stdout.close()


class Backend:
    """One PostgreSQL connection; the CPU is that of its backend process, as the kernel counts it."""

    def __init__(self, tiles):
        self.tiles = tiles
        self.connection = postgis.cluster().connect()
        self.cursor = self.connection.cursor()
        self.pid = self.connection.info.backend_pid
        self.cursor.execute(f"PREPARE tile(int, int, int) AS SELECT octet_length({postgis.tile_sql(common.LAYERS)})")

    def round(self):
        zooms = {}
        for z, x, y in self.tiles:
            before = common.cpu_of(self.pid)
            self.cursor.execute("EXECUTE tile(%s, %s, %s)", (z, x, y))
            self.cursor.fetchone()
            zooms[str(z)] = zooms.get(str(z), 0) + common.cpu_of(self.pid) - before
        return zooms

    def stop(self):
        self.connection.close()


def ours_in_rounds(tiles):
    return Cutter([common.CUT, "rounds", common.STORE, common.list_file("round", tiles)])


def ratios_by_zoom(tiles, ours, peer, equal):
    """Medians of CPU milliseconds a tile for each zoom, and over all zooms whose work is equal."""
    counts = {}
    for z, _, _ in tiles:
        counts[str(z)] = counts.get(str(z), 0) + 1
    table = {}
    for zoom, count in counts.items():
        mine = common.spread([r[zoom] / count * 1000 for r in ours])
        theirs = common.spread([r[zoom] / count * 1000 for r in peer])
        table[zoom] = {"tiles": count, "ours_cpu_ms": mine, "peer_cpu_ms": theirs,
                       "ratio": round(theirs["median"] / mine["median"], 2), **equal[zoom]}
    fair = [z for z in counts if equal[z]["equal"]]
    total = sum(counts[z] for z in fair)
    mine = common.spread([sum(r[z] for z in fair) / total * 1000 for r in ours])
    theirs = common.spread([sum(r[z] for z in fair) / total * 1000 for r in peer])
    return {"zooms": table, "equal_zooms": fair, "tiles": total, "ours_cpu_ms": mine, "peer_cpu_ms": theirs,
            "ratio": round(theirs["median"] / mine["median"], 2)}


def sampled_archive():
    """Our tiles of the seeded list, without simplification."""
    path = common.WORK / "sampled.mbtiles"
    if "sampled archive" not in common.Options.cache:
        common.bench_tiles("dump", common.city_store(), common.list_file("sampled", common.sampled_tiles()), path, "plain")
        common.Options.cache["sampled archive"] = True
    return path


def p1():
    """PostGIS ST_AsMVT, prepared, Unix socket: uncached encode, CPU a tile, plain bytes."""
    common.city_store()
    tiles = common.sampled_tiles()
    peer_archive = postgis.dump(common.WORK / "sampled-postgis.mbtiles", common.LAYERS, tiles)
    equal = differences(common.decoded(sampled_archive()), common.decoded(peer_archive))
    cutter, backend = ours_in_rounds(tiles), Backend(tiles)
    ours, peer = common.abba(cutter.round, backend.round)
    cutter.stop()
    backend.stop()
    result = ratios_by_zoom(tiles, ours, peer, equal)
    return {"peer": postgis.cluster().version(), **in_words(result), "floor": 5, "goal": 12, **result}


def in_words(result):
    return {"ours": f"{result['ours_cpu_ms']['median']:.3f} ms CPU", "peers": f"{result['peer_cpu_ms']['median']:.3f} ms CPU"}


def p7():
    """geojson-vt 4 + vt-pbf 3, one thread, tolerance 0: tiles/s of CPU; the ratio counts indexing, "cutting_ratio" does not."""
    common.city_store()
    tiles = common.sampled_tiles()[::4]  # of all zooms: its rounds are long
    listed = common.list_file("quarter", tiles)
    quarter = common.WORK / "quarter.mbtiles"
    common.bench_tiles("dump", common.STORE, listed, quarter, "plain")
    peer_archive = peers.geojson_vt_dump(common.WORK / "sampled-geojson-vt.mbtiles", listed, tolerance=0, max_zoom=16)
    equal = differences(common.decoded(quarter), common.decoded(peer_archive))
    mine = ours_in_rounds(tiles)
    theirs = Cutter(peers.geojson_vt("rounds", 0, 16, listed), env=peers.node_environment())
    ours, peer = common.abba(mine.round, theirs.round)
    result = ratios_by_zoom(tiles, ours, peer, equal)
    rates = {}
    for name, cutter, rounds in (("ours", mine, ours), ("peer", theirs, peer)):
        cutter.stop()
        rates[name] = common.spread([len(tiles) / (prepare + sum(r.values())) for prepare, r in zip(cutter.prepare_cpu_s[1:], rounds)], 1)
        result[f"{name}_prepare_cpu_s"] = common.spread(cutter.prepare_cpu_s[1:])
    result["cutting_ratio"] = result.pop("ratio")
    return {"peer": f"geojson-vt {peers.package_version('geojson-vt')}, vt-pbf {peers.package_version('vt-pbf')}, {peers.node_version()}",
            "ours": f"{rates['ours']['median']:.0f} tiles/s", "peers": f"{rates['peer']['median']:.0f} tiles/s",
            "ratio": round(rates["ours"]["median"] / rates["peer"]["median"], 2), "floor": 5, "goal": 15, "tiles_per_cpu_s": rates, **result}
