"""One store in many hands: servers and imports at once, and files taken away under them."""
import json
import os
import shutil
import sqlite3
import subprocess
import threading
import time
import unittest

from store_folder import JINTU, Store, point

# Longer on demand: JINTU_STORE_SECONDS=600 python3 -m unittest test_store
SECONDS = float(os.environ.get("JINTU_STORE_SECONDS", "15"))


class Borders(Store):
    def squares(self, *wests):
        def square(n, west):
            ring = [[west, 39], [west + 0.01, 39], [west + 0.01, 39.01], [west, 39.01], [west, 39]]
            return {"type": "Feature", "id": f"p{n}", "properties": {"name_zh": "园"}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
        path = self.dir / "parks.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", "features": [square(n, west) for n, west in enumerate(wests)]}))
        return path

    @staticmethod
    def report(done):
        return json.loads(done.stdout)["imports"][0]

    def test_overlaps_that_an_import_brings_are_told_and_strict_refuses_them(self):
        done = self.run_jintu("import", "--strict", self.squares(117, 117.005))
        self.assertEqual(done.returncode, 1)
        self.assertIn('"p0" overlaps "p1" by', done.stderr)
        done = self.run_jintu("--json", "import", self.squares(117, 117.005, 117.1))
        self.assertEqual(done.returncode, 0, done.stderr)
        report = self.report(done)
        self.assertEqual((report["created"], report["border_faults"]), (3, 1))
        told = report["borders"][0]
        self.assertEqual((told["id"], told["code"], told["with"]), ("p0", "overlap", "p1"))
        self.assertGreater(told["measure"], 400_000)
        # What was there before is not told again.
        self.assertEqual(self.report(self.run_jintu("--json", "import", self.squares(117, 117.005, 117.1)))["border_faults"], 0)
        self.assertEqual(self.report(self.run_jintu("--json", "import", self.squares(117, 117.02, 117.1)))["border_faults"], 0)


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
        (self.dir / "jintu.toml").write_text('[data]\ndir = "data"\n[store]\nlive_records = 100\n')
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
        server.get_token()
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


if __name__ == "__main__":
    unittest.main()
