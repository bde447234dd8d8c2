"""G: the city once, four times and sixteen times side by side: seconds, bytes and latency as it grows."""
import shutil

import common
import encoding
import measure
import serving

TIMES = {1: 3, 4: 2, 16: 1}  # copies: how often imported and cut; of several the median
LIMIT = 1.3
REPEAT = common.ROOT / "build/release/tests/bench/bench_repeat"


def tiles_within_the_city():
    """Of the seeded list, those that no copy reaches, so that they hold the same however often it is repeated."""
    west, south, east, north = common.city_box()
    inside = []
    for tile in common.sampled_tiles():
        w, s, e, n = common.tile_box(*tile)
        if 12 <= tile[0] <= 14 and w > west and s > south and e < east and n < north:
            inside.append(tile)
    return inside


def grown(times, tiles, folder):
    extract, data = folder / "city.osm.pbf", folder / "data"
    measure.run([REPEAT, common.CITY, extract, times])
    runs = []
    for _ in range(TIMES[times]):
        shutil.rmtree(data, ignore_errors=True)
        data.mkdir(parents=True)
        made = {name: measure.run([measure.JINTU, "-q", "--data", data, *command]) for name, command in (
            ("import", ["import", extract]), ("tiles", ["tiles", "build"]))}
        runs.append({f"{name}_{key}": value for name, figures in made.items() for key, value in figures.items()})
    entry = {key: round(common.spread([r[key] for r in runs], 3)["median"], 3) for key in runs[0]}
    entry["store_mb"] = round((data / "jintu.gpkg").stat().st_size / 1e6, 1)
    entry["archive_mb"] = round((data / "basemap.pmtiles").stat().st_size / 1e6, 1)
    with common.Jintu(data, cache_mb=0) as server:
        serving.latencies(server.port, "/tiles/basemap/%d/%d/%d.mvt", tiles)  # the files are in the page cache now
        before = common.cpu_of(server.pid)
        asked = [serving.latencies(server.port, "/tiles/basemap/%d/%d/%d.mvt", tiles) for _ in range(5)]
        entry["archive_cpu_ms"] = round((common.cpu_of(server.pid) - before) * 1000 / 5 / len(tiles), 4)
    entry["archive_p50_ms"], entry["archive_p95_ms"] = (round(min(a[k] for a in asked), 4) for k in ("p50_ms", "p95_ms"))
    cutter = encoding.Cutter([common.CUT, "rounds", data / "jintu.gpkg", common.list_file("growth", tiles)])
    cut = [sum(cutter.round().values()) / len(tiles) * 1000 for _ in range(3)]
    cutter.stop()
    entry["live_cpu_ms"] = round(common.spread(cut, 4)["median"], 4)
    return entry


def g():
    """The city 1×, 4× and 16×: CPU seconds and peak bytes a node of import and archive, latency of its own tiles."""
    common.city_store()
    folder = common.WORK / "growth"
    tiles = tiles_within_the_city()
    sizes = {}
    for times in TIMES:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        sizes[str(times)] = grown(times, tiles, folder)
    shutil.rmtree(folder)
    one, most = sizes["1"], sizes["16"]
    growth = {key: round(most[key] / one[key] / (16 if key.startswith(("import", "tiles")) else 1), 3)
              for key in one if not key.startswith(("store", "archive_mb"))}
    counted = [growth[f"{step}_{key}"] for step in ("import", "tiles") for key in ("wall_s", "peak_mb")]
    latency = [growth["archive_p50_ms"], growth["archive_cpu_ms"], growth["live_cpu_ms"]]
    worst = max(counted + latency)
    return {"tiles": len(tiles), "sizes": sizes, "growth_a_node": growth, "ours": f"≤ {max(counted):.2f}×, tiles {max(latency):.2f}×", "floor": LIMIT,
            "goal": LIMIT, "verdict": "goal" if worst <= LIMIT else "BELOW FLOOR"}
