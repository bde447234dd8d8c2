"""jintu serve as a process: who may do what by its configuration, what it says of that, and its end."""
import http.client
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest

JINTU = os.environ["JINTU"]
sys.path.insert(0, str(pathlib.Path(os.environ["JINTU_ROOT"]) / "tests/support"))
import people  # noqa: E402
PROBLEM = {"kind": "p_median", "p": 1, "demand": [{"id": "a", "lon": 117.2, "lat": 39.1}],
           "candidates": [{"id": "A", "lon": 117.2, "lat": 39.1}], "distance": {"model": "geodesic"}}


class Serving(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="jintu-serve-")
        cls.addClassCleanup(cls.folder.cleanup)
        cls.dir = pathlib.Path(cls.folder.name)
        subprocess.run([JINTU, "-q", "--data", cls.dir / "data", "import", "--shipped"], check=True, stdout=subprocess.DEVNULL)

    def config(self, text):
        path = self.dir / "jintu.toml"
        path.write_text(f'[data]\ndir = "{self.dir}/data"\n' + text)
        return path

    def start(self, text=""):
        log = open(self.dir / "log", "w+")
        self.addCleanup(log.close)
        process = subprocess.Popen([JINTU, "-q", "--config", self.config(text), "serve", "--port", "0"],
                                   stdout=subprocess.PIPE, stderr=log, text=True)
        self.addCleanup(lambda: process.poll() is None and process.kill())
        self.addCleanup(process.stdout.close)
        return process, int(re.search(r":(\d+)/", process.stdout.readline()).group(1)), log

    def ask(self, port, method, path, body=None, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.addCleanup(connection.close)
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        if body is not None:
            fields["Content-Type"] = "application/json"
        connection.request(method, path, None if body is None else json.dumps(body), fields)
        answer = connection.getresponse()
        return answer.status, answer.read()

    def end(self, process, within):
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(timeout=within), 0)

    def forget_people(self):
        for file in (self.dir / "data").glob("people.sqlite*"):
            file.unlink()

    def findings(self, text):
        done = subprocess.run([JINTU, "--json", "--config", self.config(text), "doctor"], capture_output=True, text=True, check=False)
        return {f["subject"]: f for f in json.loads(done.stdout)["findings"]}

    def test_at_the_desk_a_planner_need_not_sign_in_and_a_foreign_page_gets_nothing(self):
        process, port, _ = self.start()
        self.assertEqual(self.ask(port, "POST", "/siting/jobs", {"problem": PROBLEM})[0], 202)
        self.assertEqual(self.ask(port, "GET", "/siting/jobs", Host=f"localhost:{port}")[0], 200)
        self.assertEqual(self.ask(port, "GET", "/", Host="evil.example")[0], 421)
        self.assertEqual(self.ask(port, "POST", "/siting/jobs", {"problem": PROBLEM}, Host="evil.example", Origin="http://evil.example")[0], 421)
        self.assertEqual(self.ask(port, "POST", "/siting/jobs", {"problem": PROBLEM}, Origin="http://evil.example")[0], 403)
        self.assertEqual(self.ask(port, "GET", "/siting/jobs", X_Forwarded_For="203.0.113.9")[0], 401)
        self.end(process, 10)

    def test_behind_a_proxy_planners_sign_in_and_without_users_the_start_says_so(self):
        self.forget_people()
        process, _, log = self.start('[server]\npublic_url = "https://map.example"\n')
        self.end(process, 10)
        log.seek(0)
        self.assertIn("nobody can edit or plan", log.read())
        token = people.token(JINTU, ["--data", self.dir / "data"], "planner", ["planner"])
        process, port, log = self.start('[server]\npublic_url = "https://map.example"\n')
        for host in ("map.example", f"127.0.0.1:{port}"):
            for method, path in (("GET", "/siting/scenarios"), ("GET", "/siting/jobs"), ("DELETE", "/siting/scenarios/s1")):
                self.assertEqual(self.ask(port, method, path, Host=host)[0], 401)
            self.assertEqual(self.ask(port, "GET", "/siting/scenarios", Host=host, Authorization=f"Bearer {token}", Origin="https://map.example")[0], 200)
        self.assertEqual(self.ask(port, "GET", "/ogc", Host="map.example")[0], 200)
        self.end(process, 10)
        log.seek(0)
        self.assertNotIn("no users", log.read())

    def test_the_doctor_tells_who_may_plan(self):
        self.forget_people()
        self.assertEqual(self.findings("")["选址 siting"]["verdict"], "ok")
        closed = self.findings('[server]\npublic_url = "https://map.example"\n')["选址 siting"]
        self.assertEqual(closed["verdict"], "warning")
        self.assertIn("--role planner", closed["advice"])
        people.add_user(JINTU, ["--data", self.dir / "data"], "doctors-planner", ["planner"])
        self.assertIn("sign in", self.findings('[server]\npublic_url = "https://map.example"\n')["选址 siting"]["found"])
        self.assertEqual(self.findings('[server]\naddress = "0.0.0.0"\n')["地址 address"]["verdict"], "warning")

    def test_no_answer_says_where_the_data_lie(self):
        process, port, _ = self.start()
        os.rename(self.dir / "data/jintu.gpkg", self.dir / "data/gone")
        try:
            for path in ("/siting/points", "/siting/coverage", "/ogc/collections/lockers/items", "/readyz", "/api/site"):
                body = self.ask(port, "GET", path)[1].decode()
                self.assertNotIn(str(self.dir), body, path)
        finally:
            os.rename(self.dir / "data/gone", self.dir / "data/jintu.gpkg")
        self.end(process, 10)

    def test_the_log_in_json_has_one_object_a_line_with_the_request_and_no_query(self):
        config = self.config('[log]\nform = "json"\n[server]\naccess_log = "%s/access"\n' % self.dir)
        with open(self.dir / "log", "w") as log:
            process = subprocess.Popen([JINTU, "--config", config, "serve", "--port", "0"], stdout=subprocess.PIPE, stderr=log, text=True)
        self.addCleanup(process.stdout.close)
        self.addCleanup(lambda: process.poll() is None and process.kill())
        port = int(re.search(r":(\d+)/", process.stdout.readline()).group(1))
        self.assertEqual(self.ask(port, "GET", "/ogc/collections?f=json")[0], 200)
        process.send_signal(signal.SIGINT)
        process.wait(20)
        lines = [json.loads(line) for line in (self.dir / "access").read_text().splitlines()]
        self.assertEqual([(line["event"], line["path"], line["status"]) for line in lines],
                         [("answered", "/ogc/collections", 200)])
        self.assertRegex(lines[0]["id"], "^[0-9a-f]{16}$")

    def test_a_word_that_is_no_level_of_the_log_is_refused(self):
        done = subprocess.run([JINTU, "--config", self.config('[log]\nlevel = "loud"\n'), "serve", "--port", "0"],
                              capture_output=True, text=True, timeout=20)
        self.assertEqual(done.returncode, 1)
        self.assertIn("log.level", done.stderr)

    def test_it_ends_in_time_while_clients_ask_for_what_takes_long(self):
        process, port, _ = self.start("[server]\nshutdown_seconds = 2\n")
        stop = threading.Event()
        answered = threading.Semaphore(0)

        def hammer(path):
            while not stop.is_set():
                try:
                    with socket.create_connection(("127.0.0.1", port), 5) as client:
                        while not stop.is_set():
                            client.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode() * 20)
                            if not client.recv(1 << 20):
                                break
                            answered.release()
                except OSError:
                    time.sleep(0.01)

        threads = [threading.Thread(target=hammer, args=(path,)) for path in ("/catalog", "/tiles/districts/quality.json", "/ogc/api") for _ in range(4)]
        for thread in threads:
            thread.start()
        try:
            for _ in range(5):
                self.assertTrue(answered.acquire(timeout=60))
            began = time.monotonic()
            self.end(process, 30)
            self.assertLess(time.monotonic() - began, 10)
        finally:
            stop.set()
            for thread in threads:
                thread.join()


if __name__ == "__main__":
    unittest.main()
