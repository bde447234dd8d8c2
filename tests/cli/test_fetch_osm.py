"""scripts/fetch-osm against a local HTTP server: resume, checksum, cache, no network."""
import hashlib
import http.server
import os
import pathlib
import subprocess
import tempfile
import threading
import unittest

ROOT = pathlib.Path(os.environ.get("JINTU_ROOT", pathlib.Path(__file__).parents[2]))
CONTENT = bytes(range(256)) * 4000
NAME = "tianjin-latest.osm.pbf"


class Server(http.server.ThreadingHTTPServer):
    """Serves CONTENT with ranges; `cut` bytes at most a request; `md5` may be a lie."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.content = CONTENT
        self.cut = None
        self.md5 = hashlib.md5(CONTENT).hexdigest()
        self.requests = []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/{NAME}"


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *args):
        pass

    def do_HEAD(self):
        self.answer(body=False)

    def do_GET(self):
        self.answer(body=True)

    def answer(self, body):
        server = self.server
        start = 0
        if self.path.endswith(".md5"):
            content = f"{server.md5}  {NAME}\n".encode()
        else:
            content = server.content
            wanted = self.headers.get("Range")
            if wanted:
                start = int(wanted.split("=")[1].split("-")[0])
            if body:
                server.requests.append(start)
        if start >= len(content) and start:
            self.send_response(416)
            self.end_headers()
            return
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(content) - start))
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        self.end_headers()
        if body:
            end = start + server.cut if server.cut and not self.path.endswith(".md5") else None
            self.wfile.write(content[start:end])


class FetchOsm(unittest.TestCase):
    def setUp(self):
        self.server = Server()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.cache = pathlib.Path(folder.name)

    def fetch(self, *options, url=None):
        done = subprocess.run(
            [ROOT / "scripts/fetch-osm", "--url", url or self.server.url, *options, self.cache],
            capture_output=True, text=True, timeout=120, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.strip(), done.stderr

    def test_fetches_checks_and_then_uses_the_cache(self):
        path, _ = self.fetch()
        self.assertEqual(pathlib.Path(path).read_bytes(), CONTENT)
        again, _ = self.fetch()
        self.assertEqual(again, path)
        self.assertEqual(self.server.requests, [0])

    def test_resumes_a_broken_download(self):
        self.server.cut = 300_000
        path, _ = self.fetch()
        while not path:
            path, _ = self.fetch()
            self.assertLess(len(self.server.requests), 12)
        self.assertEqual(pathlib.Path(path).read_bytes(), CONTENT)
        self.assertIn(300_000, self.server.requests)

    def test_a_wrong_checksum_is_never_used(self):
        self.server.content = b"x" + CONTENT[1:]
        path, said = self.fetch()
        self.assertEqual(path, "")
        self.assertIn("does not match its checksum", said)
        self.assertEqual(list(self.cache.glob("*.part")), [])

    def test_an_error_page_as_checksum_is_not_believed(self):
        self.server.md5 = "<html>please log in</html>"
        path, said = self.fetch()
        self.assertEqual(path, "")
        self.assertEqual(len(said.strip().splitlines()), 1)

    def test_without_network_it_says_so_in_one_line_and_goes_on(self):
        path, said = self.fetch(url="http://127.0.0.1:9/" + NAME)
        self.assertEqual(path, "")
        self.assertEqual(len(said.strip().splitlines()), 1)
        self.assertIn("without a basemap", said)

    def test_offline_uses_what_is_cached_and_asks_nobody(self):
        self.fetch()
        asked = len(self.server.requests)
        path, _ = self.fetch("--offline")
        self.assertTrue(path.endswith(NAME))
        self.assertEqual(len(self.server.requests), asked)

    def test_an_old_copy_stays_when_the_new_one_cannot_be_had(self):
        path, _ = self.fetch()
        os.utime(path, (0, 0))
        again, said = self.fetch(url="http://127.0.0.1:9/" + NAME)
        self.assertEqual(again, path)
        self.assertIn("using the cached extract", said)


if __name__ == "__main__":
    unittest.main()
