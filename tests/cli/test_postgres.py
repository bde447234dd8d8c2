"""A store in PostgreSQL: servers beside one another, a database that goes away, a store moved there and back."""
import hashlib
import os
import pathlib
import sqlite3
import subprocess
import tempfile
import time
import unittest

from store_folder import JINTU, ROOT, Server, Store

POSTGRES = ROOT / "tests/support/postgres"
LOCKERS = "/ogc/collections/lockers/items"


class Database(Store):
    """A cluster of the class's own, and a database of each test's own."""

    @classmethod
    def setUpClass(cls):
        cls.place = pathlib.Path(tempfile.mkdtemp(prefix="jintu-pg-")) / "pg"
        cls.place.parent.chmod(0o755)
        cls.start()

    @classmethod
    def start(cls):
        done = subprocess.run([POSTGRES, "start", cls.place], capture_output=True, text=True, check=False)
        if done.returncode == 77:
            raise unittest.SkipTest(done.stderr.strip())
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        cls.address = done.stdout.strip()

    @classmethod
    def tearDownClass(cls):
        subprocess.run([POSTGRES, "stop", cls.place], check=True)
        cls.place.parent.rmdir()

    def setUp(self):
        super().setUp()
        self.name = "d" + hashlib.sha256(str(self.dir).encode()).hexdigest()[:12]
        self.psql(f"CREATE DATABASE {self.name}", "postgres")
        self.url = self.address.replace("/postgres?", f"/{self.name}?")
        self.configure("jintu.toml", "data")

    def configure(self, file, folder):
        (self.dir / file).write_text(f'[data]\ndir = "{folder}"\n[store]\nurl = "{self.url}"\n')

    def psql(self, sql, database=None):
        url = self.address.replace("/postgres?", f"/{database or self.name}?")
        return subprocess.run(["psql", "-X", "-q", "-t", "-A", "-v", "ON_ERROR_STOP=1", url, "-c", sql],
                              capture_output=True, text=True, check=True).stdout.strip()

    def run_jintu(self, *args, timeout=120):
        return super().run_jintu("--store", self.url, *args, timeout=timeout)

    def servers(self, count):
        out = []
        for n in range(count):
            folder = self.dir / f"server{n}"
            folder.mkdir()
            self.configure(f"server{n}/jintu.toml", "data")
            server = Server(folder)
            self.addCleanup(server.stop)
            out.append(server)
        return out


class Replicas(Database):
    def test_an_edit_at_one_server_is_at_the_others_when_asked_with_its_revision(self):
        self.ok("import", "--shipped")
        servers = self.servers(3)
        stale = []
        for n in range(30):
            status, made, answer = servers[n % 3].edit(f"lk9{n:05d}")
            self.assertEqual(status, 201)
            revision = answer.getheader("Jintu-Revision")
            for other in (servers[(n + 1) % 3], servers[(n + 2) % 3]):
                status, _, found = other.ask("GET", f"{LOCKERS}/{made['id']}", Jintu_Revision=revision)
                if status != 200 or found.getheader("ETag") != answer.getheader("ETag"):
                    stale.append((n, status))
        self.assertEqual(stale, [])

    def test_the_others_are_told_of_an_edit_without_a_reset_and_keep_the_tags_of_tiles_elsewhere(self):
        self.ok("import", "--shipped")
        one, other, third = self.servers(3)
        far = "/tiles/lockers/14/13493/6203.pbf"
        districts = "/tiles/districts/8/211/97.pbf"
        tags = {path: other.ask("GET", path)[2].getheader("ETag") for path in (far, districts)}
        revision = other.ready()[1]["revision"]
        status, made, _ = one.edit("lk900001")
        self.assertEqual(status, 201)
        for server in (other, third):
            _, told, _ = server.ask("GET", f"/events?since={revision}&wait=20")
            self.assertFalse(told["reset"])
            self.assertEqual([(c["source"], c["kind"], c["id"]) for c in told["changes"]], [("lockers", "created", made["id"])])
        for path, tag in tags.items():
            self.assertEqual(other.ask("GET", path)[2].getheader("ETag"), tag, path)

    def test_a_server_that_will_not_catch_up_says_so_and_is_not_stale(self):
        self.ok("import", "--shipped")
        (server,) = self.servers(1)
        revision = server.ready()[1]["revision"]
        status, content, answer = server.ask("GET", LOCKERS, Jintu_Revision=str(revision + 5), Accept_Language="en")
        self.assertEqual(status, 503)
        self.assertIn(f"has not got revision {revision + 5} yet", content["detail"])
        self.assertTrue(answer.getheader("Retry-After"))
        self.assertEqual(server.ask("GET", LOCKERS, Jintu_Revision="x")[0], 400)
        self.assertEqual(server.ask("GET", LOCKERS, Jintu_Revision=str(revision))[0], 200)


