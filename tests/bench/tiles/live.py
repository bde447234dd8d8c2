"""A live layer of polygons to edit, on both sides: the city's landuse without those that overlap."""
import contextlib
import json
import shutil
import sqlite3
import warnings

import common

LAYER = "parcels"


def _shapes():
    from shapely import wkb
    from shapely.strtree import STRtree
    with contextlib.closing(sqlite3.connect(f"file:{common.city_store()}?mode=ro", uri=True)) as db:
        rows = db.execute("SELECT fid, class, geom FROM osm_landuse WHERE geom IS NOT NULL ORDER BY fid").fetchall()
    shapes = []
    for fid, kind, blob in rows:
        envelope = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}[(blob[3] >> 1) & 7]
        shape = wkb.loads(bytes(blob[8 + envelope:]))
        if len(shape.geoms) == 1 and shape.is_valid:
            shapes.append((f"p{fid}", kind, shape.geoms[0]))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = STRtree([s for _, _, s in shapes])
    near = getattr(tree, "query_items", tree.query)  # Debian 12 has shapely 1.8, where `query` gives shapes, not their numbers
    kept, gone = [], set()
    for i, (key, kind, shape) in enumerate(shapes):
        others = [int(j) for j in near(shape) if int(j) < i and int(j) not in gone]
        if any(shape.intersection(shapes[j][2]).area > 0 for j in others):
            gone.add(i)
        else:
            kept.append((key, kind, shape))
    return kept


def _feature(key, kind, shape):
    from shapely.geometry import mapping
    return {"type": "Feature", "id": key, "properties": {"class": kind}, "geometry": mapping(shape)}


class Parcels:
    """`features` is GeoJSON; `edits` lists (key, centre, [geometry as it is, geometry a little smaller])."""

    def __init__(self):
        from shapely.affinity import scale
        from shapely.geometry import mapping
        shapes = _shapes()
        self.features = [_feature(*s) for s in shapes]
        self.edits = []
        for key, _, shape in shapes:
            west, south, east, north = shape.bounds
            smaller = scale(shape, 0.95, 0.95)
            # Large enough to change at z 12, and inside itself: no neighbour is touched.
            if min(east - west, north - south) > 0.004 and len(shape.exterior.coords) < 60 and shape.contains(smaller):
                centre = shape.representative_point()
                self.edits.append((key, (centre.x, centre.y), [mapping(shape), mapping(smaller)]))
        self.file = common.WORK / f"{LAYER}.geojson"
        self.file.write_text(json.dumps({"type": "FeatureCollection", "features": self.features}))

    def store(self, name="live"):
        """A folder of data with the shipped layers and the parcels."""
        data = common.WORK / name
        shutil.rmtree(data, ignore_errors=True)
        data.mkdir(parents=True)
        common.jintu("import", "--shipped", self.file, data=data)
        return data


def parcels():
    if "parcels" not in common.Options.cache:
        common.Options.cache["parcels"] = Parcels()
    return common.Options.cache["parcels"]


class Editor:
    """Edits one parcel after another over HTTP, each to its other shape."""

    def __init__(self, server, edits):
        self.server, self.edits, self.state, self.etags, self.turn = server, edits, {}, {}, 0
        import http.client
        self.client = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        for key, _, _ in edits:
            self.etags[key] = server.get(f"/ogc/collections/{LAYER}/items/{key}")[1].getheader("ETag")

    def next(self):
        """Which parcel comes next: (key, centre)."""
        key, centre, _ = self.edits[self.turn % len(self.edits)]
        return key, centre

    def edit(self):
        key, _, shapes = self.edits[self.turn % len(self.edits)]
        self.turn += 1
        self.state[key] = 1 - self.state.get(key, 0)
        status, answer, text = self.server.ask("PATCH", f"/ogc/collections/{LAYER}/items/{key}", json.dumps({"geometry": shapes[self.state[key]]}).encode(), {
            "Authorization": f"Bearer {self.server.token}", "Content-Type": "application/merge-patch+json", "Accept-Encoding": "gzip",
            "If-Match": self.etags[key]}, self.client)
        if status != 200:
            raise RuntimeError(f"PATCH {key}: {status} {text[:500]!r}")
        self.etags[key] = answer.getheader("ETag")
