"""One store in many hands: servers and imports at once, files taken away, kills, full disks, damage."""
import ctypes
import http.client
import json
import os
import pathlib
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import threading
import time
import unittest

JINTU = os.environ["JINTU"]
ROOT = pathlib.Path(os.environ["JINTU_ROOT"])
SHARED = ROOT.parent / "shared/data"
TOKEN = "a-token-of-the-tests-0123456789"
# Longer on demand: JINTU_STORE_SECONDS=600 ctest -R test_store
SECONDS = float(os.environ.get("JINTU_STORE_SECONDS", "15"))


def point(key, n):
    return {"type": "Feature", "id": key, "geometry": {"type": "Point", "coordinates": [117.2, 39.1]}, "properties": {"n": n}}


class Server:
    def __init__(self, folder):
        self.errors = tempfile.TemporaryFile()
        self.process = subprocess.Popen([JINTU, "-q", "--config", folder / "jintu.toml", "serve", "--port", "0"],
                                        stdout=subprocess.PIPE, stderr=self.errors, text=True)
        line = self.process.stdout.readline()
        self.port = int(re.search(r":(\d+)/", line).group(1))

    def save(self, scenario):
        return self.ask("POST", "/siting/scenarios", scenario, Content_Type="application/json")

    def ask(self, method, path, body=None, **fields):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        fields = {name.replace("_", "-"): value for name, value in fields.items()}
        if body is not None:
            fields.setdefault("Content-Type", "application/geo+json")
        fields["Authorization"] = "Bearer " + TOKEN
        connection.request(method, path, None if body is None else json.dumps(body).encode(), fields)
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        try:
            content = json.loads(text)
        except ValueError:
            content = None
        return answer.status, content, answer

    def edit(self, key):
        body = {"type": "Feature", "id": key, "geometry": {"type": "Point", "coordinates": [117.2, 39.1]},
                "properties": {"name_zh": "柜", "kind": "parcel"}}
        return self.ask("POST", "/ogc/collections/lockers/items", body)

    def ready(self):
        status, content, _ = self.ask("GET", "/readyz", Accept_Language="en")
        return status, content

    def until(self, status, seconds=10):
        """The answer of /readyz once it has this status."""
        end = time.monotonic() + seconds
        while True:
            found = self.ready()
            if found[0] == status or time.monotonic() > end:
                return found
            time.sleep(0.1)

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=30)
        self.process.stdout.close()
        self.errors.close()
        return code


class Store(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="jintu-store-")
        self.addCleanup(folder.cleanup)
        self.dir = pathlib.Path(folder.name)
        self.data = self.dir / "data"
        (self.dir / "jintu.toml").write_text('[data]\ndir = "data"\n[edit]\ntoken = "%s"\n' % TOKEN)

    def run_jintu(self, *args, timeout=120):
        return subprocess.run([JINTU, "-q", "--data", self.data, *map(str, args)], capture_output=True, text=True,
                              timeout=timeout, check=False)

    def ok(self, *args):
        done = self.run_jintu(*args)
        self.assertEqual(done.returncode, 0, done.stderr + done.stdout)
        return done

    def serve(self):
        server = Server(self.dir)
        self.addCleanup(server.stop)
        return server

    def points(self, name, count=1):
        path = self.dir / f"{name}.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", "features": [point(f"{name}{i}", i) for i in range(count)]}))
        return path

    def findings(self, *flags):
        done = self.run_jintu("--json", "doctor", *flags)
        return json.loads(done.stdout)["findings"]

    def faults(self, *flags):
        return [f["subject"] + ": " + f["found"] for f in self.findings(*flags) if f["verdict"] == "fault" and "web" not in f["subject"]]


