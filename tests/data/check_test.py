#!/usr/bin/python3
"""scripts/data/check passes on what the repository ships and fails on damaged copies, naming file and feature."""

import contextlib
import hashlib
import importlib.machinery
import importlib.util
import json
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CHECK = ROOT / "scripts" / "data" / "check"
REFERENCE = ROOT.parent / "shared" / "data" / "districts" / "tianjin_districts_wgs84.geojson"

sys.dont_write_bytecode = True
sys.path.insert(0, str(CHECK.parent))
from datum import gcj02_from_wgs84, wgs84_from_gcj02


def run(data):
    return subprocess.run([sys.executable, CHECK, "--data", data], text=True, capture_output=True)


class CheckTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.data = Path(folder.name) / "data"
        shutil.copytree(ROOT / "data", self.data)

    @contextlib.contextmanager
    def edited(self, layer, suffix="geojson"):
        """Edit a layer of the copy; its sha256 in the manifest is put right, so that only the edit is at fault."""
        path = self.data / f"{layer}.{suffix}"
        content = json.loads(path.read_text(encoding="utf-8"))
        yield content
        path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        manifest = json.loads((self.data / "manifest.json").read_text(encoding="utf-8"))
        for entry in manifest["files"]:
            if entry["layer"] == layer:
                entry["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
        (self.data / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")

    def assert_fault(self, *words):
        result = run(self.data)
        self.assertEqual(result.returncode, 1, result.stdout)
        lines = result.stderr.splitlines()
        self.assertTrue(any(all(w in line for w in words) for line in lines), f"{words} not in:\n{result.stderr}")

    def feature(self, content, identity):
        return next(f for f in content["features"] if f["id"] == identity)

    def test_passes_on_the_shipped_data(self):
        result = run(ROOT / "data")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertNotIn("FAIL", result.stdout)

    def test_sees_one_changed_byte(self):
        path = self.data / "lockers.geojson"
        path.write_bytes(path.read_bytes().replace(b'"compartments":60', b'"compartments":61'))
        self.assert_fault("lockers.geojson", "sha256")

    def test_sees_an_unknown_property(self):
        with self.edited("carriers") as content:
            self.feature(content, "necc")["properties"]["colour"] = "red"
        self.assert_fault("carriers.geojson", "necc", "colour")

    def test_sees_an_empty_text(self):
        with self.edited("checkin_spots") as content:
            self.feature(content, "ck02")["properties"]["source"] = ""
        self.assert_fault("checkin_spots.geojson", "ck02", "source")

    def test_sees_a_border_vertex_that_only_one_neighbour_has(self):
        with self.edited("districts") as content:
            ring = self.feature(content, "120101")["geometry"]["coordinates"][0]
            (ax, ay), (bx, by) = ring[3:5]
            ring.insert(4, [round((ax + bx) / 2, 6), round((ay + by) / 2, 6)])
        self.assert_fault("districts.geojson")

    def test_sees_a_gap_or_overlap_of_some_metres(self):
        with self.edited("districts") as content:
            ring = self.feature(content, "120101")["geometry"]["coordinates"][0]
            ring[3] = [round(ring[3][0] + 0.00005, 6), ring[3][1]]
        self.assert_fault("districts.geojson")

    def test_sees_an_invalid_polygon(self):
        with self.edited("districts") as content:
            ring = self.feature(content, "120115")["geometry"]["coordinates"][0]
            ring[10], ring[40] = ring[40], ring[10]
        self.assert_fault("districts.geojson", "120115", "not valid")

    def test_sees_a_wrong_district_code(self):
        with self.edited("districts") as content:
            feature = self.feature(content, "120113")
            feature["id"] = feature["properties"]["id"] = "120107"
        self.assert_fault("districts.geojson", "120107", "GB/T 2260")

    def test_sees_districts_shifted_twice(self):
        with self.edited("districts") as content:
            for f in content["features"]:
                p = f["properties"]
                p["label_lon"], p["label_lat"] = wgs84_from_gcj02(p["label_lon"], p["label_lat"])
                parts = f["geometry"]["coordinates"]
                for rings in parts if f["geometry"]["type"] == "MultiPolygon" else [parts]:
                    for ring in rings:
                        ring[:] = [[round(c, 6) for c in wgs84_from_gcj02(*point)] for point in ring]
        self.assert_fault("districts.geojson", "shift")

    def test_sees_a_place_left_in_gcj02(self):
        with self.edited("night_streets") as content:
            f = self.feature(content, "ns10")
            lon, lat = (round(c, 6) for c in gcj02_from_wgs84(*f["geometry"]["coordinates"]))
            f["geometry"]["coordinates"] = [lon, lat]
            f["properties"].update(lon=lon, lat=lat)
        self.assert_fault("night_streets.geojson", "ns10", "m from its facts")

    def test_sees_a_place_in_the_wrong_district(self):
        with self.edited("night_streets") as content:
            self.feature(content, "ns05")["properties"].update(district="蓟州区", district_code="120119", district_codes="120119")
        self.assert_fault("night_streets.geojson", "ns05", "蓟州区")

    def test_sees_an_outline_that_claims_a_survey(self):
        with self.edited("carriers") as content:
            self.feature(content, "haihe-edu")["properties"]["boundary_status"] = "surveyed"
        self.assert_fault("carriers.geojson", "haihe-edu", "surveyed")

    def test_sees_a_brand_that_is_not_marked_as_an_example(self):
        with self.edited("night_streets") as content:
            self.feature(content, "ns21")["properties"]["brand_status"] = "set"
        self.assert_fault("night_streets.geojson", "ns21", "example")

    def test_sees_a_locker_that_claims_to_be_real(self):
        with self.edited("lockers") as content:
            self.feature(content, "lk01")["properties"]["sample"] = False
        self.assert_fault("lockers.geojson", "lk01", "sample")

    def test_sees_a_position_given_to_an_assumption(self):
        with self.edited("carriers") as content:
            self.feature(content, "haihe-ibc")["geometry"] = {"type": "Point", "coordinates": [117.2034, 39.134]}
        self.assert_fault("carriers.geojson", "haihe-ibc")

    def test_sees_a_make_up_work_day_in_midweek(self):
        with self.edited("holidays", "json") as content:
            day = next(d for d in content["years"][0]["days"] if d["kind"] == "workday")
            day["date"] = "2025-01-24"
        self.assert_fault("holidays.json", "2025-01-24")


class DatumTest(unittest.TestCase):
    def test_the_inverse_undoes_the_shift(self):
        for point in ((116.7, 38.55), (117.2, 39.12), (118.05, 40.25)):
            back = wgs84_from_gcj02(*gcj02_from_wgs84(*point))
            self.assertLess(max(abs(a - b) for a, b in zip(back, point)), 1e-10)

    def test_the_shift_is_the_published_one(self):
        # coordtransform's answer for 116.7, 38.55
        lon, lat = gcj02_from_wgs84(116.7, 38.55)
        self.assertAlmostEqual(lon, 116.7058404605, 9)
        self.assertAlmostEqual(lat, 38.5506470861, 9)


@unittest.skipUnless(REFERENCE.is_file(), "the newer outline to measure against is not here")
class AccuracyTest(unittest.TestCase):
    def test_the_stated_accuracy_is_no_better_than_the_measured(self):
        loader = importlib.machinery.SourceFileLoader("measure", str(CHECK.parent / "measure"))
        measure = importlib.util.module_from_spec(importlib.util.spec_from_loader("measure", loader))
        loader.exec_module(measure)
        shipped = json.loads((ROOT / "data" / "districts.geojson").read_text(encoding="utf-8"))
        stated = {f["id"]: f["properties"] for f in shipped["features"]}
        for code, row in measure.measure(ROOT / "data" / "districts.geojson", REFERENCE).items():
            with self.subTest(district=row["name_zh"]):
                self.assertGreaterEqual(stated[code]["accuracy_m"], row["accuracy_m"])
                self.assertGreaterEqual(stated[code]["max_deviation_m"], row["max_deviation_m"])


if __name__ == "__main__":
    unittest.main()
