"""P5 (GDAL) and P6 (tilemaker): whole archives, z 0–14, two threads."""
import json
import pathlib
import shutil
import subprocess

import common
import encoding
import measure
import peers

HERE = pathlib.Path(__file__).resolve().parent


def at_z14(ours, peer, layers=None):
    """Features within the tiles (buffers differ), area and length of each layer at z 14, where both draw everything, of both
    sides; equal: none off by more than 1 %, or by more than two of a few features."""
    mine, theirs = (archive["zooms"]["14"]["layers"] for archive in (ours, peer))
    table, worst = {}, ("", 0.0)
    for layer in layers or sorted({*mine, *theirs}):
        table[layer] = {}
        for key in ("inside", "area", "length"):
            a, b = mine.get(layer, {}).get(key, 0), theirs.get(layer, {}).get(key, 0)
            if max(a, b) > 0:
                table[layer][key] = {"ours": a, "peer": b}
                gap = 0 if key == "inside" and abs(a - b) <= 2 else abs(a - b) / max(a, b)
                worst = max(worst, (f"{layer} {key}", gap), key=lambda w: w[1])
    return {"layers": table, "largest_difference": round(worst[1], 5), "of": worst[0], "equal": worst[1] <= encoding.TOLERANCE}


def four_layers():
    """Rules for `jintu tiles build` that draw what is compared and nothing else: every feature from z 0 on, with all its
    attributes; simplified by 2 units below z 14, small areas kept as dust, as our own basemap has them."""
    draw = {"osm_buildings": "polygons", "osm_roads": "lines", "osm_landuse": "polygons", "osm_water": "as_is"}
    path = common.WORK / "four.json"
    path.write_text(json.dumps({"version": 1, "name": "bench", "description": "bench", "attribution": "bench", "layers": [
        {"name": layer, "from": layer, "draw": draw[layer], "description": layer, "min_zoom": 0,
         "attributes": [{"name": name} for name in attributes],
         **({} if draw[layer] == "lines" else {"small_areas": "dust"}), **({"dust_group": "class"} if layer in ("osm_landuse", "osm_water") else {})}
        for layer, attributes in common.LAYERS.items()]}))
    return path


def by_zoom(archive, zooms=range(15)):
    """What is in an archive at each zoom, in short."""
    table = {}
    for zoom in map(str, zooms):
        entry = archive["zooms"].get(zoom)
        if entry:
            table[zoom] = {"tiles": entry["tiles"], "gzip_bytes": entry["gzip_bytes"], **{
                f"{layer} {key}": round(numbers[key], 12) for layer, numbers in entry["layers"].items() for key in ("features", "area") if numbers[key]}}
    return table


def compared(commands, rounds):
    runs = measure.in_turn(commands, rounds)
    return {name: measure.summary(r) for name, r in runs.items()}


