"""jintu as a user runs it: commands, exit codes, and what bad input leaves behind."""
import json
import os
import pathlib
import re
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time
import unittest

JINTU = os.environ["JINTU"]
ROOT = pathlib.Path(os.environ["JINTU_ROOT"])
SHARED = ROOT.parent / "shared/data"

SQUARE = [[[117.2, 39.1], [117.3, 39.1], [117.3, 39.2], [117.2, 39.2], [117.2, 39.1]]]
BOW_TIE = [[[117.2, 39.1], [117.3, 39.2], [117.3, 39.1], [117.2, 39.2], [117.2, 39.1]]]


def feature(key, coordinates, kind="Polygon", **properties):
    return {"type": "Feature", "id": key, "properties": {"id": key, "name": key, **properties},
            "geometry": {"type": kind, "coordinates": coordinates}}


def collection(*features):
    return json.dumps({"type": "FeatureCollection", "features": list(features)})


class Program(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="jintu-cli-")
        self.addCleanup(folder.cleanup)
        self.dir = pathlib.Path(folder.name)
        self.data = self.dir / "data"

    def run_jintu(self, *args, timeout=120):
        return subprocess.run([JINTU, "--data", str(self.data), *map(str, args)],
                              capture_output=True, text=True, timeout=timeout, check=False)

    def ok(self, *args):
        done = self.run_jintu(*args)
        self.assertEqual(done.returncode, 0, done.stderr + done.stdout)
        return done

    def file(self, name, content):
        path = self.dir / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def imported(self, *args):
        return json.loads(self.ok("--json", "-q", "import", *args).stdout)["imports"]

    def store_digest(self):
        """All that the store says, so that 'as before' can be checked."""
        path = self.data / "jintu.gpkg"
        if not path.exists():
            return None
        with sqlite3.connect(path) as db:
            return [row for row in db.iterdump() if not row.startswith("INSERT INTO \"rtree")]


