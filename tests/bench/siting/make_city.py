#!/usr/bin/env python3
"""Writes a made city: clustered candidates and demand with people, as a problem file.

Usage: make_city.py CANDIDATES DEMAND P FILE [--mclp] [--csv] [--cutoff=METRES]. The same file each time. p-median, or with
--mclp most people within 400 m; with --csv the demand is a table beside the file. Sixty quarters of 0.5–3 km round
117.2° E, 39.12° N hold four fifths of the points, the rest lies anywhere in 32 × 32 km; people are
log-normal, so that a few large estates hold most of them, as they do in the census of the real one.
Distances are taken along a grid of streets; nobody walks farther than 3 km (or the cut-off), who must
counts as that."""
import json
import math
import os
import random
import sys

KM_LAT = 1 / 111.0
KM_LON = 1 / (111.3 * math.cos(math.radians(39.12)))


def main() -> None:
    candidates, demand, p, path = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    rng = random.Random(2026)
    quarters = [(rng.uniform(-14, 14), rng.uniform(-14, 14), rng.uniform(0.5, 3)) for _ in range(60)]

    def place():
        if rng.random() < 0.2:
            x, y = rng.uniform(-16, 16), rng.uniform(-16, 16)
        else:
            cx, cy, size = rng.choice(quarters)
            x, y = rng.gauss(cx, size), rng.gauss(cy, size)
        return {"lon": round(117.2 + x * KM_LON, 6), "lat": round(39.12 + y * KM_LAT, 6)}

    points = [{"id": f"d{k}", **place(), "weight": round(rng.lognormvariate(5, 1.2)) + 1} for k in range(demand)]
    cutoff = next((int(flag.split("=")[1]) for flag in sys.argv if flag.startswith("--cutoff=")), 3000)
    problem = {"kind": "p_median", "p": p, "unserved_distance_m": cutoff, "demand": points,
               "candidates": [{"id": f"c{k}", **place()} for k in range(candidates)],
               "distance": {"model": "manhattan", "cutoff_m": cutoff}}
    if "--mclp" in sys.argv:
        del problem["unserved_distance_m"]
        problem |= {"kind": "mclp", "standard_m": 400, "distance": {"model": "manhattan"}}
    if "--csv" in sys.argv:
        table = path + ".csv"
        with open(table, "w") as file:
            file.write("id,lon,lat,weight\n" + "".join(f"{d['id']},{d['lon']},{d['lat']},{d['weight']}\n" for d in points))
        problem["demand"] = {"file": os.path.basename(table), "id": "id", "weight": "weight", "crs": "wgs84"}
    with open(path, "w") as file:
        json.dump(problem, file)


main()