def p5():
    """ogr2ogr -f MBTILES, two threads: the full pyramid z 0–14 of the four layers, CPU seconds."""
    common.city_store()
    rules, source = four_layers(), peers.layers_file()
    ours, peer = common.WORK / "pyramid.mbtiles", common.WORK / "pyramid-gdal.mbtiles"
    commands = {
        "ours": lambda: measure.run([measure.JINTU, "-q", "--data", common.WORK / "data", "tiles", "build", "--rules", rules, "-o", ours, "--threads", "2"]),
        "peer": lambda: (peer.unlink(missing_ok=True), measure.run(peers.gdal_command(peer, 0, 14)))[1]}
    times = compared(commands, min(common.Options.rounds, 2))  # GDAL takes a minute
    equal = at_z14(common.decoded(ours), common.decoded(peer), list(common.LAYERS))
    ratio = round(times["peer"]["cpu_s"]["median"] / times["ours"]["cpu_s"]["median"], 2) if equal["equal"] else None
    version = subprocess.run(["ogr2ogr", "--version"], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
    return {"peer": version, "input": source.name, "at_z14": equal, "times": times,
            "zooms": {"ours": by_zoom(common.decoded(ours)), "peer": by_zoom(common.decoded(peer))},
            "ours": f"{times['ours']['cpu_s']['median']:.1f} s CPU", "peers": f"{times['peer']['cpu_s']['median']:.1f} s CPU",
            "ratio": ratio, "floor": 12, "goal": 30, **({} if equal["equal"] else {"verdict": "void: not equal at z 14"})}


def whole_city():
    """The extract without the areas that only one side draws: those with crossing or open rings, which we report and tilemaker
    draws as they are, and one whose members have no roles, which tilemaker passes over. For both sides the same file."""
    path, data = common.WORK / "whole.osm.pbf", common.WORK / "p6"
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(parents=True)
    common.jintu("import", common.CITY, data=data)
    left_out = {"r21"}
    for file in (data / "rejects").glob("*.ndjson"):
        for reject in map(json.loads, file.read_text().splitlines()):
            kind, key = reject["feature"].split("/")
            if not reject["code"].startswith("note:") and (kind == "relation" or reject["code"] == "self_intersection"):
                left_out.add(kind[0] + key)
    subprocess.run(["osmium", "removeid", "--no-progress", "-O", "-o", path, common.CITY, *sorted(left_out)], check=True)
    return path, len(left_out)


def p6():
    """tilemaker 2.2 (of 2022) with the same tag rules: PBF → archive z 0–14, wall seconds and peak memory. Ours also leaves
    the store, the walking network and the demand points."""
    common.city_store()
    extract, left_out = whole_city()
    data, peer = common.WORK / "p6", common.WORK / "tilemaker.mbtiles"
    rules = HERE / "tilemaker"

    def ours():
        for file in data.iterdir():
            if file.is_file():
                file.unlink()
        parts = [measure.run([measure.JINTU, "-q", "--data", data, *command]) for command in (["import", extract], ["tiles", "build", "--threads", "2"])]
        return {"wall_s": sum(p["wall_s"] for p in parts), "cpu_s": sum(p["cpu_s"] for p in parts), "peak_mb": max(p["peak_mb"] for p in parts),
                "import_wall_s": parts[0]["wall_s"], "tiles_wall_s": parts[1]["wall_s"]}

    def tilemaker():
        peer.unlink(missing_ok=True)
        return measure.run(["tilemaker", "--input", extract, "--output", peer, "--threads", "2",
                            "--config", rules / "config.json", "--process", rules / "process.lua"], cwd=common.WORK)

    times = compared({"ours": ours, "peer": tilemaker}, common.Options.rounds)
    equal = at_z14(common.decoded(data / "basemap.pmtiles"), common.decoded(peer))
    wall = round(times["peer"]["wall_s"]["median"] / times["ours"]["wall_s"]["median"], 2)
    memory = round(times["ours"]["peak_mb"]["median"] / times["peer"]["peak_mb"]["median"], 2)
    graded = common.grade((wall, 1.5, 3), (1 / memory, 2, 5)) + f", memory {memory:.2f}" if equal["equal"] else "void: not equal at z 14"
    return {"peer": "tilemaker 2.2.0 (Debian 12)", "areas_left_out": left_out, "at_z14": equal, "times": times, "wall_ratio": wall, "memory_ratio": memory,
            "zooms": {"ours": by_zoom(common.decoded(data / "basemap.pmtiles")), "peer": by_zoom(common.decoded(peer))},
            "ours": f"{times['ours']['wall_s']['median']:.2f} s, {times['ours']['peak_mb']['median']:.0f} MB",
            "peers": f"{times['peer']['wall_s']['median']:.2f} s, {times['peer']['peak_mb']['median']:.0f} MB",
            "ratio": wall, "floor": "1.5; 0.5", "goal": "3; 0.2", "verdict": graded}
