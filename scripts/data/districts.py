"""The 16 districts as a coverage: from ECharts' encoded outlines to polygons that share their borders.

The source has every district's ring drawn on its own on a 1/1024 degree grid, in GCJ-02. About half of
the vertices of two neighbours coincide; between the others lie slivers that both or neither claim.
"""

import json
from collections import defaultdict
from heapq import heappop, heappush
from math import cos, radians, sqrt

from shapely.affinity import scale
from shapely.geometry import LineString, MultiPolygon, Point, Polygon
from shapely.geometry.polygon import orient
from shapely.ops import polygonize, unary_union

from datum import wgs84_from_gcj02

GRID = 1024           # units a degree in the source
# The encoder rounds up (Math.ceil), so the middle of what a stored number stands for is half a unit less.
# Measured: this halves the median distance to a newer outline, and no other shift does better.
HALF_UNIT = 0.5
DECIMALS = 6          # 0.1 m
KM2 = 111.2 * 111.2   # a square degree at the equator; good to 1 % for the thresholds below
GAP_LIMIT_KM2 = 0.5   # a larger hole would be a real enclave: stop and look
SCRAP_LIMIT_KM2 = 0.05
LABEL_TOLERANCE = 0.0005  # degrees, about 50 m


def decode_ring(text, offset):
    """ECharts' UTF8Encoding: zigzag deltas, 64 above NUL. Returns a closed ring of grid integers."""
    ring, x, y = [], *offset
    for i in range(0, len(text), 2):
        dx, dy = ord(text[i]) - 64, ord(text[i + 1]) - 64
        x += (dx >> 1) ^ -(dx & 1)
        y += (dy >> 1) ^ -(dy & 1)
        ring.append((x, y))
    return ring if ring[0] == ring[-1] else ring + ring[:1]


def read_echarts(path):
    """name -> list of closed rings in WGS 84 degrees."""
    source = json.loads(path.read_text(encoding="utf-8"))
    if not source.get("UTF8Encoding") or source.get("UTF8Scale", GRID) != GRID:
        raise ValueError(f"{path}: not the encoding this script knows")
    rings = {}
    for feature in source["features"]:
        geometry = feature["geometry"]
        if geometry["type"] != "Polygon":
            raise ValueError(f"{path}: {geometry['type']} is not expected here")
        rings[feature["properties"]["name"]] = [
            [_rounded(*wgs84_from_gcj02((x - HALF_UNIT) / GRID, (y - HALF_UNIT) / GRID)) for x, y in decode_ring(text, offset)]
            for text, offset in zip(geometry["coordinates"], geometry["encodeOffsets"])]
    return rings


def _rounded(x, y):
    return round(x, DECIMALS), round(y, DECIMALS)


def _noded(lines):
    """All lines split where they meet, with every node on the 10^-6 grid: rounding moves nodes, so repeat."""
    while True:
        union = unary_union(lines)
        snapped = []
        for line in union.geoms:
            points = [_rounded(*p) for p in line.coords]
            points = [p for p, q in zip(points, points[1:] + [None]) if p != q]
            if len(points) > 1:
                snapped.append(LineString(points))
        if {l.wkb for l in snapped} == {l.wkb for l in union.geoms}:
            return union
        lines = snapped


def _winding(rings, x, y):
    turns = 0
    for ring in rings:
        for (ax, ay), (bx, by) in zip(ring, ring[1:]):
            if (ay <= y) != (by <= y) and ax + (y - ay) / (by - ay) * (bx - ax) > x:
                turns += 1 if by > ay else -1
    return turns


def _km2(polygon):
    return polygon.area * KM2 * cos(radians(polygon.centroid.y))


def _neighbours(faces):
    """For each face the length of the border that it shares with each other face."""
    by_edge = defaultdict(list)
    for index, face in enumerate(faces):
        for ring in (face.exterior, *face.interiors):
            points = list(ring.coords)
            for a, b in zip(points, points[1:]):
                by_edge[min(a, b), max(a, b)].append(index)
    shared = [defaultdict(float) for _ in faces]
    for (a, b), sides in by_edge.items():
        if len(sides) == 2:
            length = Point(a).distance(Point(b))
            shared[sides[0]][sides[1]] += length
            shared[sides[1]][sides[0]] += length
    return shared, by_edge


def _give_to_neighbours(owner, undecided, shared, allowed):
    """Each undecided face goes to the district that it borders longest, among `allowed[face]` if that is not empty."""
    while undecided:
        progress = []
        for face in undecided:
            border = defaultdict(float)
            for other, length in shared[face].items():
                if owner[other] and (not allowed[face] or owner[other] in allowed[face]):
                    border[owner[other]] += length
            if border:
                progress.append((face, max(sorted(border), key=border.get)))
        if not progress:
            raise ValueError("a face between the districts touches none of them")
        for face, name in progress:
            owner[face] = name
        undecided = [face for face in undecided if not owner[face]]


