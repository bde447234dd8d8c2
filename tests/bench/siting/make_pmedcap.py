#!/usr/bin/env python3
"""Writes ten instances of the OR-Library pmedcap class with 100 points, p = 10 and sites that hold 120.

Usage: make_pmedcap.py FOLDER. The same files each time."""
import math
import pathlib
import random
import sys


def main() -> None:
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(1, 11):
        rng = random.Random(number)
        loads = [0]
        while not 0.80 <= sum(loads) / 1200 <= 0.96:
            points = [(rng.randint(1, 100), rng.randint(1, 100)) for _ in range(100)]
            loads = [rng.randint(1, 20) for _ in range(100)]
        lines = ["100 10"] + [" ".join(str(int(math.dist(a, b))) for b in points) for a in points]
        lines += [" ".join(map(str, loads)), " ".join(["120"] * 100)]
        (folder / f"cap100-{number}.txt").write_text("\n".join(lines) + "\n")


main()
