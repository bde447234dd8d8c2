"""What all rows of ./bench tiles share: places, tile lists, our program and server, archives."""
import contextlib
import hashlib
import http.client
import json
import math
import os
import pathlib
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import measure  # noqa: E402
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))
import people  # noqa: E402

ROOT = measure.ROOT
WORK = ROOT / "build/bench/tiles"  # kept between runs: the store, archives, node packages
CUT = ROOT / "build/release/tests/bench/bench_tiles"
CITY = measure.SHARED / "osm/bench-city.osm.pbf"
STORE = WORK / "data/jintu.gpkg"
LAYERS = {"osm_buildings": ["height", "name"],
          "osm_roads": ["class", "ramp", "bridge", "tunnel", "oneway", "ref", "name", "name_en"],
          "osm_landuse": ["class", "name", "name_en"],
          "osm_water": ["class", "name", "name_en", "intermittent"]}
SERVER_CORE, CLIENT_CORE = "0", "1"


class Options:
    """Set once by `run`."""
    rounds = 7
    seconds = 3.0  # of one timed run of a client
    cache = {}


def on_core(core, command):
    return ["taskset", "-c", core] + [str(c) for c in command]


CHILDREN = []


def start(command, **options):
    """A process that goes on; `stop_all` ends it if nothing else did."""
    process = subprocess.Popen([str(c) for c in command], **options)
    CHILDREN.append(process)
    return process


def stop_all():
    for process in CHILDREN:
        if process.poll() is None:
            process.terminate()
    for process in CHILDREN:
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def jintu(*arguments, data=WORK / "data", **options):
    return subprocess.run([str(measure.JINTU), "-q", "--data", str(data), *map(str, arguments)], check=True,
                          stdout=subprocess.PIPE, text=True, **options).stdout


def bench_tiles(*arguments):
    done = subprocess.run([str(CUT), *map(str, arguments)], check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout)


def city_store():
    """The city imported, its basemap and the live layers; made anew when the program or the data changed."""
    stamp = f"{measure.JINTU.stat().st_mtime_ns} {CITY.stat().st_mtime_ns} {CITY.stat().st_size}"
    file = WORK / "data/stamp"
    if not file.exists() or file.read_text() != stamp:
        shutil.rmtree(WORK, ignore_errors=True)
        (WORK / "data").mkdir(parents=True)
        jintu("import", "--shipped", CITY)
        jintu("tiles", "build")
        file.write_text(stamp)
    return STORE


def tile_at(lon, lat, z):
    n = 2 ** z
    return z, int((lon + 180) / 360 * n), int((1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * n)


def city_box():
    with contextlib.closing(sqlite3.connect(f"file:{STORE}?mode=ro", uri=True)) as db:
        return db.execute("SELECT min_x, min_y, max_x, max_y FROM gpkg_contents WHERE table_name = 'osm_roads'").fetchone()


def tile_box(z, x, y):
    n = 2 ** z
    lat = lambda row: math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * row / n))))
    return x / n * 360 - 180, lat(y + 1), (x + 1) / n * 360 - 180, lat(y)


def sampled_tiles(count=2000):
    """Different tiles of z 8–16 that hold a road or a building, weighted to the city's centre; seeded."""
    if "sampled" in Options.cache:
        return Options.cache["sampled"]
    west, south, east, north = city_box()
    chance = random.Random(20261123)
    known = {}
    with contextlib.closing(sqlite3.connect(f"file:{STORE}?mode=ro", uri=True)) as db:
        def has_content(tile):
            w, s, e, n = tile_box(*tile)
            return any(db.execute(f"SELECT 1 FROM rtree_{layer}_geom WHERE maxx > ? AND minx < ? AND maxy > ? AND miny < ? LIMIT 1",
                                  (w, e, s, n)).fetchone() for layer in ("osm_roads", "osm_buildings"))
        while sum(known.values()) < count:
            lon = chance.gauss((west + east) / 2, (east - west) / 6)
            lat = chance.gauss((south + north) / 2, (north - south) / 6)
            tile = tile_at(lon, lat, chance.randint(8, 16))
            if tile not in known:
                known[tile] = has_content(tile)
    Options.cache["sampled"] = sorted(tile for tile, full in known.items() if full)
    return Options.cache["sampled"]


def covering_tiles(low=8, high=14):
    """Every tile that meets the city's box."""
    west, south, east, north = city_box()
    tiles = []
    for z in range(low, high + 1):
        _, x0, y0 = tile_at(west, north, z)
        _, x1, y1 = tile_at(east, south, z)
        tiles += [(z, x, y) for x in range(x0, x1 + 1) for y in range(y0, y1 + 1)]
    return tiles


def list_file(name, tiles):
    path = WORK / f"{name}.txt"
    path.write_text("".join(f"{z} {x} {y}\n" for z, x, y in tiles))
    return path


