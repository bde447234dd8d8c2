"""Large files of point records: CSV and GeoJSON, into a layer that is not edited and into one that is, beside ogr2ogr."""
import random
import shutil
import sqlite3
import sys

import measure

KINDS = ("店铺", "驿站", "夜市", "书店", "柜机")


def rows(count):
    """(n, kind, name, weight, lon, lat), the same in every run."""
    chance = random.Random(11)
    for n in range(1, count + 1):
        yield (n, chance.choice(KINDS), f"第{n}号点位 place {n}", chance.randrange(1, 10_000) / 8,
               round(116.7 + chance.random() * 1.3, 6), round(38.6 + chance.random() * 1.6, 6))


def write_csv(path, count):
    with path.open("w", encoding="utf-8") as out:
        out.write("n,kind,name,weight,lon,lat,datum\n")
        for n, kind, name, weight, lon, lat in rows(count):
            out.write(f"{n},{kind},{name},{weight},{lon},{lat},wgs84\n")


def write_geojson(path, count):
    with path.open("w", encoding="utf-8") as out:
        out.write('{"type":"FeatureCollection","features":[\n')
        for n, kind, name, weight, lon, lat in rows(count):
            out.write(f'{{"type":"Feature","properties":{{"n":{n},"kind":"{kind}","name":"{name}","weight":{weight}}},'
                      f'"geometry":{{"type":"Point","coordinates":[{lon},{lat}]}}}}{"," if n < count else ""}\n')
        out.write("]}\n")


def facts(path, layer):
    """What a store holds of the layer, its index of places included."""
    with sqlite3.connect(path) as db:
        geometry = db.execute("SELECT column_name FROM gpkg_geometry_columns WHERE table_name = ?", (layer,)).fetchone()[0]
        found = db.execute(f'SELECT count(*), sum(n), sum(weight), count(DISTINCT kind), sum(length(name)) FROM "{layer}"').fetchone()
        indexed = db.execute(f'SELECT count(*), round(min(minx), 4), round(max(maxy), 4) FROM "rtree_{layer}_{geometry}"').fetchone()
    return found + indexed


def measured(work, count, live, rounds):
    files = {"CSV": work / "points.csv", "GeoJSON": work / "points.geojson"}
    few = {"CSV": work / "few.csv"}
    write_csv(files["CSV"], count)
    write_geojson(files["GeoJSON"], count)
    write_csv(few["CSV"], live)

    def ours(path, *more):
        def work_once():
            shutil.rmtree(work / "points", ignore_errors=True)
            return measure.run([measure.JINTU, "-q", "--data", work / "points", "import", path, "--layer", "points", *more])
        return work_once

    def peer(path):
        table = ["-oo", "X_POSSIBLE_NAMES=lon", "-oo", "Y_POSSIBLE_NAMES=lat", "-oo", "AUTODETECT_TYPE=YES",
                 "-a_srs", "EPSG:4326"] if path.suffix == ".csv" else []

        def work_once():
            (work / "peer_points.gpkg").unlink(missing_ok=True)
            return measure.run(["ogr2ogr", "-f", "GPKG", work / "peer_points.gpkg", path, "-nln", "points", *table])
        return work_once

    result = {}
    for name, path, number, more in (("CSV", files["CSV"], count, ["--bulk"]), ("GeoJSON", files["GeoJSON"], count, ["--bulk"]),
                                     ("CSV, edited layer", few["CSV"], live, [])):
        ours(path, *more)()
        peer(path)()
        made, theirs = facts(work / "points/jintu.gpkg", "points"), facts(work / "peer_points.gpkg", "points")
        if made != theirs:
            sys.exit(f"{name}: not the same work: {made}, {theirs}")
        runs = measure.in_turn({"jintu": ours(path, *more), "ogr2ogr": peer(path)}, rounds)
        entry = {"records": number, "file_mb": round(path.stat().st_size / 1e6, 1)}
        for who, several in runs.items():
            entry[who] = measure.summary(several)
            entry[who]["records_per_s"] = round(number / entry[who]["wall_s"]["median"])
        entry["wall, ogr2ogr / jintu"] = round(entry["ogr2ogr"]["wall_s"]["median"] / entry["jintu"]["wall_s"]["median"], 2)
        result[name] = entry
        print(f"{name}: {number:,} records, {entry['file_mb']} MB; records/s and peak MB: " + "; ".join(
            f"{who} {entry[who]['records_per_s']:,}, {entry[who]['peak_mb']['median']:.0f}" for who in ("jintu", "ogr2ogr")), flush=True)
    return result
