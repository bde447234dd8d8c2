"""What becomes of a store when the disk is full, pages are destroyed, or an import is killed."""
import ctypes
import random
import shutil
import sqlite3
import subprocess
import time
import unittest

from store_folder import JINTU, SHARED, Store


def small_disk(path, size):
    """Mounts one; says whether it could."""
    path.mkdir()
    libc = ctypes.CDLL(None, use_errno=True)
    return libc.mount(b"none", str(path).encode(), b"tmpfs", 0, b"size=" + size.encode()) == 0


class FullDisk(Store):
    def setUp(self):
        super().setUp()
        if not small_disk(self.data, "120m"):
            self.skipTest("mounting a small disk takes root")
        self.addCleanup(lambda: subprocess.run(["umount", "-l", self.data], check=True))

    def fill(self):
        with open(self.data / "filler", "wb", buffering=0) as filler:
            try:
                while True:
                    filler.write(b"x" * 65536)
            except OSError:
                pass

    def test_edits_and_scenarios_answer_507_and_readyz_and_doctor_say_why(self):
        self.ok("import", "--shipped")
        server = self.serve()
        self.assertEqual(server.until(200)[0], 200)
        scenario = {"title": "方案", "settings": {"note": "x" * 200_000},
                    "problem": {"kind": "p_median", "p": 1, "demand": [{"id": "a", "lon": 117.2, "lat": 39.1, "weight": 1}],
                                "candidates": [{"id": "A", "lon": 117.2, "lat": 39.1}], "distance": {"matrix_m": [[0]]}}}
        self.assertEqual(server.save(scenario)[0], 201)
        server.get_token()
        self.fill()
        seen = set()
        for n in range(200):
            status, content, _ = server.edit(f"lk7{n:04d}")
            seen.add(status)
            if status == 507:
                break
        self.assertEqual(seen - {201}, {507})
        self.assertIn("满", content["detail"])
        self.assertNotIn(str(self.dir), content["detail"])
        answers = [server.save(scenario)[0] for _ in range(20)]
        self.assertEqual(answers[-1], 507, answers)
        self.assertEqual(set(answers) - {201}, {507})
        status, content = server.until(503)
        self.assertEqual(status, 503)
        self.assertIn("full", content["detail"])
        self.assertIn("full", "\n".join(self.faults()))
        self.assertEqual(server.ask("GET", "/ogc/collections/lockers/items?limit=1")[0], 200)
        (self.data / "filler").unlink()
        self.assertEqual(server.until(200)[0], 200)
        self.assertEqual(server.edit("lk79999")[0], 201)
        self.assertEqual(server.save(scenario)[0], 201)
        server.stop()
        self.assertEqual(self.faults("--full"), [])

    @unittest.skipUnless((SHARED / "osm/monaco.osm.pbf").exists(), "shared data is absent")
    def test_an_import_says_that_the_destination_is_full(self):
        self.ok("import", "--shipped")
        self.fill()
        done = self.run_jintu("import", SHARED / "osm/monaco.osm.pbf")
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr, "disk.* full")
        self.assertNotIn("monaco.osm.pbf: 无法读取", done.stderr)
        (self.data / "filler").unlink()
        self.ok("import", SHARED / "osm/monaco.osm.pbf")


class Damage(Store):
    def test_doctor_names_the_table_whose_pages_are_destroyed(self):
        self.ok("import", "--shipped")
        self.ok("import", self.points("many", 3000))
        self.assertEqual(self.faults(), [])
        path = self.data / "jintu.gpkg"
        with sqlite3.connect(path) as db:
            root, = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'jintu_history'").fetchone()
            size, = db.execute("PRAGMA page_size").fetchone()
        with open(path, "r+b") as file:
            file.seek((root - 1) * size)
            page = file.read(size)
            # The children of the root of a b-tree: their numbers stand in its cells.
            cells = int.from_bytes(page[3:5], "big")
            starts = [int.from_bytes(page[12 + 2 * i:14 + 2 * i], "big") for i in range(cells)]
            children = [int.from_bytes(page[at:at + 4], "big") for at in starts] + [int.from_bytes(page[8:12], "big")]
            self.assertGreater(len(children), 2)
            for child in children[:5]:
                file.seek((child - 1) * size)
                file.write(random.Random(child).randbytes(size))
        for flags in ([], ["--full"]):
            faults = "\n".join(self.faults(*flags))
            self.assertIn("jintu_history", faults)
            self.assertNotIn("jintu_revisions", faults)


