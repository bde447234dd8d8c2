"""Q1 (validity), Q2 (area kept, size), Q3 (neighbours meet)."""
import contextlib
import gzip
import json
import math
import sqlite3
import subprocess

import common
import mvt
import peers
import postgis

ZOOMS = range(8, 15)
FAULTS = ("invalid", "wrongly_wound", "degenerate")


def archives():
    """The whole city, z 8–14, as each encoder cuts it: ours with the rules that we serve by."""
    if "archives" not in common.Options.cache:
        store, tiles = common.city_store(), common.covering_tiles(ZOOMS[0], ZOOMS[-1])
        listed = common.list_file("covering", tiles)
        served, plain = common.WORK / "served.mbtiles", common.WORK / "plain.mbtiles"
        common.bench_tiles("dump", store, listed, served, "served")
        common.bench_tiles("dump", store, listed, plain, "plain")
        common.Options.cache["archives"] = {
            "jintu": served, "jintu, not simplified": plain,
            "PostGIS 3.3": postgis.dump(common.WORK / "postgis.mbtiles", common.LAYERS, tiles),
            "geojson-vt + vt-pbf": peers.geojson_vt_dump(common.WORK / "geojson-vt.mbtiles", listed),
            "GDAL": peers.gdal_dump(common.WORK / "gdal.mbtiles", ZOOMS[0], ZOOMS[-1])}
    return common.Options.cache["archives"]


def faults_of(archive):
    """By our checker (`jintu tiles check`: protoc's class and GEOS, nothing of the encoder)."""
    done = subprocess.run([str(common.measure.JINTU), "-q", "--json", "tiles", "check", str(archive)], stdout=subprocess.PIPE, text=True)
    report = json.loads(done.stdout)
    sums = {key: sum(l[key] for l in report["layers"]) for key in FAULTS}
    polygons = sum(l["polygons"] for l in report["layers"])
    return {"tiles": report["tiles"], "polygons": polygons, **sums, "undecodable": report["undecodable"],
            "faults": sum(sums.values()) + report["undecodable"],
            "invalid_percent": round(100 * sums["invalid"] / polygons, 3) if polygons else 0}


def q1():
    """Invalid, wrongly wound and degenerate features of all tiles of the city, z 8–14."""
    found = {name: faults_of(path) for name, path in archives().items()}
    ours = found["jintu"]["faults"] + found["jintu, not simplified"]["faults"]
    return {"archives": found, "ours": f"{ours} faults", "floor": 0, "goal": 0,
            "peers": f"{found['PostGIS 3.3']['faults']} / {found['geojson-vt + vt-pbf']['faults']} / {found['GDAL']['faults']}",
            "verdict": "goal" if ours == 0 else "BELOW FLOOR"}


def area_in_store(layer):
    """Share of the web mercator square that the polygons of a layer cover, each by itself."""
    from shapely import wkb
    from shapely.ops import transform

    def unit(lon, lat):
        return lon / 360, math.asinh(math.tan(math.radians(lat))) / (2 * math.pi)

    total = 0
    with contextlib.closing(sqlite3.connect(f"file:{common.STORE}?mode=ro", uri=True)) as db:
        for (blob,) in db.execute(f'SELECT geom FROM "{layer}" WHERE geom IS NOT NULL'):
            envelope = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}[(blob[3] >> 1) & 7]
            shape = wkb.loads(bytes(blob[8 + envelope:]))
            if "Polygon" in shape.geom_type:
                total += transform(lambda x, y: tuple(zip(*map(unit, x, y))) if hasattr(x, "__iter__") else unit(x, y), shape).area
    return total