class ManyWriters(Store):
    def test_two_servers_and_imports_on_one_store_fail_in_no_other_way_than_unavailable(self):
        self.ok("import", "--shipped")
        servers = [self.serve(), self.serve()]
        stop = time.monotonic() + SECONDS
        statuses, imports, raw = [{}, {}], {0: 0, 1: 0}, []
        made = [0, 0]

        def edits(which):
            n = 0
            while time.monotonic() < stop:
                n += 1
                status, content, answer = servers[which].edit(f"lk{which + 1}{n:05d}")
                statuses[which][status] = statuses[which].get(status, 0) + 1
                made[which] += status == 201
                if status == 503 and not answer.getheader("Retry-After"):
                    raw.append("503 without Retry-After")

        def bring(which):
            n = 0
            while time.monotonic() < stop:
                n += 1
                path = self.dir / f"s{which}.geojson"
                path.write_text(json.dumps({"type": "FeatureCollection", "features": [point("p", n)]}))
                done = self.run_jintu("import", path)
                if done.returncode == 0:
                    imports[which] += 1
                elif "nothing was written" not in done.stderr:
                    raw.append(done.stderr)

        threads = [threading.Thread(target=work, args=(k,)) for work in (edits, bring) for k in (0, 1)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(raw, [])
        for which in (0, 1):
            self.assertGreater(made[which], 5)
            self.assertGreater(imports[which], 0)
            self.assertEqual(set(statuses[which]) - {201, 503}, set(), statuses)
            self.assertEqual(servers[which].edit(f"lk{which + 1}99999")[0], 201)
        # Each sees what the other did.
        for which in (0, 1):
            end = time.monotonic() + 10
            while servers[which].ask("GET", f"/ogc/collections/lockers/items/lk{2 - which}99999")[0] != 200:
                self.assertLess(time.monotonic(), end)
                time.sleep(0.1)
        for server in servers:
            self.assertEqual(server.stop(), 0)
        with sqlite3.connect(self.data / "jintu.gpkg") as db:
            revisions = [row[0] for row in db.execute("SELECT revision FROM jintu_revisions ORDER BY revision")]
        self.assertEqual(revisions, list(range(1, len(revisions) + 1)))
        self.assertEqual(self.faults("--full"), [])

    def test_an_import_is_seen_though_a_refused_edit_found_it_first(self):
        self.ok("import", "--shipped")
        server = self.serve()
        for n in range(5):
            self.ok("import", self.points(f"new{n}"))
            status, content, _ = server.ask("POST", "/ogc/collections/lockers/items", {"type": "Feature", "geometry": None, "properties": {"no": 1}})
            self.assertEqual(status, 422, content)
            end = time.monotonic() + 10
            while server.ask("GET", f"/ogc/collections/new{n}/items/new{n}0")[0] != 200:
                self.assertLess(time.monotonic(), end)
                time.sleep(0.05)

    def test_an_import_that_waits_in_vain_says_so_plainly(self):
        self.ok("import", "--shipped")
        (self.dir / "jintu.toml").write_text('[data]\ndir = "data"\n[store]\nwait_seconds = 0\n')
        with sqlite3.connect(self.data / "jintu.gpkg", isolation_level=None) as other:
            other.execute("BEGIN IMMEDIATE")
            done = subprocess.run([JINTU, "-q", "--config", self.dir / "jintu.toml", "import", self.points("a")],
                                  capture_output=True, text=True, check=False)
            other.execute("ROLLBACK")
        self.assertEqual(done.returncode, 1)
        self.assertIn("within 0 s; nothing was written", done.stderr)
        self.ok("import", self.points("a"))

    def test_beyond_the_limit_of_a_live_layer_import_and_post_are_refused_with_the_number(self):
        self.ok("import", "--shipped")
        (self.dir / "jintu.toml").write_text('[data]\ndir = "data"\n[store]\nlive_records = 100\n[edit]\ntoken = "%s"\n' % TOKEN)
        flags = ["--config", self.dir / "jintu.toml"]
        done = subprocess.run([JINTU, "-q", *flags, "import", self.points("many", 101)], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("live_records", done.stderr)
        subprocess.run([JINTU, "-q", *flags, "import", self.points("many", 100)], check=True, stdout=subprocess.DEVNULL)
        server = self.serve()
        status, content, _ = server.ask("POST", "/ogc/collections/many/items", point("one-more", 1))
        self.assertEqual(status, 413)
        self.assertIn("100", content["detail"])


class TakenAway(Store):
    def test_a_store_removed_under_a_server_is_not_ready_and_comes_back_without_a_restart(self):
        self.ok("import", "--shipped")
        server = self.serve()
        self.assertEqual(server.edit("lk70001")[0], 201)
        store = self.data / "jintu.gpkg"
        store.rename(self.dir / "away.gpkg")
        status, content, answer = server.edit("lk70002")
        self.assertEqual((status, answer.getheader("Retry-After")), (503, "1"))
        self.assertNotIn(str(self.dir), content["detail"])
        status, content = server.until(503)
        self.assertEqual(status, 503)
        self.assertIn("gone", content["detail"])
        self.assertEqual(server.ask("GET", "/ogc/collections/lockers/items/lk70001")[0], 200)  # from memory
        for path in ("/siting/city", "/siting/districts", "/ogc/collections"):
            status, content, _ = server.ask("GET", path)
            self.assertNotIn(str(self.dir), json.dumps(content), path)
        (self.dir / "away.gpkg").rename(store)
        self.assertEqual(server.until(200)[0], 200)
        self.assertEqual(server.edit("lk70003")[0], 201)
        server.stop()
        again = self.serve()
        for key, status in (("lk70001", 200), ("lk70002", 404), ("lk70003", 200)):
            self.assertEqual(again.ask("GET", f"/ogc/collections/lockers/items/{key}")[0], status, key)

    def test_a_data_folder_that_is_away_for_seconds_ends_nothing(self):
        self.ok("import", "--shipped")
        server = self.serve()
        self.assertEqual(server.until(200)[0], 200)
        self.data.rename(self.dir / "away")
        self.assertEqual(server.until(503)[0], 503)
        self.assertEqual(server.edit("lk70001")[0], 503)
        self.assertEqual(server.ask("GET", "/ogc/collections/lockers/items?limit=1")[0], 200)
        time.sleep(1.5)  # another look of the watcher
        (self.dir / "away").rename(self.data)
        self.assertEqual(server.until(200)[0], 200)
        self.assertEqual(server.edit("lk70001")[0], 201)
        self.assertEqual(server.stop(), 0)

    def test_a_store_made_anew_under_a_server_is_served_and_edited(self):
        self.ok("import", "--shipped")
        server = self.serve()
        self.assertEqual(server.edit("lk70001")[0], 201)
        for name in ("jintu.gpkg", "jintu.gpkg-wal", "jintu.gpkg-shm"):
            (self.data / name).unlink()
        self.assertEqual(server.until(503)[0], 503)
        self.ok("import", "--shipped")
        self.assertEqual(server.until(200)[0], 200)
        self.assertEqual(server.edit("lk70002")[0], 201)
        self.assertEqual(server.ask("GET", "/ogc/collections/lockers/items/lk70001")[0], 404)
        server.stop()
        self.assertEqual(self.faults("--full"), [])
        self.assertEqual(self.serve().ask("GET", "/ogc/collections/lockers/items/lk70002")[0], 200)

    def test_a_log_removed_under_a_server_costs_no_edit(self):
        self.ok("import", "--shipped")
        server = self.serve()
        self.assertEqual(server.edit("lk70001")[0], 201)
        (self.data / "jintu.gpkg-wal").unlink()
        self.assertEqual(server.edit("lk70002")[0], 201)
        self.assertEqual(server.until(200)[0], 200)
        server.stop()
        again = self.serve()
        for key in ("lk70001", "lk70002"):
            self.assertEqual(again.ask("GET", f"/ogc/collections/lockers/items/{key}")[0], 200)

    def test_a_store_that_lost_answered_edits_names_them_and_takes_no_more(self):
        self.ok("import", "--shipped")
        shutil.copy(self.data / "jintu.gpkg", self.dir / "backup.gpkg")
        server = self.serve()
        for n in range(3):
            status, _, answer = server.edit(f"lk7000{n}")
            self.assertEqual(status, 201)
        last = int(answer.getheader("Jintu-Revision"))
        server.process.kill()
        server.process.wait()
        (self.data / "jintu.gpkg-wal").unlink()  # as after a power cut of a disk that lied
        (self.data / "jintu.gpkg-shm").unlink()
        shutil.copy(self.dir / "backup.gpkg", self.data / "jintu.gpkg")
        fault = "\n".join(self.faults())
        self.assertIn(f"revisions {last - 2}-{last} are lost", fault)
        again = self.serve()
        status, content = again.ready()
        self.assertEqual(status, 503)
        self.assertIn(f"revision {last} was answered", content["detail"])
        self.assertEqual(again.edit("lk70009")[0], 503)
        self.assertEqual(again.ask("GET", "/ogc/collections/lockers/items?limit=1")[0], 200)
        self.assertIn("are lost", self.run_jintu("import", self.points("a")).stderr)
        (self.data / "jintu.gpkg.mark").unlink()
        self.assertEqual(again.until(200)[0], 200)
        self.assertEqual(again.edit("lk70009")[0], 201)


def small_disk(path, size):
    """Mounts one; says whether it could."""
    path.mkdir()
    libc = ctypes.CDLL(None, use_errno=True)
    return libc.mount(b"none", str(path).encode(), b"tmpfs", 0, b"size=" + size.encode()) == 0


class FullDisk(Store):
    def setUp(self):
        super().setUp()
        if not small_disk(self.data, "40m"):
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
                places = [row[0] for row in db.execute("SELECT name FROM osm_places WHERE name IN ('Monaco', 'Vaduz')")]
            self.assertNotIn("Vaduz" if "monaco" in city else "Monaco", places)
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
