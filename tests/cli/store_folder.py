"""A data folder of its own, a server on it, and what doctor says: for the tests of the store."""
import http.client
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time
import unittest

JINTU = os.environ["JINTU"]
ROOT = pathlib.Path(os.environ["JINTU_ROOT"])
SHARED = ROOT.parent / "shared/data"
sys.path.insert(0, str(ROOT / "tests/support"))
import people  # noqa: E402


def point(key, n):
    return {"type": "Feature", "id": key, "geometry": {"type": "Point", "coordinates": [117.2, 39.1]}, "properties": {"n": n}}


class Server:
    def __init__(self, folder):
        self.folder = folder
        self.token = None
        self.errors = tempfile.TemporaryFile()
        self.process = subprocess.Popen([JINTU, "-q", "--config", folder / "jintu.toml", "serve", "--port", "0"],
                                        stdout=subprocess.PIPE, stderr=self.errors, text=True)
        line = self.process.stdout.readline()
        self.port = int(re.search(r":(\d+)/", line).group(1))

    def get_token(self):
        """For edits; made with the first of them, where it is not asked for before."""
        if not self.token:
            self.token = people.token(JINTU, ["--config", self.folder / "jintu.toml"], f"tester{self.port}")
            people.until_known(self.port, self.token)

    def save(self, scenario):
        return self.ask("POST", "/siting/scenarios", scenario, Content_Type="application/json")

    def ask(self, method, path, body=None, **fields):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        fields = {name.replace("_", "-"): value for name, value in fields.items()}
        if body is not None:
            fields.setdefault("Content-Type", "application/geo+json")
        if method != "GET" and path.startswith("/ogc/"):
            self.get_token()
            fields["Authorization"] = "Bearer " + self.token
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
        (self.dir / "jintu.toml").write_text('[data]\ndir = "data"\n')

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