def _dissolve(faces, owner, by_edge):
    """Polygons of each district, made of the very edges that part it from another one or from the outside (None)."""
    borders = [LineString(edge) for edge, sides in by_edge.items()
               if len({owner[s] for s in sides} | ({None} if len(sides) == 1 else set())) == 2]
    probes = [f.representative_point() for f in faces]
    parts = defaultdict(list)
    for part in polygonize(borders):
        names = {owner[i] for i, p in enumerate(probes) if part.contains(p)}
        if len(names) != 1:
            raise ValueError(f"a part of {names} near {part.centroid.wkt}")
        parts[names.pop()].append(part)
    return parts


def coverage(rings):
    """name -> (Multi)Polygon. Valid, without gaps or overlaps, with the same vertices on both sides of a border.

    Also returns what was repaired: counts and square kilometres of contested and unclaimed slivers.
    """
    lines = [LineString(ring) for parts in rings.values() for ring in parts]
    faces = list(polygonize(_noded(lines)))
    claims = []
    for face in faces:
        probe = face.representative_point()
        claims.append([n for n, parts in rings.items() if _winding(parts, probe.x, probe.y)])
    owner = [c[0] if len(c) == 1 else None for c in claims]
    contested = [f for f, c in zip(faces, claims) if len(c) > 1]
    unclaimed = [f for f, c in zip(faces, claims) if not c]
    for gap in unclaimed:
        if _km2(gap) > GAP_LIMIT_KM2:
            raise ValueError(f"{_km2(gap):.2f} km2 near {gap.centroid.wkt} belong to no district")

    shared, by_edge = _neighbours(faces)
    _give_to_neighbours(owner, [i for i, o in enumerate(owner) if not o], shared, claims)

    # Scraps that the crossing outlines cut off from their district: the neighbour's, or if there is none, nobody's.
    parts = _dissolve(faces, owner, by_edge)
    scraps = [(name, p) for name, ps in parts.items() for p in ps if _km2(p) < SCRAP_LIMIT_KM2]
    for name, scrap in scraps:
        inside = [i for i, f in enumerate(faces) if scrap.contains(f.representative_point())]
        border = defaultdict(float)
        for i in inside:
            for other, length in shared[i].items():
                if owner[other] != name:
                    border[owner[other]] += length
        new_owner = max(sorted(border), key=border.get) if border else None
        for i in inside:
            owner[i] = new_owner
    parts = _dissolve(faces, owner, by_edge)

    districts = {}
    for name in rings:
        polygons = sorted((_canonical(p) for p in parts[name]), key=lambda p: -p.area)
        districts[name] = polygons[0] if len(polygons) == 1 else MultiPolygon(polygons)
    repaired = {
        "contested": len(contested), "contested_km2": round(sum(map(_km2, contested)), 3),
        "unclaimed": len(unclaimed), "unclaimed_km2": round(sum(map(_km2, unclaimed)), 3),
        "scraps": len(scraps),
    }
    return districts, repaired


def _canonical(polygon):
    """RFC 7946 orientation; each ring starts at its smallest vertex, so that a rebuild gives the same bytes."""
    polygon = orient(polygon)
    return Polygon(_rotated(polygon.exterior), sorted((_rotated(r) for r in polygon.interiors)))


def _rotated(ring):
    points = list(ring.coords)[:-1]
    start = points.index(min(points))
    return points[start:] + points[:start + 1]


def label_point(geometry):
    """Pole of inaccessibility of the biggest part, to about 50 m, in true proportions.

    Quadtree search as in Mapbox's polylabel; our own, because Shapely's answers differ between versions.
    """
    biggest = max(getattr(geometry, "geoms", [geometry]), key=lambda p: p.area)
    shrink = cos(radians(biggest.centroid.y))
    polygon = scale(biggest, shrink, 1, origin=(0, 0))
    edge = polygon.boundary

    def cell(x, y, half):
        point = Point(x, y)
        inside = edge.distance(point) * (1 if polygon.contains(point) else -1)
        return -(inside + half * sqrt(2)), inside, x, y, half

    west, south, east, north = polygon.bounds
    half = max(east - west, north - south) / 2
    queue = [cell((west + east) / 2, (south + north) / 2, half)]
    best = queue[0]
    while queue:
        bound, inside, x, y, half = heappop(queue)
        if inside > best[1]:
            best = bound, inside, x, y, half
        if -bound - best[1] > LABEL_TOLERANCE:
            for dx in (-half / 2, half / 2):
                for dy in (-half / 2, half / 2):
                    heappush(queue, cell(x + dx, y + dy, half / 2))
    return round(best[2] / shrink, 4), round(best[3], 4)