def q2():
    """Building area kept at each zoom 8–14 beside the store's own, and gzipped bytes beside PostGIS's."""
    truth = area_in_store("osm_buildings")
    names = [n for n in archives() if n != "jintu, not simplified"]
    table = {}
    for z in map(str, ZOOMS):
        entries = {name: common.decoded(archives()[name])["zooms"][z] for name in names}
        table[z] = {name: {"area_kept": round(e["layers"].get("osm_buildings", {"area": 0})["area"] / truth, 4), "gzip_bytes": e["gzip_bytes"]}
                    for name, e in entries.items()}
        table[z]["bytes_of_postgis"] = round(table[z]["jintu"]["gzip_bytes"] / table[z]["PostGIS 3.3"]["gzip_bytes"], 3)
    kept = [table[z]["jintu"]["area_kept"] for z in table]
    theirs = [table[z]["PostGIS 3.3"]["area_kept"] for z in table]
    heaviest = max(table[z]["bytes_of_postgis"] for z in table)
    within = lambda low, high: all(low <= k <= high for k in kept) and heaviest <= 1
    return {"zooms": table, "ours": f"{min(kept):.3f}–{max(kept):.3f}, bytes ≤ {heaviest:.2f}", "peers": f"{min(theirs):.3f}–{max(theirs):.3f}",
            "floor": "0.95–1.05", "goal": "0.98–1.02",
            "verdict": "goal" if within(0.98, 1.02) else "floor" if within(0.95, 1.05) else "BELOW FLOOR"}


def merged(server, source, layer, zoom):
    """{id: shape} of a polygon layer: all its tiles at a zoom, without buffers, in one plane of tile units."""
    from shapely.affinity import translate
    from shapely.geometry import Polygon, box
    from shapely.ops import unary_union
    info = json.loads(server.get(f"/tiles/{source}.json", Accept_Encoding="identity")[2])
    west, south, east, north = info["bounds"]
    _, x0, y0 = common.tile_at(west, north, zoom)
    _, x1, y1 = common.tile_at(east, south, zoom)
    pieces = {}
    for x in range(x0, x1 + 1):
        for y in range(y0, y1 + 1):
            status, answer, body = server.get(f"/tiles/{source}/{zoom}/{x}/{y}.mvt")
            if status == 204:
                continue
            if answer.getheader("Content-Encoding") == "gzip":
                body = gzip.decompress(body)
            square = box(0, 0, 4096, 4096)
            for kind, tags, parts in mvt.layers(body).get(layer, []):
                for outer, holes in mvt.polygons(parts):
                    inside = Polygon(outer, holes).intersection(square)
                    if inside.area > 0:
                        moved = translate(inside, x * 4096, y * 4096)
                        pieces.setdefault(tags["id"], []).append(moved)
    return {key: unary_union(shapes) for key, shapes in pieces.items()}


def gap_and_overlap(shapes):
    """Square units: enclosed by the union but in no shape; in two shapes at once."""
    from shapely.geometry import Polygon
    from shapely.ops import unary_union
    union = unary_union(list(shapes.values()))
    holes = sum(Polygon(ring).area for part in getattr(union, "geoms", [union]) for ring in part.interiors)
    return holes, sum(s.area for s in shapes.values()) - union.area


def q3():
    """Gap and overlap between neighbouring districts and between carriers' outlines, z 5–12, square tile units."""
    common.city_store()
    zooms, worst = {}, 0
    with common.Jintu(common.WORK / "data") as server:
        for zoom in range(5, 13):
            entry = {}
            for source, layer in (("districts", "districts"), ("carriers", "carriers_boundary")):
                shapes = merged(server, source, layer, zoom)
                if shapes:
                    gap, overlap = gap_and_overlap(shapes)
                    entry[source] = {"shapes": len(shapes), "gap": round(gap, 3), "overlap": round(overlap, 3)}
                    worst = max(worst, gap + abs(overlap))
            zooms[str(zoom)] = entry
    return {"zooms": zooms, "ours": f"{worst:.3f} units²", "floor": 0, "goal": 0, "verdict": "goal" if worst < 1e-3 else "BELOW FLOOR"}
