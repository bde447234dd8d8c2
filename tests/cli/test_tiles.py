"""`jintu tiles`: archives built, checked, and read by software that is not ours."""
import gzip
import http.client
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
SHARED = pathlib.Path(os.environ["JINTU_ROOT"]).parent / "shared/data"
MONACO = SHARED / "osm/monaco.osm.pbf"


def varint(number):
    out = b""
    while number > 127:
        out += bytes([number & 127 | 128])
        number >>= 7
    return out + bytes([number])


class Tiles(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.dir = pathlib.Path(tempfile.mkdtemp(prefix="jintu-tiles-"))
        cls.data = cls.dir / "data"
        cls.run_jintu("-q", "import", "--shipped")
        if MONACO.exists():
            cls.run_jintu("-q", "import", MONACO)

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.dir)

    @classmethod
    def run_jintu(cls, *args):
        return subprocess.run([JINTU, "--data", cls.data, *map(str, args)], capture_output=True, text=True, timeout=120)

    @unittest.skipUnless(MONACO.exists(), "shared data is absent")
    def test_built_checked_and_the_check_finds_damage(self):
        built = self.run_jintu("--json", "tiles", "build")
        self.assertEqual(built.returncode, 0, built.stderr)
        report = json.loads(built.stdout)
        self.assertGreater(report["tiles"], 30)
        self.assertEqual(sum(layer["invalid"] for layer in report["layers"]), 0)
        checked = self.run_jintu("--json", "tiles", "check")
        self.assertEqual(checked.returncode, 0, checked.stdout)
        found = json.loads(checked.stdout)
        self.assertEqual((found["faults"], found["tiles"], found["oversize"]), (0, report["tiles"], 0))
        at_14 = {e["layer"]: e for e in found["layers"] if e["z"] == 14}
        self.assertGreater(at_14["buildings"]["features"], 1000)

        archive = (self.data / "basemap.pmtiles").read_bytes()
        damaged = self.dir / "damaged.pmtiles"
        start = int.from_bytes(archive[56:64], "little")  # of the tile data
        damaged.write_bytes(archive[:start + 2000] + bytes(64) + archive[start + 2064:])
        done = self.run_jintu("tiles", "check", damaged)
        self.assertEqual(done.returncode, 1)
        self.assertIn("faults", done.stdout)
        damaged.write_bytes(archive[:start + 2000])
        done = self.run_jintu("tiles", "check", damaged)
        self.assertEqual(done.returncode, 1)
        self.assertIn("damaged.pmtiles", done.stderr)

    @unittest.skipUnless(MONACO.exists(), "shared data is absent")
    def test_parts_by_layer_zoom_and_bounds(self):
        part = self.dir / "part.pmtiles"
        done = self.run_jintu("--json", "tiles", "build", "-o", part, "--layers", "roads,water", "--zoom", "10-12", "--bbox", "7.40,43.72,7.43,43.74")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual([layer["layer"] for layer in json.loads(done.stdout)["layers"]], ["water", "roads"])
        found = json.loads(self.run_jintu("--json", "tiles", "check", part).stdout)
        self.assertEqual({e["z"] for e in found["layers"]}, {10, 11, 12})
        one = self.run_jintu("--json", "tiles", "build", "-o", self.dir / "t1", "--threads", "1")
        self.assertEqual(one.returncode, 0)
        self.run_jintu("tiles", "build", "-o", self.dir / "t3", "--threads", "3")
        self.assertEqual((self.dir / "t1").read_bytes(), (self.dir / "t3").read_bytes())

    def test_check_at_the_build_leaves_a_report_beside_the_archive(self):
        archive = self.dir / "checked.pmtiles"
        done = self.run_jintu("tiles", "build", "--live", "--check", "--layers", "districts", "--zoom", "3-9", "-o", archive)
        self.assertEqual(done.returncode, 0, done.stderr)
        report = json.loads((self.dir / "checked.pmtiles.quality.json").read_text())
        self.assertEqual((report["faults"], report["checked"], report["min_zoom"], report["max_zoom"]), (0, True, 3, 9))
        self.assertEqual(report["archive_bytes"], archive.stat().st_size)
        drawn = {layer["layer"]: layer["features"] for layer in report["encoder"]}
        seen = {}
        for entry in report["layers"]:
            seen[entry["layer"]] = seen.get(entry["layer"], 0) + entry["features"]
        self.assertEqual(drawn, seen)
        self.run_jintu("tiles", "build", "--live", "--layers", "districts", "--zoom", "3", "-o", self.dir / "unchecked.pmtiles")
        self.assertFalse((self.dir / "unchecked.pmtiles.quality.json").exists())

    def test_live_layers_as_mbtiles_read_by_sqlite_and_gdal_and_back(self):
        archive, back = self.dir / "live.mbtiles", self.dir / "back.pmtiles"
        built = self.run_jintu("--json", "tiles", "build", "--live", "--layers", "districts,night_streets", "--zoom", "4-9", "-o", archive)
        self.assertEqual(built.returncode, 0, built.stderr)
        report = json.loads(built.stdout)
        self.assertEqual({layer["layer"] for layer in report["layers"]},
                         {"districts", "districts_border", "districts_label", "night_streets", "night_streets_accuracy"})
        db = sqlite3.connect(archive)
        metadata = dict(db.execute("SELECT name, value FROM metadata"))
        self.assertEqual((metadata["format"], metadata["minzoom"], metadata["maxzoom"]), ("pbf", "4", "9"))
        self.assertIn("districts", [layer["id"] for layer in json.loads(metadata["json"])["vector_layers"]])
        self.assertTrue(116 < float(metadata["bounds"].split(",")[0]) < 117)
        tiles = {(z, x, (1 << z) - 1 - row): data for z, x, row, data in db.execute("SELECT * FROM tiles")}
        db.close()
        self.assertEqual(len(tiles), report["tiles"])
        self.assertIn((6, 52, 24), tiles)  # Tianjin, rows from the north
        self.assertIn(b"districts_label", gzip.decompress(tiles[6, 52, 24]))
        read = subprocess.run(["ogrinfo", "-so", "-oo", "ZOOM_LEVEL=8", archive, "districts"], capture_output=True, text=True)
        self.assertIn("Layer name: districts", read.stdout, read.stderr)
        self.assertNotIn("ERROR", read.stderr)
        self.assertRegex(read.stdout, r"Feature Count: [1-9]")

        self.assertEqual(self.run_jintu("tiles", "convert", archive, back).returncode, 0)
        checks = [json.loads(self.run_jintu("--json", "tiles", "check", file).stdout) for file in (archive, back)]
        self.assertEqual(checks[0], checks[1])
        self.assertEqual((checks[0]["faults"], checks[0]["tiles"]), (0, len(tiles)))

        config = self.dir / "mbtiles.toml"
        config.write_text(f'[data]\ndir = "{self.data}"\n[tiles]\narchive = "{archive}"\n')
        server = subprocess.Popen([JINTU, "-q", "--config", config, "serve", "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        try:
            port = int(re.search(r":(\d+)/", server.stdout.readline()).group(1))
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            for (z, x, y), data in list(tiles.items())[:10]:
                connection.request("GET", f"/tiles/basemap/{z}/{x}/{y}.mvt", headers={"Accept-Encoding": "gzip"})
                answer = connection.getresponse()
                self.assertEqual((answer.status, answer.read()), (200, data))
            connection.request("GET", "/tiles/basemap.json")
            tilejson = json.loads(connection.getresponse().read())
            self.assertEqual((tilejson["minzoom"], tilejson["maxzoom"]), (4, 9))
            connection.close()
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=30)
            server.stdout.close()

    def test_the_basemap_in_the_datum_of_amap_is_served_beside_the_plain_one(self):
        town = self.dir / "town"
        (self.dir / "town.osm").write_text("""<osm version="0.6">
          <node id="1" version="1" lat="39.13" lon="117.20"/><node id="2" version="1" lat="39.14" lon="117.21"/>
          <way id="1" version="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="primary"/><tag k="name" v="南京路"/></way></osm>""")
        for step in (["import", "--shipped"], ["import", self.dir / "town.osm"], ["tiles", "build"], ["tiles", "build", "--crs", "gcj02"]):
            done = subprocess.run([JINTU, "-q", "--data", town, *step], capture_output=True, text=True, timeout=120)
            self.assertEqual(done.returncode, 0, done.stderr)
        shutil.copy(town / "basemap.pmtiles", town / "basemap.bd09.pmtiles")  # not what its name says
        server = subprocess.Popen([JINTU, "-q", "--data", town, "serve", "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        try:
            port = int(re.search(r":(\d+)/", server.stdout.readline()).group(1))
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

            def get(path):
                connection.request("GET", path)
                answer = connection.getresponse()
                return answer.status, answer.read()
            plain, moved = (json.loads(get("/tiles/basemap.json" + query)[1]) for query in ("", "?crs=gcj02"))
            self.assertNotIn("crs", plain)
            self.assertEqual(moved["crs"], "GCJ-02")
            self.assertAlmostEqual(moved["bounds"][0] - plain["bounds"][0], 0.0063, delta=3e-4)
            self.assertAlmostEqual(moved["bounds"][1] - plain["bounds"][1], 0.0012, delta=3e-4)
            tiles = [get("/tiles/basemap/12/3381/1563.mvt" + query) for query in ("", "?crs=gcj02")]
            self.assertEqual([status for status, _ in tiles], [200, 200])
            self.assertNotEqual(tiles[0][1], tiles[1][1])
            self.assertEqual(get("/tiles/basemap,lockers/12/3381/1563.mvt?crs=gcj02")[0], 200)
            self.assertEqual(get("/archives/basemap.gcj02.pmtiles")[0], 200)
            status, problem = get("/tiles/basemap.json?crs=bd09")
            self.assertEqual(status, 400)
            self.assertIn("jintu tiles build --crs bd09", json.loads(problem)["detail"])
            connection.close()
        finally:
            server.send_signal(signal.SIGTERM)
            self.assertIn("basemap.bd09.pmtiles", server.communicate(timeout=30)[1])

    def test_an_archive_overwritten_in_place_is_unavailable_until_it_is_whole_again(self):
        data = self.dir / "overwritten"
        for step in (["import", "--shipped"], ["tiles", "build", "--live", "--layers", "districts", "--zoom", "3-9", "-o", data / "basemap.pmtiles"]):
            done = subprocess.run([JINTU, "-q", "--data", data, *map(str, step)], capture_output=True, text=True, timeout=120)
            self.assertEqual(done.returncode, 0, done.stderr)
        archive = data / "basemap.pmtiles"
        whole = archive.read_bytes()
        tile = "/tiles/basemap/8/211/97.mvt"
        server = subprocess.Popen([JINTU, "-q", "--data", data, "serve", "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        try:
            port = int(re.search(r":(\d+)/", server.stdout.readline()).group(1))

            def get(path, **headers):
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
                connection.request("GET", path, headers=headers)
                answer = connection.getresponse()
                body = answer.read()
                connection.close()
                return answer.status, body

            def wait_for(path, status):
                end = time.monotonic() + 30
                while time.monotonic() < end:
                    got, body = get(path)
                    if got == status:
                        return body
                    self.assertIn(got, (200, 503))
                    time.sleep(0.1)
                self.fail(f"{path} did not come to {status}")
            content = wait_for(tile, 200)
            start = int.from_bytes(whole[56:64], "little")
            flipped = bytearray(whole)
            for at in range(start, len(whole) - 1, 50):
                flipped[at] ^= 1
            for damaged in (b"", whole[:len(whole) // 2], whole[:200], bytes(len(whole)), bytes(flipped)):
                with open(archive, "r+b") as file:  # the same file, as cp and rsync --inplace do it
                    file.truncate(0)
                    file.write(damaged)
                wait_for("/tiles/basemap/7/105/48.mvt", 503)
                self.assertEqual(get("/tiles/districts/8/211/97.mvt")[0], 200)
                self.assertEqual(get("/healthz")[0], 200)
                for path in ("/archives/basemap.pmtiles", "/readyz", "/tiles/basemap/6/52/24.mvt"):
                    status, body = get(path)
                    self.assertIn(status, (200, 503))  # flipped bits of tiles leave the rest readable
                    self.assertNotIn(str(data).encode(), body)
                with open(archive, "r+b") as file:
                    file.truncate(0)
                    file.write(whole)
                wait_for("/readyz", 200)
                self.assertEqual(wait_for(tile, 200), content)
                self.assertEqual(wait_for("/archives/basemap.pmtiles", 200), whole)
            self.assertEqual(get("/archives/basemap.pmtiles", Range="bytes=7-9")[1], whole[7:10])
        finally:
            server.send_signal(signal.SIGTERM)
            self.assertIn("basemap.pmtiles", server.communicate(timeout=30)[1])
        self.assertEqual(server.returncode, 0)

    def test_archives_made_to_keep_us_busy_are_refused_in_time(self):
        endless = self.dir / "endless.mbtiles"
        db = sqlite3.connect(endless)
        db.executescript("""CREATE TABLE metadata (name, value); INSERT INTO metadata VALUES ('format', 'pbf');
            CREATE VIEW tiles AS WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n)
              SELECT 3 AS zoom_level, i % 8 AS tile_column, 1 AS tile_row, x'01' AS tile_data FROM n;""")
        db.close()
        for command in (("check", endless), ("convert", endless, self.dir / "e.pmtiles")):
            done = self.run_jintu("tiles", *command)
            self.assertEqual(done.returncode, 1)
            self.assertIn("may never end", done.stderr)
        config = self.dir / "endless.toml"
        config.write_text(f'[data]\ndir = "{self.data}"\n[tiles]\narchive = "{endless}"\n')
        server = subprocess.Popen([JINTU, "-q", "--config", config, "serve", "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        try:
            port = int(re.search(r":(\d+)/", server.stdout.readline()).group(1))
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            for path, expected in (("/tiles/basemap/3/1/1.mvt", 503), ("/readyz", 503), ("/tiles/districts/3/6/3.mvt", 200)):
                connection.request("GET", path)
                answer = connection.getresponse()
                answer.read()
                self.assertEqual((path, answer.status), (path, expected))
            connection.close()
        finally:
            server.send_signal(signal.SIGTERM)
            self.assertIn("may never end", server.communicate(timeout=30)[1])

        # 214 bytes or fewer that name 2^32 - 1 tiles.
        bomb, tile = self.dir / "bomb.pmtiles", gzip.compress(bytes.fromhex("1a0978020a05") + b"hello")
        directory = bytes([1]) + varint((4 ** 16 - 1) // 3) + varint(2 ** 32 - 1) + varint(len(tile)) + varint(1)
        sections = [127, len(directory), 0, 0, 0, 0, 127 + len(directory), len(tile), 0, 0, 0]
        header = b"PMTiles\3" + b"".join(n.to_bytes(8, "little") for n in sections) + bytes([1, 1, 2, 1, 0, 22])
        bomb.write_bytes(header + bytes(127 - len(header)) + directory + tile)
        self.assertLessEqual(bomb.stat().st_size, 214)
        done = self.run_jintu("--json", "tiles", "check", bomb)
        self.assertEqual(json.loads(done.stdout)["tiles"], 2 ** 32 - 1)
        self.assertEqual(self.run_jintu("tiles", "convert", bomb, self.dir / "same.pmtiles").returncode, 0)
        self.assertLess((self.dir / "same.pmtiles").stat().st_size, 20000)
        done = self.run_jintu("tiles", "convert", bomb, self.dir / "rows.mbtiles")
        self.assertEqual(done.returncode, 1)
        self.assertIn("a row for each", done.stderr)
        self.assertEqual(list(self.dir.glob("rows.mbtiles*")), [])

    def test_archives_that_cannot_be_converted_say_why_and_leave_nothing(self):
        foreign, to = self.dir / "foreign.mbtiles", self.dir / "to.pmtiles"
        db = sqlite3.connect(foreign)
        db.execute("CREATE TABLE other (x)")
        db.commit()
        db.close()
        for arguments, expected in (((foreign, to), "not MBTiles"), ((self.dir / "absent.mbtiles", to), "absent.mbtiles"),
                                    ((foreign, self.dir / "no/folder/x.mbtiles"), "no/folder/x.mbtiles")):
            done = self.run_jintu("tiles", "convert", *arguments)
            self.assertEqual(done.returncode, 1)
            self.assertIn(expected, done.stderr)
        self.assertEqual(list(self.dir.glob("to.*")) + list(self.dir.glob("*.part*")), [])
        done = self.run_jintu("tiles", "build", "--live", "--layers", "rivers")
        self.assertIn("night_streets", done.stderr)

    @unittest.skipUnless(MONACO.exists(), "shared data is absent")
    def test_bad_flags_and_files_say_what_was_expected(self):
        self.assertIn("--crs", self.run_jintu("tiles", "build", "--crs", "mars").stderr)
        rules = self.dir / "rules.json"
        rules.write_text('{"version": 1, "name": "x", "layers": [{"name": "a", "from": "osm_roads", "draw": "dots"}]}')
        cases = [(["--zoom", "3-15"], "0 <= LOW"), (["--zoom", "9-3"], "--zoom"), (["--zoom", "x"], "--zoom"),
                 (["--bbox", "8,43,7,44"], "west < east"), (["--layers", "rivers"], "rivers"),
                 (["--rules", rules], "layers[0].draw"), (["--rules", self.dir / "none.json"], "none.json"),
                 (["-o", self.dir / "no/such/folder/a"], "folder"), (["--zoom", "10-14", "--bbox", "100,10,101,11"], "nothing to draw")]
        for flags, expected in cases:
            with self.subTest(flags):
                done = self.run_jintu("tiles", "build", *flags)
                self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
                self.assertIn(expected, done.stderr)
        self.assertEqual(self.run_jintu("tiles").returncode, 2)
        self.assertEqual(self.run_jintu("tiles", "check", self.dir / "none.pmtiles").returncode, 1)
        (self.dir / "text.pmtiles").write_text("hello")
        self.assertIn("text.pmtiles", self.run_jintu("tiles", "check", self.dir / "text.pmtiles").stderr)

    def test_without_osm_data_it_says_what_to_import(self):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([JINTU, "-q", "--data", folder, "import", "--shipped"], check=True, stdout=subprocess.DEVNULL)
            done = subprocess.run([JINTU, "--data", folder, "tiles", "build"], capture_output=True, text=True)
            self.assertEqual(done.returncode, 1)
            self.assertIn("jintu import", done.stderr)
            self.assertFalse((pathlib.Path(folder) / "basemap.pmtiles").exists())

    def test_ogrinfo_reads_our_tiles(self):
        server = subprocess.Popen([JINTU, "-q", "--data", self.data, "serve", "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        try:
            port = int(re.search(r":(\d+)/", server.stdout.readline()).group(1))
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            for source, layers in (("districts", {"districts": 16, "districts_label": 16}), ("night_streets", {"night_streets": 53})):
                connection.request("GET", f"/tiles/{source}/6/52/24.mvt", headers={"Accept-Encoding": "identity"})
                answer = connection.getresponse()
                tile = self.dir / "0.mvt"
                tile.write_bytes(answer.read())
                self.assertEqual(answer.status, 200)
                for layer, count in layers.items():
                    read = subprocess.run(["ogrinfo", "-so", "-oo", "X=52", "-oo", "Y=24", "-oo", "Z=6", f"MVT:{tile}", layer],
                                          capture_output=True, text=True)
                    self.assertIn(f"Feature Count: {count}\n", read.stdout, read.stderr)
                    self.assertNotIn("ERROR", read.stderr)
            connection.close()
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=30)
            server.stdout.close()


if __name__ == "__main__":
    unittest.main()
