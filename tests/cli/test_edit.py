"""Writing over HTTP against the real server: who may, what is refused, and that nobody reads stale."""
import gzip
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import unittest

JINTU = os.environ["JINTU"]
ROOT = pathlib.Path(os.environ["JINTU_ROOT"])
sys.path.insert(0, str(ROOT / "tests/support"))
import people  # noqa: E402
ITEMS = "/ogc/collections/%s/items"


def tile_of(lon, lat, z):
    import math
    n = 2 ** z
    y = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * n
    return z, int((lon + 180) / 360 * n), int(y)


class Served(unittest.TestCase):
    """A server with the data that ships, and requests to it."""

    @classmethod
    def setUpClass(cls):
        cls.dir = pathlib.Path(tempfile.mkdtemp(prefix="jintu-edit-"))
        (cls.dir / "jintu.toml").write_text('[data]\ndir = "data"\n')
        subprocess.run([JINTU, "-q", "--data", cls.dir / "data", "import", "--shipped"], check=True, stdout=subprocess.DEVNULL)
        cls.start()

    @classmethod
    def start(cls):
        cls.server = subprocess.Popen([JINTU, "-q", "--config", cls.dir / "jintu.toml", "serve", "--port", "0"],
                                      stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        cls.port = int(re.search(r":(\d+)/", cls.server.stdout.readline()).group(1))
        if not hasattr(cls, "token"):
            cls.token = people.token(JINTU, ["--config", cls.dir / "jintu.toml"])
            people.until_known(cls.port, cls.token)

    @classmethod
    def stop(cls):
        cls.server.send_signal(signal.SIGTERM)
        code = cls.server.wait(timeout=30)
        cls.server.stdout.close()
        return code

    @classmethod
    def tearDownClass(cls):
        cls.stop()
        shutil.rmtree(cls.dir)

    def ask(self, method, path, body=None, token=..., **headers):
        token = self.token if token is ... else token
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        fields = {"Content-Type": "application/merge-patch+json" if method == "PATCH" else "application/geo+json"}
        if token:
            fields["Authorization"] = "Bearer " + token
        fields.update({name.replace("_", "-"): value for name, value in headers.items() if value is not None})
        payload = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        connection.request(method, path, payload, fields)
        answer = connection.getresponse()
        data = answer.read()
        connection.close()
        answer.text = data
        answer.json = json.loads(data) if "json" in (answer.getheader("Content-Type") or "") else None
        return answer

    def item(self, collection, key):
        answer = self.ask("GET", ITEMS % collection + "/" + key)
        self.assertEqual(answer.status, 200)
        return answer.json, answer.getheader("ETag")

    def tile(self, source, z, x, y):
        answer = self.ask("GET", f"/tiles/{source}/{z}/{x}/{y}.mvt", Accept_Encoding="gzip")
        self.assertIn(answer.status, (200, 204))
        content = gzip.decompress(answer.text) if answer.getheader("Content-Encoding") == "gzip" else answer.text
        return content, answer.getheader("ETag")

    def locker(self, lon=117.2, lat=39.1, **more):
        return {"type": "Feature", "geometry": {"type": "Point", "coordinates": [lon, lat]},
                "properties": {"name_zh": "测试柜", "kind": "parcel", **more}}

    def square(self, lon, lat, size, key=None):
        ring = [[lon, lat], [lon + size, lat], [lon + size, lat + size], [lon, lat + size], [lon, lat]]
        feature = {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]},
                   "properties": {"name_zh": "测试园", "kind": "park"}}
        return {**feature, "id": key} if key else feature