class Usage(Program):
    def test_help_of_every_command_is_there(self):
        text = subprocess.run([JINTU, "--help"], capture_output=True, text=True, check=True).stdout
        for command in ("import", "serve", "tiles", "export", "doctor", "version"):
            self.assertIn(command, text)
            done = subprocess.run([JINTU, command, "--help"], capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 0)
        self.assertIn("exit codes", text)

    def test_the_version_is_said_either_way(self):
        said = self.ok("version").stdout
        self.assertRegex(said, r"^jintu \d+\.\d+")
        self.assertEqual(subprocess.run([JINTU, "--version"], capture_output=True, text=True, check=True).stdout, said)

    def test_wrong_usage_exits_with_2(self):
        for args in ([], ["fly"], ["import", "--nonsense"], ["serve", "--port", "many"], ["tiles"]):
            with self.subTest(args):
                done = self.run_jintu(*args)
                self.assertEqual(done.returncode, 2, done.stderr)
        said = self.run_jintu("fly").stderr
        self.assertIn('"fly"', said)
        self.assertIn("import, tiles, site, serve, export, migrate, user, doctor, audit, version", said)

    def test_a_folder_that_cannot_be_made_is_named_with_the_reason(self):
        done = subprocess.run([JINTU, "--data", "/proc/nope", "import", "--shipped"], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("/proc/nope", done.stderr)
        self.assertNotIn("internal", done.stderr)

    def test_a_bad_configuration_exits_with_2_and_names_the_line(self):
        bad = self.file("bad.toml", "[server]\nprot = 1\n")
        done = self.run_jintu("--config", bad, "version")
        self.assertEqual(done.returncode, 2)
        self.assertIn("line 2", done.stderr)
        done = self.run_jintu("--config", self.dir / "none.toml", "version")
        self.assertEqual(done.returncode, 2)

    def test_version_for_people_and_for_scripts(self):
        self.assertRegex(self.ok("version").stdout, r"^jintu \d+\.\d+\.\d+\n$")
        self.assertEqual(json.loads(self.ok("--json", "version").stdout)["name"], "jintu")


class Import(Program):
    def test_shipped_data_arrives_whole_and_a_second_time_changes_nothing(self):
        first = {r["layer"]: r for r in self.imported("--shipped")}
        manifest = json.loads((ROOT / "data/manifest.json").read_text())
        for entry in manifest["files"]:
            if entry["file"].endswith(".geojson"):
                self.assertEqual(first[entry["layer"]]["created"], entry["records"], entry["file"])
        for report in self.imported("--shipped"):
            self.assertEqual((report["created"], report["updated"], report["deleted"]), (0, 0, 0))

    def test_ogrinfo_opens_the_store(self):
        self.ok("-q", "import", "--shipped")
        done = subprocess.run(["ogrinfo", "-so", self.data / "jintu.gpkg", "districts"],
                              capture_output=True, text=True, check=True)
        self.assertIn("Feature Count: 16", done.stdout)
        self.assertNotIn("Warning", done.stderr + done.stdout)
        done = subprocess.run(["ogrinfo", "-q", self.data / "jintu.gpkg", "-sql",
                               "SELECT HasSpatialIndex('districts', 'geom') AS indexed"],
                              capture_output=True, text=True, check=True)
        self.assertIn("= 1", done.stdout)

    def test_good_records_come_in_and_bad_ones_are_reported_whole(self):
        path = self.file("parks.geojson", collection(feature("a", SQUARE), feature("b", BOW_TIE)))
        report = self.imported(path)[0]
        self.assertEqual((report["created"], report["rejected"]), (1, 1))
        lines = pathlib.Path(report["rejects_file"]).read_text().splitlines()
        self.assertEqual(len(lines), 1)
        reject = json.loads(lines[0])
        self.assertEqual((reject["feature"], reject["code"]), ("b", "self_intersection"))
        self.assertAlmostEqual(reject["position"][0], 117.25)
        self.assertIn("117.2", json.dumps(reject["data"]))

    def test_strict_imports_nothing_when_one_is_bad(self):
        path = self.file("parks.geojson", collection(feature("a", SQUARE), feature("b", BOW_TIE)))
        done = self.run_jintu("import", "--strict", path)
        self.assertEqual(done.returncode, 1)
        self.assertIn("nothing was imported", done.stderr)

    def test_upsert_keeps_and_replace_deletes(self):
        point = [117.2, 39.1]
        self.imported(self.file("p.geojson", collection(feature("a", point, "Point"), feature("b", point, "Point"))))
        path = self.file("p.geojson", collection(feature("a", [117.3, 39.1], "Point")))
        report = self.imported(path)[0]
        self.assertEqual((report["updated"], report["deleted"]), (1, 0))
        report = self.imported("--replace", path)[0]
        self.assertEqual((report["unchanged"], report["deleted"]), (1, 1))

    def test_an_operators_csv_of_lockers_in_gcj02(self):
        rows = ("name,kind,operator,compartments,longitude,latitude,datum\n"
                "南开柜,parcel,丰巢,60,117.1739,39.1047,gcj02\n"
                "河西柜,flying,丰巢,60,117.2,39.1,gcj02\n")
        report = self.imported("--layer", "lockers", self.file("柜.csv", rows.encode("gbk")))[0]
        self.assertEqual((report["created"], report["rejected"]), (1, 1))
        self.assertIn("GBK", report["encoding"])
        reject = json.loads(pathlib.Path(report["rejects_file"]).read_text())
        self.assertIn("kind", reject["reason"])
        self.assertEqual(reject["line"], 3)
        out = self.dir / "out.geojson"
        self.ok("export", "lockers", out)
        lon, lat = json.loads(out.read_text())["features"][0]["geometry"]["coordinates"]
        self.assertAlmostEqual(lon, 117.1676, places=3)
        self.assertAlmostEqual(lat, 39.1036, places=3)

    def test_bad_files_are_named_and_leave_the_store_as_it_was(self):
        good = self.file("parks.geojson", collection(feature("a", SQUARE)))
        self.imported(good)
        before = self.store_digest()
        text = good.read_bytes()
        cases = {
            "empty.geojson": b"",
            "cut.geojson": text[: len(text) // 2],
            "words.geojson": b"hello",
            "nan.geojson": text.replace(b"117.2", b"NaN", 1),
            "huge_number.geojson": text.replace(b"117.2", b"1e400", 1),
            "latin.geojson": text.replace(b'"a"', b'"\xff"', 1),
            "deep.geojson": b'{"type":"FeatureCollection","features":' + b"[" * 5000,
            "twice.geojson": text.replace(b'"type"', b'"type": "X", "type"', 1),
            "all_bad.geojson": collection(feature("x", BOW_TIE)),
            "out_of_range.geojson": collection(feature("x", [217.0, 39.1], "Point")),
            "empty.csv": b"",
            "headless.csv": b"1,2,3\n",
            "no_position.csv": "name,kind\n甲,parcel\n".encode(),
            "bad_datum.csv": b"name,longitude,latitude,datum\na,117,39,mars\n",
            "empty.gpkg": b"",
            "fake.gpkg": b"SQLite format 3\x00" + b"\x00" * 2000,
            "fake.shp": b"\x00\x00\x27\x0a" + b"\x00" * 96,
            "fake.kmz": b"PK\x03\x04 not a zip",
            "fake.xlsx": b"PK\x03\x04 not a zip",
            "broken.kml": b"<kml><Document><Placemark></kml>",
            "no_crs.dxf": b"0\nSECTION\n2\nENTITIES\n0\nENDSEC\n0\nEOF\n",
            "fake.fgb": b"fgb\x03fgb\x00 nothing",
            "unknown.xyz": b"?",
            "empty.osm.pbf": b"",
            "garbage.osm.pbf": b"\x00\x00\x00\x0d" + b"garbage" * 50,
            "wrong.osm": b"<html></html>",
            "cut.osm": b"<osm version='0.6'><node id='1' lat='39'",
            "change_first.osc": b"<osmChange version='0.6'></osmChange>",
        }
        for name, content in cases.items():
            with self.subTest(name):
                path = self.file(name, content)
                done = self.run_jintu("import", path)
                self.assertEqual(done.returncode, 1, name + ": " + done.stdout + done.stderr)
                self.assertIn(name.split(".")[0], done.stderr)
                self.assertNotIn("terminate", done.stderr)
                self.assertEqual(self.store_digest(), before)
        for args in (["no/such/file.geojson"], [self.dir], ["--crs", "EPSG:999999", good], ["--layer", "Bad Name", good],
                     ["--layer", "gpkg_contents", good], []):
            with self.subTest(args):
                done = self.run_jintu("import", *args)
                self.assertEqual(done.returncode, 1 if args else 2, done.stdout + done.stderr)
                self.assertEqual(self.store_digest(), before)

    @unittest.skipUnless((SHARED / "osm/monaco.osm.pbf").exists(), "shared data is absent")
    def test_an_extract_a_truncated_one_and_an_interrupted_import(self):
        monaco = SHARED / "osm/monaco.osm.pbf"
        report = self.imported(monaco)[0]
        self.assertGreater(report["features"]["osm_buildings"], 500)
        self.assertGreater(report["features"]["walk_edges"], 500)
        self.assertGreater(report["features"]["demand"], 10)
        before = self.store_digest()
        cut = self.file("cut.osm.pbf", monaco.read_bytes()[:300_000])
        done = self.run_jintu("import", cut)
        self.assertEqual(done.returncode, 1)
        self.assertIn("cut.osm.pbf", done.stderr)
        self.assertEqual(self.store_digest(), before)

        process = subprocess.Popen([JINTU, "--data", self.data, "import", SHARED / "osm/liechtenstein.osm.pbf"],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        process.stderr.readline()  # it has begun its first stage
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
        self.assertEqual(process.returncode, 130)
        self.assertEqual(self.store_digest(), before)
        self.assertEqual(sorted(p.name for p in self.data.iterdir() if p.name.endswith((".part", ".next"))), [])

    @unittest.skipUnless((SHARED / "osm/000466354.osc.gz").exists(), "shared data is absent")
    def test_a_change_file_updates_an_imported_extract(self):
        before = self.imported(SHARED / "osm/liechtenstein-2013-08-03.osm.pbf")[0]
        self.assertNotIn("changes", before)
        after = self.imported(SHARED / "osm/000466354.osc.gz")[0]
        self.assertGreater(after["revision"], before["revision"])
        self.assertGreater(after["changes"]["outside"], 800)  # the file is about elsewhere
        self.assertEqual((before["nodes"], before["ways"]), (after["nodes"], after["ways"]))
        own = self.file("own.osc", """<osmChange version="0.6"><create>
            <node id="9000000001" version="1" timestamp="2026-01-01T00:00:00Z" lat="47.14" lon="9.52">
              <tag k="amenity" v="cafe"/><tag k="name" v="新店"/></node></create></osmChange>""".encode())
        last = self.imported(own)[0]
        self.assertEqual(last["changes"]["created"], 1)
        self.assertEqual(last["nodes"], before["nodes"] + 1)
        self.assertEqual(last["features"]["osm_pois"], before["features"]["osm_pois"] + 1)


class ExportAndDoctor(Program):
    def test_export_round_trips_in_every_format(self):
        self.ok("-q", "import", "--shipped")
        for ending in ("geojson", "gpkg", "shp", "kml", "fgb", "csv", "xlsx"):
            with self.subTest(ending):
                out = self.dir / f"districts.{ending}"
                self.ok("-q", "export", "districts", out)
                self.assertTrue(out.exists())
        back = self.imported("--layer", "again", self.dir / "districts.gpkg")[0]
        self.assertEqual((back["created"], back["rejected"]), (16, 0))

    def test_an_import_of_nothing_is_a_fault_of_the_command_line(self):
        self.assertEqual(self.run_jintu("import").returncode, 2)
        self.assertFalse(self.data.exists())

    def test_export_refuses_what_it_cannot_do(self):
        self.ok("-q", "import", "--shipped")
        for code, args in ((1, ["nothing", self.dir / "x.geojson"]), (2, ["districts", self.dir / "x.dwg"]),
                           (1, ["districts", self.dir / "no/such/folder/x.geojson"]),
                           (2, ["districts", self.dir / "x.geojson", "--crs", "EPSG:1"]),
                           (2, ["districts", self.dir / "x.kml", "--crs", "EPSG:4490"])):
            with self.subTest(args):
                self.assertEqual(self.run_jintu("export", *args).returncode, code)
        self.assertEqual(list(self.dir.glob("x.*")), [])

    def test_a_gdal_module_of_another_build_is_not_loaded(self):
        self.ok("-q", "import", "--shipped")
        program, module = self.dir / "jintu", self.dir / "jintu_gdal.so"
        shutil.copy(JINTU, program)
        def export():
            return subprocess.run([program, "--data", self.data, "-q", "export", "districts", self.dir / "x.gpkg"],
                                  capture_output=True, text=True, check=False)
        whole = next(pathlib.Path(JINTU).parents[2].rglob("jintu_gdal.so")).read_bytes()
        module.write_bytes(whole)
        self.assertEqual(export().returncode, 0, "its own module beside it")
        (self.dir / "x.gpkg").unlink()
        # One build from another: the name under which the module hands out its functions.
        other, names = re.subn(rb"(jintu_gdal_formats_)[0-9a-f]{16}", rb"\g<1>" + b"0" * 16, whole)
        self.assertGreaterEqual(names, 1)
        module.write_bytes(other)
        failed = export()
        self.assertEqual(failed.returncode, 1)
        self.assertIn("another build", failed.stderr)
        self.assertIn("jintu_gdal.so", failed.stderr)
        self.assertFalse((self.dir / "x.gpkg").exists())

    def test_a_broken_gdal_module_fails_what_needs_it_and_nothing_else(self):
        self.ok("-q", "import", "--shipped")
        program = self.dir / "jintu"
        shutil.copy(JINTU, program)
        self.file("jintu_gdal.so", "not a library")
        def export(name):
            return subprocess.run([program, "--data", self.data, "-q", "export", "districts", self.dir / name],
                                  capture_output=True, text=True, check=False)
        self.assertEqual(export("x.geojson").returncode, 0)
        failed = export("x.gpkg")
        self.assertEqual(failed.returncode, 1)
        self.assertIn("jintu_gdal.so", failed.stderr)
        self.assertEqual([p.name for p in self.dir.glob("x.*")], ["x.geojson"])
        doctor = subprocess.run([program, "--data", self.data, "doctor"], capture_output=True, text=True, check=False).stdout
        self.assertIn("jintu_gdal.so", next(line for line in doctor.splitlines() if "GDAL" in line))

    def test_doctor_says_what_to_do_and_whether_it_is_sound(self):
        done = self.run_jintu("--json", "doctor")
        self.assertEqual(done.returncode, 1)
        found = json.loads(done.stdout)
        self.assertFalse(found["sound"])
        advice = " ".join(f["advice"] for f in found["findings"])
        self.assertIn("jintu import --shipped", advice)
        self.ok("-q", "import", "--shipped")
        done = self.run_jintu("doctor")
        self.assertIn("16 records", done.stdout)


if __name__ == "__main__":
    unittest.main()