def write_mbtiles(path, tiles):
    """`tiles`: (z, x, y, gzip bytes). As MBTiles 1.3 wants it, in a single table."""
    path.unlink(missing_ok=True)
    with contextlib.closing(sqlite3.connect(path)) as db, db:
        db.execute("CREATE TABLE metadata (name TEXT, value TEXT)")
        db.execute("CREATE TABLE tiles (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_data BLOB)")
        rows = [(z, x, 2 ** z - 1 - y, data) for z, x, y, data in tiles]
        zooms = [r[0] for r in rows]
        db.executemany("INSERT INTO tiles VALUES (?, ?, ?, ?)", rows)
        db.execute("CREATE UNIQUE INDEX tile_index ON tiles (zoom_level, tile_column, tile_row)")
        db.executemany("INSERT INTO metadata VALUES (?, ?)", [
            ("name", path.stem), ("format", "pbf"), ("minzoom", str(min(zooms))), ("maxzoom", str(max(zooms))),
            ("bounds", "116.9,38.9,117.8,39.6"), ("json", '{"vector_layers":[]}')])
    return path


def decoded(archive):
    """What `bench_tiles decoded` says of an archive; remembered for the run."""
    key = f"decoded {archive}"
    if key not in Options.cache:
        Options.cache[key] = bench_tiles("decoded", archive)
    return Options.cache[key]


def cpu_of(pid):
    """Nanoseconds that all threads of a process ran, in seconds."""
    total = 0
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        with contextlib.suppress(FileNotFoundError):
            total += int((task / "schedstat").read_text().split()[0])
    return total * 1e-9


class Jintu:
    """`jintu serve` pinned to the server's core."""

    def __init__(self, data, core=SERVER_CORE, workers=1, cache_mb=128):
        self.data = pathlib.Path(data)
        config = self.data / "bench.toml"
        config.write_text(f'[data]\ndir = "."\n[server]\nthreads = 1\nworkers = {workers}\naccess_log = "off"\n'
                          f'[tiles]\ncache_mb = {cache_mb}\n')
        self.token = people.token(measure.JINTU, ["--config", config], f"bench{time.time_ns()}")
        self.process = start(on_core(core, [measure.JINTU, "-q", "--config", config, "serve", "--port", "0"]),
                             stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.pid = self.process.pid
        self.port = int(re.search(r":(\d+)/", self.process.stdout.readline()).group(1))
        self.client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        while self.get("/readyz")[0] != 200:
            time.sleep(0.005)

    def ask(self, method, path, body=None, headers=None, client=None):
        client = client or self.client
        client.request(method, path, body, headers or {})
        answer = client.getresponse()
        return answer.status, answer, answer.read()

    def get(self, path, client=None, **headers):
        fields = {"Accept-Encoding": "gzip", **{k.replace("_", "-"): v for k, v in headers.items()}}
        return self.ask("GET", path, headers=fields, client=client)

    def patch(self, collection, key, change, etag, client=None):
        """Answers the new ETag; stops the benchmark when the edit is refused."""
        status, answer, text = self.ask("PATCH", f"/ogc/collections/{collection}/items/{key}", json.dumps(change).encode(), {
            "Authorization": f"Bearer {self.token}", "Content-Type": "application/merge-patch+json", "If-Match": etag}, client)
        if status != 200:
            raise RuntimeError(f"PATCH {collection}/{key}: {status} {text[:500]!r}")
        return answer.getheader("ETag")

    def stop(self):
        self.client.close()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=30)
        self.process.stdout.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


def spread(values, digits=4):
    ordered = sorted(values)
    middle = ordered[len(ordered) // 2] if len(ordered) % 2 else (ordered[len(ordered) // 2 - 1] + ordered[len(ordered) // 2]) / 2
    return {"min": round(ordered[0], digits), "median": round(middle, digits), "max": round(ordered[-1], digits), "rounds": len(ordered)}


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def grade(*measures):
    """The worst of several (ratio, floor, goal); larger is better."""
    return "goal" if all(r >= goal for r, _, goal in measures) else "floor" if all(r >= floor for r, floor, _ in measures) else "BELOW FLOOR"


def abba(first, second, rounds=None):
    """Two callables in the order A B B A …; one warm-up each is dropped. Lists of their results."""
    results = {first: [], second: []}
    for number in range((rounds or Options.rounds) + 1):
        for call in (first, second) if number % 2 == 0 else (second, first):
            value = call()
            if number > 0:
                results[call].append(value)
    return results[first], results[second]


def wrk(port, paths, connections, seconds=None):
    """What tiles.lua says of one run on the client's core."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{max(1, round(seconds or Options.seconds))}s", "--latency",
               "-s", pathlib.Path(__file__).resolve().parent / "tiles.lua", f"http://127.0.0.1:{port}", "--", paths]
    done = subprocess.run(on_core(CLIENT_CORE, command), check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout.strip().splitlines()[-1])
