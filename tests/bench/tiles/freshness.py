"""F1–F4: reading while others edit, and what stays byte for byte."""
import http.client
import json
import pathlib
import shutil
import subprocess
import threading
import time

import common
import live
import postgis
import proxy


def f2():
    """From the commit to the first fresh GET of a tile: p99; stale answers. Peer: PostGIS NOTIFY → purge of an nginx cache."""
    edits = live.parcels().edits[:100]
    count = 40 * common.Options.rounds
    with common.Jintu(live.parcels().store()) as server:
        editor = live.Editor(server, edits)
        waits, stale = [], 0
        path = lambda centre: "/tiles/%s/%d/%d/%d.mvt" % (live.LAYER, *common.tile_at(*centre, 14))
        for _ in range(count):
            _, centre = editor.next()
            before = server.get(path(centre))[1].getheader("ETag")
            editor.edit()
            committed = time.perf_counter()
            while True:
                status, answer, _ = server.get(path(centre))
                if answer.getheader("ETag") != before:
                    break
                stale += 1
                if time.perf_counter() - committed > 10:
                    raise RuntimeError("an edit was not seen within 10 s")
            waits.append((time.perf_counter() - committed) * 1000)
    peer_waits, peer_stale = proxy.commit_to_fresh(live.parcels(), edits, count)
    p99, peer = common.percentile(waits, 0.99), common.percentile(peer_waits, 0.99)
    verdict = "goal" if p99 <= 5 and stale == 0 else "floor" if p99 <= 20 and stale == 0 else "BELOW FLOOR"
    return {"edits": count, "polygons_in_layer": len(live.parcels().features), "ours_ms": {"p50": round(common.percentile(waits, 0.5), 3), "p99": round(p99, 3), "max": round(max(waits), 3)},
            "ours_stale": stale, "peer_ms": {"p50": round(common.percentile(peer_waits, 0.5), 3), "p99": round(peer, 3), "max": round(max(peer_waits), 3)},
            "peer_stale": peer_stale, "ours": f"p99 {p99:.2f} ms, {stale} stale", "peers": f"p99 {peer:.2f} ms, {peer_stale} stale",
            "floor": "20 ms; 0", "goal": "5 ms; 0", "verdict": verdict}


def f3():
    """Bytes sent again to a viewport of 20 tiles after an edit outside it (the edited layer itself, and it with all others)."""
    edits = live.parcels().edits
    sets = {"the edited layer": live.LAYER, "with the other live layers": f"{live.LAYER},districts,carriers,night_streets,checkin_spots,heritage_blocks"}
    seen = {}
    with common.Jintu(live.parcels().store()) as server:
        editor = live.Editor(server, edits[:1])
        _, x, y = common.tile_at(*editor.next()[1], 13)
        # Five by four tiles with something in most of them, none of them the edited parcel's.
        far = max(edits, key=lambda e: abs(common.tile_at(*e[1], 13)[1] - x) + abs(common.tile_at(*e[1], 13)[2] - y))
        _, fx, fy = common.tile_at(*far[1], 13)
        view = [(13, fx + i - 2, fy + j - 2) for i in range(5) for j in range(4)]
        for name, source in sets.items():
            path = lambda t: "/tiles/%s/%d/%d/%d.mvt" % (source, *t)
            tags, first = {}, 0
            for tile in view:
                status, answer, body = server.get(path(tile))
                tags[tile], first = answer.getheader("ETag"), first + len(body)
            editor.edit()
            again = [server.get(path(t), **({"If_None_Match": tags[t]} if tags[t] else {})) for t in view]
            seen[name] = {"tiles": len(view), "with_content": sum(1 for t in tags.values() if t), "first_bytes": first,
                          "bytes_again": sum(len(body) for _, _, body in again), "answers": {str(s): sum(1 for a in again if a[0] == s) for s in (200, 204, 304)}}
            if not seen[name]["with_content"]:
                raise RuntimeError("F3: nothing in the viewport")
    total = sum(s["bytes_again"] for s in seen.values())
    return {"views": seen, "ours": f"{total} bytes", "floor": 0, "goal": 0, "verdict": "goal" if total == 0 else "BELOW FLOOR"}


def _tags(server, sources, tiles):
    tags = {}
    for source in sources:
        for tile in tiles:
            path = "/tiles/%s/%d/%d/%d.mvt" % (source, *tile)
            tags[path] = server.get(path)[1].getheader("ETag")
    return tags


def f4():
    """ETags changed by importing the same data again and starting anew: in the same store, and in an empty one."""
    tiles = common.sampled_tiles()[:600:2] + [t for t in common.covering_tiles(5, 11)]
    sources = ["districts", "carriers", "night_streets", "lockers", "checkin_spots", "heritage_blocks", live.LAYER, "basemap"]

    def build(data):
        common.jintu("import", "--shipped", live.parcels().file, common.CITY, data=data)
        common.jintu("tiles", "build", data=data)
        with common.Jintu(data) as server:
            return _tags(server, sources, tiles)

    first = common.WORK / "again"
    shutil.rmtree(first, ignore_errors=True)
    first.mkdir(parents=True)
    before, same = build(first), build(first)
    shutil.rmtree(first)
    first.mkdir()
    anew = build(first)
    shutil.rmtree(first)
    changed = {"same store": sum(before[p] != same[p] for p in before), "empty store": sum(before[p] != anew[p] for p in before)}
    return {"addresses": len(before), "with_content": sum(1 for t in before.values() if t), "changed": changed,
            "ours": f"{sum(changed.values())} of {2 * len(before)}", "floor": 0, "goal": 0, "verdict": "goal" if sum(changed.values()) == 0 else "BELOW FLOOR"}


