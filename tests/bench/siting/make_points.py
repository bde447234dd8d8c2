#!/usr/bin/env python3
"""Writes planar instances of the classes that location papers measure with, as TSPLIB files and as
points with a weight, one unit a metre.

Usage: make_points.py FOLDER. The same files each time.

drill1060, drill3038  clusters of holes on a drill's grid (as TSPLIB's u1060 and pcb3038)
rows1323  points along the rows of a board, evenly spread (as rl1323)
town324, town818  clustered homes in metres (as the SJC instances of MCLP)"""
import json
import math
import pathlib
import random
import sys


def drilled(count, seed, width, grid, clusters, height=0.7, scattered=0.25):
    rng = random.Random(seed)
    centres = [(rng.uniform(0, width), rng.uniform(0, height * width), rng.uniform(0.02, 0.1) * width) for _ in range(clusters)]
    points = set()
    while len(points) < count:
        if rng.random() < scattered:
            x, y = rng.uniform(0, width), rng.uniform(0, height * width)
        else:
            cx, cy, spread = rng.choice(centres)
            x, y = rng.gauss(cx, spread), rng.gauss(cy, spread)
        if 0 <= x <= width and 0 <= y <= height * width:
            points.add((round(x / grid) * grid, round(y / grid) * grid))
    return sorted(points)


def rows(count, seed, width):
    rng = random.Random(seed)
    points = set()
    while len(points) < count:
        row = rng.randrange(24)
        points.add((rng.randrange(0, width, 13), int((row + 0.5) * width * 0.6 / 24) + rng.choice((-40, 0, 40))))
    return sorted(points)


def town(count, seed):
    rng = random.Random(seed)
    centres = [(rng.uniform(0, 8000), rng.uniform(0, 8000), rng.uniform(200, 1200)) for _ in range(12)]
    points = set()
    while len(points) < count:
        cx, cy, spread = rng.choice(centres)
        points.add((round(rng.gauss(cx, spread)), round(rng.gauss(cy, spread))))
    return sorted(points)


def main() -> None:
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, points in {"drill1060": drilled(1060, 1, 20000, 25, 30), "drill3038": drilled(3038, 2, 3900, 10, 60, 0.97, 0.6),
                         "rows1323": rows(1323, 3, 18000), "town324": town(324, 4), "town818": town(818, 5)}.items():
        lines = [f"NAME : {name}", "TYPE : TSP", f"DIMENSION : {len(points)}", "EDGE_WEIGHT_TYPE : EUC_2D", "NODE_COORD_SECTION"]
        lines += [f"{k + 1} {x} {y}" for k, (x, y) in enumerate(points)] + ["EOF"]
        (folder / f"{name}.tsp").write_text("\n".join(lines) + "\n")
        rng = random.Random(9)
        degree = 180 / math.pi / 6371008.8
        placed = [{"id": k, "lon": round(117 + x * degree / math.cos(math.radians(39)), 7), "lat": round(39 + y * degree, 7),
                   "weight": rng.randint(1, 100)} for k, (x, y) in enumerate(points)]
        (folder / f"{name}.json").write_text(json.dumps(placed))


main()