class GoneDatabase(Database):
    def test_a_database_that_goes_away_is_named_and_taken_up_again(self):
        self.ok("import", "--shipped")
        (server,) = self.servers(1)
        self.assertEqual(server.edit("lk900001")[0], 201)
        self.control("stop", "-m", "immediate")
        try:
            status, content = server.until(503)
            self.assertEqual(status, 503)
            self.assertRegex(content["detail"], "(the database (cannot be reached|says: server closed)|the connection to the database is lost)")
            self.assertEqual(server.edit("lk900002")[0], 503)
            self.assertEqual(server.ask("GET", f"{LOCKERS}/lk900001")[0], 200)  # what is in memory is read on
        finally:
            self.control("start", "-l", self.place / "server.log", "-o", f"-k '{self.place}' -c listen_addresses=''")
        self.assertEqual(server.until(200)[0], 200)
        # Connections that were lost are found out one by one: an edit may be told "unavailable" once more.
        end = time.monotonic() + 10
        while (status := server.edit("lk900002")[0]) == 503 and time.monotonic() < end:
            time.sleep(0.1)
        self.assertEqual(status, 201)
        self.assertEqual(self.psql("SELECT count(*) FROM lockers WHERE id LIKE 'lk90000%'"), "2")

    def control(self, *args):
        programs = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
        program = str(programs[-1]) if programs else "pg_ctl"
        owner = os.stat(self.place / "data").st_uid
        as_owner = ["setpriv", "--reuid", str(owner), "--clear-groups"] if os.getuid() == 0 else []
        subprocess.run([*as_owner, program, "-D", self.place / "data", "-w", *map(str, args)], check=True,
                       stdout=subprocess.DEVNULL, cwd=self.place)

    def test_a_server_without_its_database_ends_with_a_clear_word_and_no_password(self):
        done = subprocess.run([JINTU, "-q", "--store", "postgresql://jintu:geheim@127.0.0.1:1/city", "serve", "--port", "0"],
                              capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("连不上数据库 the database cannot be reached", done.stderr)
        self.assertIn("127.0.0.1:1/city", done.stderr)
        self.assertNotIn("geheim", done.stderr + done.stdout)


class Moved(Database):
    def test_a_store_moved_to_postgresql_and_back_has_the_same_history_byte_by_byte(self):
        first, last = self.dir / "first.gpkg", self.dir / "back" / "last.gpkg"
        last.parent.mkdir()
        Store.run_jintu(self, "--store", first, "import", "--shipped")
        Store.run_jintu(self, "--store", first, "import", self.points("mine", 50))
        subprocess.run([JINTU, "-q", "--store", first, "user", "add", "li", "--role", "reviewer"], input="correct horse battery\n",
                       text=True, check=True, stdout=subprocess.DEVNULL)
        head = Store.run_jintu(self, "--store", first, "audit", "head").stdout.strip()
        for source, target in ((first, self.url), (self.url, last)):
            done = Store.run_jintu(self, "migrate", source, target)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertNotIn("host=", done.stdout)
            self.assertIn("li", Store.run_jintu(self, "--store", target, "user", "list").stdout)
            verified = Store.run_jintu(self, "--store", target, "audit", "verify", "--head", head)
            self.assertEqual(verified.returncode, 0, verified.stdout + verified.stderr)
        (server,) = self.servers(1)
        self.assertEqual(server.ask("GET", "/ogc/collections/mine/items/mine7")[0], 200)
        again = Store.run_jintu(self, "migrate", first, self.url)
        self.assertEqual(again.returncode, 1)
        self.assertIn("the target is not empty", again.stderr)
        dumps = []
        for path in (first, last):
            with sqlite3.connect(path) as db:
                dumps.append([db.execute(sql).fetchall() for sql in (
                    "SELECT * FROM jintu_history ORDER BY layer, id, revision",
                    "SELECT * FROM jintu_revisions ORDER BY revision",
                    "SELECT * FROM jintu_layers ORDER BY name",
                    "SELECT * FROM carriers ORDER BY fid",
                    "SELECT * FROM jintu_meta WHERE key NOT LIKE 'store.%' ORDER BY key")])
            db.close()
        self.assertGreater(len(dumps[0][0]), 100)
        self.assertEqual(dumps[0], dumps[1])


class ManyWriters(Database):
    def test_servers_and_imports_on_one_database_fail_in_no_other_way_than_unavailable(self):
        self.ok("import", "--shipped")
        servers = self.servers(2)
        stop = time.monotonic() + float(os.environ.get("JINTU_STORE_SECONDS", "8"))
        seen, imports, n = {}, 0, 0
        while time.monotonic() < stop:
            running = subprocess.Popen([JINTU, "-q", "--data", self.data, "--store", self.url, "import", self.points("s", n % 5 + 1)],
                                       stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
            while running.poll() is None:
                n += 1
                status, _, _ = servers[n % 2].edit(f"lk8{n:05d}")
                seen[status] = seen.get(status, 0) + 1
            faults = running.communicate()[1]
            imports += running.returncode == 0
            self.assertTrue(running.returncode == 0 or "nothing was written" in faults, faults)
        self.assertEqual(set(seen) - {201, 503}, set(), seen)
        self.assertGreater(imports, 0)
        self.assertGreater(seen[201], 5)
        numbers = self.psql("SELECT count(*) = max(revision) AND min(revision) = 1 FROM jintu_revisions")
        self.assertEqual(numbers, "t")


if __name__ == "__main__":
    unittest.main()
