#!/usr/bin/env python3
"""Writes 40 instances of the OR-Library pmed1-40 class: n nodes, n*n/50 edges of length 1-100.

Usage: make_pmed.py FOLDER. The same files each time. A random spanning tree comes first, so that
every node is reached. Sizes and p are those of Beasley's forty."""
import pathlib
import random
import sys

SIZES = [(100, (5, 10, 10, 20, 33)), (200, (5, 10, 20, 40, 67)), (300, (5, 10, 30, 60, 100)),
         (400, (5, 10, 40, 80, 133)), (500, (5, 10, 50, 100, 167)), (600, (5, 10, 60, 120, 200)),
         (700, (5, 10, 70, 140)), (800, (5, 10, 80)), (900, (5, 10, 90))]


def main() -> None:
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    number = 0
    for n, ps in SIZES:
        for p in ps:
            number += 1
            rng = random.Random(1000 + number)
            order = list(range(1, n + 1))
            rng.shuffle(order)
            pairs = {}
            for k in range(1, n):
                pairs[tuple(sorted((order[k], order[rng.randrange(k)])))] = rng.randint(1, 100)
            while len(pairs) < n * n // 50:
                a, b = rng.randint(1, n), rng.randint(1, n)
                if a != b:
                    pairs.setdefault(tuple(sorted((a, b))), rng.randint(1, 100))
            lines = [f"{n} {len(pairs)} {p}"] + [f"{a} {b} {d}" for (a, b), d in pairs.items()]
            (folder / f"gen{number}.txt").write_text("\n".join(lines) + "\n")


main()