@unittest.skipUnless((SHARED / "osm/monaco.osm.pbf").exists(), "shared data is absent")
class Extracts(Store):
    """The store and the extract that is kept for change files belong together, whatever happens."""
    monaco, liechtenstein = SHARED / "osm/monaco.osm.pbf", SHARED / "osm/liechtenstein.osm.pbf"

    def change(self, name, lon, lat):
        path = self.dir / name
        path.write_text(f"""<osmChange version="0.6"><create>
            <node id="9000000001" version="1" timestamp="2026-11-01T00:00:00Z" lat="{lat}" lon="{lon}">
              <tag k="amenity" v="cafe"/><tag k="name" v="新店"/></node></create></osmChange>""")
        return path

    def city_of_store(self):
        with sqlite3.connect(self.data / "jintu.gpkg") as db:
            return db.execute("SELECT value FROM jintu_meta WHERE key = 'osm.source'").fetchone()[0].split(" + ")[0]

    def test_an_import_killed_at_any_time_never_mixes_two_cities(self):
        self.ok("import", self.monaco)
        began = time.monotonic()
        self.ok("import", self.liechtenstein)
        whole = time.monotonic() - began
        chance = random.Random(11)
        seen = set()
        for round_ in range(6):
            file = (self.monaco, self.liechtenstein)[round_ % 2]
            process = subprocess.Popen([JINTU, "-q", "--data", self.data, "import", file], stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL)
            time.sleep(whole * chance.uniform(0.1, 1.1) * (0.4 if file == self.monaco else 1))
            process.kill()
            process.wait()
            city = self.city_of_store()
            seen.add(city)
            # A change file finds the store's own city, or is refused in so many words.
            done = self.run_jintu("import", self.change("a.osc", 7.42, 43.73))
            self.assertEqual(self.city_of_store(), city)
            self.assertEqual(done.returncode, 0, done.stderr)
            with sqlite3.connect(self.data / "jintu.gpkg") as db:
                west, = db.execute("SELECT min_x FROM gpkg_contents WHERE table_name = 'osm_buildings'").fetchone()
            self.assertEqual(west < 8, "monaco" in city)  # degrees: Monaco lies at 7.4, Liechtenstein at 9.5
            self.assertEqual([f for f in self.faults() if "OSM" in f], [])

    def test_an_import_cut_off_between_commit_and_rename_is_said_and_finished(self):
        self.ok("import", self.monaco)
        extract = self.data / "extract.osm.pbf"
        shutil.copy(extract, self.dir / "monaco.pbf")
        self.ok("import", self.liechtenstein)
        # As it is when the process dies after the commit: the new extract has not got its name yet.
        extract.rename(self.data / "extract.osm.pbf.next")
        shutil.copy(self.dir / "monaco.pbf", extract)
        self.assertIn("last step", "\n".join(self.faults()))
        self.ok("import", self.change("vaduz.osc", 9.52, 47.14))
        self.assertIn("liechtenstein", self.city_of_store())
        self.assertEqual([f for f in self.faults() if "OSM" in f], [])
        self.assertFalse((self.data / "extract.osm.pbf.next").exists())

    def test_an_extract_that_is_not_the_stores_is_said_and_takes_no_changes(self):
        self.ok("import", self.monaco)
        shutil.copy(self.liechtenstein, self.data / "extract.osm.pbf")
        self.assertIn("is not the extract", "\n".join(self.faults()))
        done = self.run_jintu("import", self.change("a.osc", 7.42, 43.73))
        self.assertEqual(done.returncode, 1)
        self.assertIn("is not the extract", done.stderr)
        self.assertEqual(self.city_of_store(), "monaco.osm.pbf")

    def test_of_two_imports_and_of_two_builds_at_once_one_is_told_of_the_other(self):
        self.ok("import", self.monaco)
        for command in (["import", self.liechtenstein], ["tiles", "build", "--zoom", "0-14"]):
            with self.subTest(command[0]):
                first = subprocess.Popen([JINTU, "-q", "--data", self.data, *map(str, command)], stdout=subprocess.DEVNULL,
                                         stderr=subprocess.PIPE, text=True)
                lock = self.data / ("extract.osm.pbf.lock" if command[0] == "import" else "basemap.pmtiles.lock")
                end = time.monotonic() + 20
                while not (lock.exists() and lock.read_text()) and first.poll() is None and time.monotonic() < end:
                    time.sleep(0.005)
                second = self.run_jintu(*command)
                _, errors = first.communicate(timeout=120)
                self.assertEqual(first.returncode, 0, errors)
                self.assertEqual(second.returncode, 1)
                self.assertIn(f"pid {first.pid}", second.stderr)
                self.assertEqual([p.name for p in self.data.iterdir() if p.name.endswith((".lock", ".part", ".next"))], [])


if __name__ == "__main__":
    unittest.main()