class Edit(Served):
    def test_who_may_write(self):
        path = ITEMS % "lockers"
        for token in (None, "wrong", self.token[:-1], self.token + "x"):
            answer = self.ask("POST", path, self.locker(), token=token)
            self.assertEqual(answer.status, 401, token)
            self.assertEqual(answer.getheader("WWW-Authenticate"), 'Bearer realm="jintu"')
        self.assertEqual(self.ask("PUT", path, self.locker()).status, 405)
        self.assertEqual(self.ask("POST", "/tiles/lockers.json", self.locker()).status, 405)
        self.assertEqual(self.ask("OPTIONS", path).getheader("Allow"), "GET, HEAD, OPTIONS, POST")
        self.assertEqual(self.ask("OPTIONS", path + "/x").getheader("Allow"), "GET, HEAD, OPTIONS, PUT, PATCH, DELETE")

    def test_a_record_lives_from_post_to_delete(self):
        made = self.ask("POST", ITEMS % "lockers", self.locker(117.2123, 39.1123, operator="甲"))
        self.assertEqual(made.status, 201, made.text)
        path = re.sub(r"^http://[^/]+", "", made.getheader("Location"))
        key = path.rsplit("/", 1)[1]
        self.assertEqual(made.json["id"], key)
        first = int(made.getheader("Jintu-Revision"))
        seen, tag = self.item("lockers", key)
        self.assertEqual(tag, made.getheader("ETag"))
        self.assertEqual(seen["properties"]["operator"], "甲")

        self.assertEqual(self.ask("PATCH", path, {"properties": {"operator": "乙"}}).status, 428)
        stale = self.ask("PATCH", path, {"properties": {"operator": "乙"}}, If_Match='"other"')
        self.assertEqual(stale.status, 412)
        self.assertEqual(stale.json["current"]["properties"]["operator"], "甲")
        self.assertEqual(stale.getheader("ETag"), tag)
        self.assertEqual(self.ask("PATCH", path, {"properties": {"operator": "乙"}}, If_Match="W/" + tag).status, 412)

        patched = self.ask("PATCH", path, {"properties": {"operator": "乙"}}, If_Match=tag)
        self.assertEqual(patched.status, 200, patched.text)
        self.assertEqual(int(patched.getheader("Jintu-Revision")), first + 1)
        self.assertEqual(patched.json["geometry"], seen["geometry"])
        self.assertEqual(self.ask("PATCH", path, {"properties": {"operator": "丙"}}, If_Match=tag).status, 412)

        lat_first = self.locker(39.2, 117.3)  # as EPSG:4326 has it
        put = self.ask("PUT", path, lat_first, If_Match=patched.getheader("ETag"),
                       Content_Crs="<http://www.opengis.net/def/crs/EPSG/0/4326>")
        self.assertEqual(put.status, 200, put.text)
        self.assertEqual(put.json["geometry"]["coordinates"], [117.3, 39.2])
        self.assertNotIn("operator", put.json["properties"])

        self.assertEqual(self.ask("DELETE", path).status, 428)
        gone = self.ask("DELETE", path, If_Match=put.getheader("ETag"))
        self.assertEqual((gone.status, gone.text), (204, b""))
        self.assertEqual(self.ask("GET", path).status, 404)
        self.assertEqual(self.ask("DELETE", path, If_Match="*").status, 404)

    def test_json_made_to_hurt_is_refused_and_the_server_goes_on(self):
        made = self.ask("POST", ITEMS % "lockers", self.locker(117.3123, 39.2123))
        self.assertEqual(made.status, 201, made.text)
        path, tag = ITEMS % "lockers" + "/" + made.json["id"], made.getheader("ETag")
        feature = json.dumps(self.locker())
        for deep in (b"[" * 100_000 + b"]" * 100_000, b'{"a":' * 100_000 + b"1" + b"}" * 100_000):
            for body in (deep, feature[:-1].encode() + b',"x":' + deep + b"}", feature.encode().replace(b'"parcel"', deep),
                         feature.encode().replace(b"[117.2, 39.1]", deep)):
                for method, to, more in (("POST", ITEMS % "lockers", {}), ("PUT", path, {"If_Match": tag}), ("PATCH", path, {"If_Match": tag})):
                    answer = self.ask(method, to, body, **more)
                    self.assertEqual(answer.status, 400, (method, body[:60]))
                    self.assertIn("64", answer.json["detail"])
        many = {f"u{k}": 0 for k in range(60_000)}
        began = time.monotonic()
        for method, to, more in (("POST", ITEMS % "lockers", {}), ("PUT", path, {"If_Match": tag}), ("PATCH", path, {"If_Match": tag})):
            for body in (self.locker(**many), {**self.locker(), **many}, self.locker(notes=many)):
                self.assertEqual(self.ask(method, to, body, **more).status, 400)
        self.assertLess(time.monotonic() - began, 30)
        self.assertEqual(self.item("lockers", made.json["id"])[1], tag)

    def test_what_is_not_a_record_is_refused_and_changes_nothing(self):
        before = self.ask("GET", "/readyz").json["revision"]
        path = ITEMS % "carriers"
        bow_tie = self.square(117, 39, 0.01)
        ring = bow_tie["geometry"]["coordinates"][0]
        ring[1], ring[2] = ring[2], ring[1]
        hole_outside = self.square(117, 39, 0.01)
        hole_outside["geometry"]["coordinates"].append([[118, 40], [118.1, 40], [118.1, 40.1], [118, 40]])
        open_ring = self.square(117, 39, 0.01)
        open_ring["geometry"]["coordinates"][0].pop()
        wrong_type = self.locker()
        wrong_type["properties"]["compartments"] = "many"
        cases = [
            ("carriers", bow_tie, 422, "self_intersection"), ("carriers", hole_outside, 422, "hole_outside"),
            ("carriers", open_ring, 422, None), ("lockers", self.locker(500, 39), 422, "out_of_range"),
            ("lockers", self.locker(colour="red"), 422, "unknown_property"), ("lockers", wrong_type, 422, "wrong_type"),
            ("lockers", {**self.locker(), "properties": {"name_zh": "x", "kind": "spaceship"}}, 422, "schema"),
            ("lockers", {**self.locker(), "id": "a/b"}, 422, "bad_id"),
            ("lockers", {"type": "Point"}, 400, None), ("lockers", [1, 2], 400, None), ("lockers", b"{", 400, None),
            ("lockers", b"", 400, None), ("lockers", b'{"type":"Feature","type":"Feature"}', 400, None),
            ("nowhere", self.locker(), 404, None), ("lockers", {**self.locker(), "properties": 5}, 400, None),
        ]
        for collection, body, status, code in cases:
            with self.subTest(body if len(str(body)) < 90 else code):
                answer = self.ask("POST", ITEMS % collection, body)
                self.assertEqual(answer.status, status, answer.text)
                self.assertEqual(answer.getheader("Content-Type"), "application/problem+json")
                if code:
                    self.assertIn(code, [f["code"] for f in answer.json["findings"]], answer.text)
        fault = self.ask("POST", path, bow_tie).json["findings"][0]
        self.assertAlmostEqual(fault["position"][0], 117.005, 6)
        self.assertAlmostEqual(fault["position"][1], 39.005, 6)
        self.assertEqual(self.ask("POST", path, self.locker(), Content_Type="text/plain").status, 415)
        taken = self.ask("GET", path + "?limit=1").json["features"][0]["id"]
        self.assertEqual(self.ask("POST", path, self.square(117.9, 38.7, 0.001, taken)).status, 409)
        self.assertEqual(self.ask("GET", "/readyz").json["revision"], before)

    def test_neighbours_must_not_overlap(self):
        first = self.ask("POST", ITEMS % "carriers", self.square(117.80, 38.80, 0.01, "overlap-a"))
        self.assertEqual(first.status, 201, first.text)
        over = self.ask("POST", ITEMS % "carriers", self.square(117.805, 38.805, 0.01, "overlap-b"))
        self.assertEqual(over.status, 422)
        finding = over.json["findings"][0]
        self.assertEqual(finding["code"], "overlap")
        self.assertIn("overlap-a", finding["detail"])
        self.assertTrue(117.805 < finding["position"][0] < 117.81, finding)
        beside = self.ask("POST", ITEMS % "carriers", self.square(117.81, 38.80, 0.01, "overlap-b"))
        self.assertEqual(beside.status, 201, beside.text)
        for key, answer in (("overlap-a", first), ("overlap-b", beside)):
            self.assertEqual(self.ask("DELETE", ITEMS % "carriers" + "/" + key, If_Match=answer.getheader("ETag")).status, 204)

    def test_after_the_answer_nobody_reads_stale_and_other_tiles_keep_their_tags(self):
        here, there = tile_of(117.25, 39.05, 14), tile_of(117.2, 39.13, 14)
        made = self.ask("POST", ITEMS % "lockers", self.locker(117.25, 39.05))
        path, tag = re.sub(r"^http://[^/]+", "", made.getheader("Location")), made.getheader("ETag")
        live = "lockers,night_streets,heritage_blocks,checkin_spots"
        _, other = self.tile(live, *there)
        stale = 0
        for number in range(40):
            name = f"第{number}次"
            patched = self.ask("PATCH", path, {"properties": {"name_zh": name}}, If_Match=tag)
            tag = patched.getheader("ETag")
            for source in ("lockers", live):
                content, _ = self.tile(source, *here)
                stale += name.encode() not in content
            stale += self.ask("GET", path).json["properties"]["name_zh"] != name
        self.assertEqual(stale, 0)
        self.assertEqual(self.tile(live, *there)[1], other)
        self.assertEqual(self.ask("DELETE", path, If_Match=tag).status, 204)

    def test_events_tell_which_tiles_to_read_again(self):
        revision = self.ask("GET", "/readyz").json["revision"]
        began = time.monotonic()
        quiet = self.ask("GET", f"/events?since={revision}&wait=1")
        epoch = quiet.json.pop("epoch")
        self.assertEqual(len(epoch), 32)
        self.assertEqual(quiet.json, {"revision": revision, "reset": False, "changes": []})
        self.assertGreater(time.monotonic() - began, 0.9)
        heard = []
        poll = threading.Thread(target=lambda: heard.append((self.ask("GET", f"/events?since={revision}&wait=30"), time.monotonic())))
        poll.start()
        time.sleep(0.3)
        made = self.ask("POST", ITEMS % "lockers", self.locker(117.3, 39.0))
        told = time.monotonic()
        poll.join(timeout=10)
        answer, when = heard[0]
        self.assertLess(when - told, 2)
        change = answer.json["changes"][0]
        self.assertEqual((change["source"], change["kind"], change["id"]), ("lockers", "created", made.json["id"]))
        self.assertEqual(answer.json["revision"], int(made.getheader("Jintu-Revision")))
        z, x, y = tile_of(117.3, 39.0, 14)
        ranges = {t["z"]: t for t in change["tiles"]}
        self.assertEqual(sorted(ranges), list(range(15)))
        self.assertTrue(ranges[14]["x"][0] <= x <= ranges[14]["x"][1] and ranges[14]["y"][0] <= y <= ranges[14]["y"][1])
        self.assertLess(ranges[14]["x"][1] - ranges[14]["x"][0], 20)
        self.assertTrue(self.ask("GET", "/events?since=0&wait=0").json["reset"])
        self.assertTrue(self.ask("GET", f"/events?since={answer.json['revision'] + 5}&wait=0").json["reset"])
        for query in ("", "?since=", "?since=-1", "?since=x", "?since=1&wait=99", "?since=1&more=1"):
            self.assertEqual(self.ask("GET", "/events" + query).status, 400, query)
        subprocess.run([JINTU, "-q", "--data", self.dir / "data", "import", "--shipped", "--replace"], check=True, stdout=subprocess.DEVNULL)
        woken = self.ask("GET", f"/events?since={answer.json['revision']}&wait=20")
        self.assertGreater(woken.json["revision"], answer.json["revision"])
        # Another process wrote, one layer at a time: its history says what.
        heard = []
        while True:
            self.assertFalse(woken.json["reset"])
            heard += [(c["source"], c["kind"], c["id"]) for c in woken.json["changes"]]
            later = self.ask("GET", f"/events?since={woken.json['revision']}&wait=2")
            if later.json["revision"] == woken.json["revision"]:
                break
            woken = later
        self.assertIn(("lockers", "deleted", made.json["id"]), heard)  # beside what other tests left behind
        self.assertEqual(self.ask("GET", ITEMS % "lockers" + "/" + made.json["id"]).status, 404)

    def test_shipped_data_imported_again_keep_what_was_edited_since_and_say_so(self):
        def again(*flags):
            done = subprocess.run([JINTU, "--json", "-q", "--data", self.dir / "data", "import", "--shipped", *flags],
                                  check=True, stdout=subprocess.PIPE)
            return {r["layer"]: r for r in json.loads(done.stdout)["imports"]}
        again("--replace")
        items = ITEMS % "checkin_spots"
        changed, deleted, other = [f["id"] for f in json.loads((ROOT / "data/checkin_spots.geojson").read_text())["features"][:3]]
        untouched = self.ask("GET", f"{items}/{other}").getheader("ETag")
        shipped = self.ask("GET", f"{items}/{changed}").json["properties"]["name_zh"]
        tag = self.ask("GET", f"{items}/{changed}").getheader("ETag")
        self.assertEqual(self.ask("PATCH", f"{items}/{changed}", {"properties": {"name_zh": "编辑改的名"}}, If_Match=tag).status, 200)
        tag = self.ask("GET", f"{items}/{deleted}").getheader("ETag")
        self.assertEqual(self.ask("DELETE", f"{items}/{deleted}", If_Match=tag).status, 204)
        made = self.ask("POST", ITEMS % "lockers", self.locker(117.3, 39.0)).json["id"]
        reports = again()
        for report in reports.values():
            self.assertEqual((report["created"], report["updated"], report["deleted"]), (0, 0, 0), report["layer"])
        self.assertEqual((reports["checkin_spots"]["kept"], reports["lockers"]["kept"], reports["districts"]["kept"]), (2, 1, 0))
        self.assertIn("--replace", reports["checkin_spots"]["notices"][-1])
        self.settle()
        self.assertEqual(self.ask("GET", f"{items}/{changed}").json["properties"]["name_zh"], "编辑改的名")
        self.assertEqual(self.ask("GET", f"{items}/{deleted}").status, 404)
        self.assertEqual(self.ask("GET", f"{ITEMS % 'lockers'}/{made}").status, 200)
        self.assertEqual(self.ask("GET", f"{items}/{other}").getheader("ETag"), untouched)
        reports = again("--replace")
        self.assertEqual([reports["checkin_spots"][k] for k in ("kept", "created", "updated")], [0, 1, 1])
        self.assertEqual(reports["lockers"]["deleted"], 1)
        self.settle()
        self.assertEqual(self.ask("GET", f"{items}/{changed}").json["properties"]["name_zh"], shipped)

    def settle(self):
        """Waits until the server has seen what another process committed."""
        with sqlite3.connect(self.dir / "data/jintu.gpkg") as db:
            last = db.execute("SELECT MAX(revision) FROM jintu_revisions").fetchone()[0]
        for _ in range(200):
            if self.ask("GET", "/readyz").json["revision"] >= last:
                return
            time.sleep(0.05)
        self.fail("the server never saw the import")

    def test_tags_survive_a_restart_and_a_new_import(self):
        tiles = [(s, *tile_of(117.2, 39.13, z)) for z in (0, 8, 11, 14) for s in ("districts", "carriers", "night_streets")]
        before = [self.tile(*t)[1] for t in tiles]
        self.assertEqual(self.stop(), 0)
        subprocess.run([JINTU, "-q", "--data", self.dir / "data", "import", "--shipped"], check=True, stdout=subprocess.DEVNULL)
        type(self).start()
        self.assertEqual([self.tile(*t)[1] for t in tiles], before)

    def raw(self, text, pause=0.0):
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as s:
            for part in text:
                s.sendall(part)
                time.sleep(pause)
            s.shutdown(socket.SHUT_WR)
            out = b""
            while chunk := s.recv(65536):
                out += chunk
        return out

    def test_bodies_arrive_in_pieces_with_100_continue_or_not_at_all(self):
        body = json.dumps(self.locker(117.31, 39.01)).encode()
        head = (f"POST /ogc/collections/lockers/items HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {self.token}\r\n"
                f"Content-Type: application/geo+json\r\nContent-Length: {len(body)}\r\n").encode()
        pieces = [head + b"\r\n"] + [body[i:i + 20] for i in range(0, len(body), 20)]
        self.assertIn(b" 201 Created", self.raw(pieces, 0.005))
        waited = self.raw([head + b"Expect: 100-continue\r\n\r\n", body], 0.1)
        self.assertTrue(waited.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 "), waited[:80])
        two = self.raw([head + b"\r\n" + body + head + b"\r\n" + body])
        self.assertEqual(two.count(b" 201 Created"), 2)
        revision = self.ask("GET", "/readyz").json["revision"]
        self.assertNotIn(b" 201 ", self.raw([head + b"\r\n" + body[:-5]]))  # the client went away
        large = head.replace(str(len(body)).encode(), b"99999999")
        self.assertIn(b" 413 ", self.raw([large + b"\r\n"]))
        self.assertEqual(self.ask("GET", "/readyz").json["revision"], revision)

    def test_two_editors_one_wins(self):
        made = self.ask("POST", ITEMS % "lockers", self.locker(117.33, 39.03))
        path, tag = re.sub(r"^http://[^/]+", "", made.getheader("Location")), made.getheader("ETag")
        statuses = []
        threads = [threading.Thread(target=lambda n=n: statuses.append(
            self.ask("PATCH", path, {"properties": {"name_zh": f"编辑{n}"}}, If_Match=tag).status)) for n in range(8)]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
        self.assertEqual(sorted(statuses), [200] + [412] * 7)


class EditBesideAnArchive(Served):
    """What happens to files beside the store is no failure of an edit, and takes nothing down."""

    @classmethod
    def setUpClass(cls):
        cls.dir = pathlib.Path(tempfile.mkdtemp(prefix="jintu-edit-"))
        cls.maps = cls.dir / "maps"
        cls.maps.mkdir()
        (cls.dir / "jintu.toml").write_text('[data]\ndir = "data"\n[tiles]\narchive = "%s"\n' % (cls.maps / "basemap.pmtiles"))
        program = [JINTU, "-q", "--config", cls.dir / "jintu.toml"]
        subprocess.run([*program, "import", "--shipped"], check=True, stdout=subprocess.DEVNULL)
        subprocess.run([*program, "tiles", "build", "--live", "--layers", "districts", "--zoom", "0-6", "-o", cls.maps / "basemap.pmtiles"],
                       check=True, stdout=subprocess.DEVNULL)
        cls.start()

    def basemap(self):
        return self.ask("GET", "/tiles/basemap/0/0/0.mvt").status

    def wait_for_basemap(self, status):
        for _ in range(100):
            if self.basemap() == status:
                return
            time.sleep(0.1)
        self.fail(f"the basemap did not become {status}")

    def test_an_edit_is_told_as_done_when_the_archive_has_just_vanished(self):
        archive, aside = self.maps / "basemap.pmtiles", self.dir / "aside.pmtiles"
        for turn in range(4):
            self.wait_for_basemap(200)
            archive.rename(aside)
            made = self.ask("POST", ITEMS % "lockers", self.locker(117.1 + turn / 100, 39.3))
            self.assertEqual(made.status, 201, made.text)
            self.assertEqual(self.item("lockers", made.json["id"])[1], made.getheader("ETag"))
            self.wait_for_basemap(404)
            aside.rename(archive)
        self.wait_for_basemap(200)

    def test_a_folder_that_cannot_be_read_for_a_while_takes_nothing_down(self):
        self.wait_for_basemap(200)
        aside = self.dir / "maps-aside"
        self.maps.rename(aside)
        self.maps.symlink_to(self.maps)  # a loop: every look at the archive is an error
        try:
            time.sleep(2.5)
            self.assertIsNone(self.server.poll())
            made = self.ask("POST", ITEMS % "lockers", self.locker(117.15, 39.31))
            self.assertEqual(made.status, 201, made.text)
            self.assertEqual(self.basemap(), 200)  # what was open is served on
        finally:
            self.maps.unlink()
            aside.rename(self.maps)
        self.wait_for_basemap(200)
        self.assertEqual(self.ask("GET", "/readyz").status, 200)


if __name__ == "__main__":
    unittest.main()