class EditsEvery(threading.Thread):
    """Calls `edit` ten times a second until stopped; counts, and keeps what went wrong."""

    def __init__(self, edit):
        super().__init__(daemon=True)
        self.edit, self.done, self.fault, self.stopping = edit, 0, None, threading.Event()

    def run(self):
        due = time.perf_counter()
        while not self.stopping.is_set():
            try:
                self.edit()
            except Exception as fault:  # noqa: BLE001: told by `stop`
                self.fault = fault
                return
            self.done += 1
            due += 0.1
            self.stopping.wait(max(0, due - time.perf_counter()))

    def stop(self):
        self.stopping.set()
        self.join()
        if self.fault:
            raise self.fault
        return self.done


def f1():
    """Correct tiles a second while 10 polygon edits a second are committed. Peer: PostGIS uncached, pgbench -M prepared."""
    edits = live.parcels().edits
    layers = {live.LAYER: ["id", "class"]}  # ours has the text id in its tiles as well
    tiles = [t for t in common.sampled_tiles() if 10 <= t[0] <= 14]
    cluster = postgis.cluster()
    cluster.load(live.parcels().file, layers)
    cluster.execute("DROP TABLE IF EXISTS wanted", "CREATE TABLE wanted (n int PRIMARY KEY, z int, x int, y int)",
                    "INSERT INTO wanted VALUES " + ",".join(f"({n},{z},{x},{y})" for n, (z, x, y) in enumerate(tiles, 1)), "ANALYZE wanted")
    connection = cluster.connect()
    keys = {}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, fid FROM {live.LAYER}")
        keys = dict(cursor.fetchall())
    script = common.WORK / "f1.sql"
    script.write_text(f"\\set n random(1, {len(tiles)})\nSELECT octet_length({postgis.tile_sql(layers, 'w.z', 'w.x', 'w.y')}) FROM wanted w WHERE n = :n;\n")
    turn = iter(range(10 ** 9))

    def edit_in_postgis():
        n = next(turn)
        key, _, shapes = edits[n % len(edits)]
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE {live.LAYER} SET geom = ST_Transform(ST_SetSRID(ST_GeomFromGeoJSON(%s), 4326), 3857) WHERE fid = %s",
                           (json.dumps(shapes[(n // len(edits) + 1) % 2]), keys[key]))

    def read_postgis():
        edits_going_on = EditsEvery(edit_in_postgis)
        edits_going_on.start()
        done = subprocess.run(common.on_core(common.CLIENT_CORE, [postgis.BIN / "pgbench", "-n", "-M", "prepared", "-c", "8", "-j", "1", "-T", max(2, round(common.Options.seconds)),
                                                                 "-f", script, "-h", cluster.dir, "-U", "bench", "bench"]), check=True, stdout=subprocess.PIPE, text=True)
        made = edits_going_on.stop()
        rate = float(next(line.split()[2] for line in done.stdout.splitlines() if line.startswith("tps")))
        return {"requests_s": rate, "edits_s": made / max(2, round(common.Options.seconds))}

    with common.Jintu(live.parcels().store()) as server:
        paths = common.WORK / "f1.paths"
        paths.write_text("".join(f"/tiles/{live.LAYER}/{z}/{x}/{y}.mvt\n" for z, x, y in tiles))
        editor = live.Editor(server, edits)
        own = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        stale = [0]
        known = {}

        def edit_in_jintu():
            key, centre = editor.next()
            path = "/tiles/%s/%d/%d/%d.mvt" % (live.LAYER, *common.tile_at(*centre, 14))
            before = known.pop(path, None) or server.get(path, client=own)[1].getheader("ETag")
            editor.edit()
            if server.get(path, client=own)[1].getheader("ETag") == before:
                stale[0] += 1

        def read_jintu():
            edits_going_on = EditsEvery(edit_in_jintu)
            edits_going_on.start()
            said = common.wrk(server.port, paths, 8)
            made = edits_going_on.stop()
            return {"requests_s": said["requests"] / said["seconds"], "edits_s": made / said["seconds"], "not_200": said["not_200"] + said["errors"], "p99_ms": said["p99_ms"]}

        ours, peer = common.abba(read_jintu, read_postgis)
    connection.close()
    mine, theirs = (common.spread([r["requests_s"] for r in side], 1) for side in (ours, peer))
    return {"polygons_in_layer": len(live.parcels().features), "tiles": len(tiles), "ours_requests_s": mine, "peer_requests_s": theirs, "ours_stale": stale[0],
            "ours_edits_s": common.spread([r["edits_s"] for r in ours], 1), "peer_edits_s": common.spread([r["edits_s"] for r in peer], 1),
            "ours_p99_ms": common.spread([r["p99_ms"] for r in ours], 2), "ours_failed": sum(r["not_200"] for r in ours),
            "ours": f"{mine['median']:.0f}/s, {stale[0]} stale", "peers": f"{theirs['median']:.0f}/s", "ratio": round(mine["median"] / theirs["median"], 2), "floor": 15, "goal": 40}
