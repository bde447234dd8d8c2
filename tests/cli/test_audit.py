"""jintu audit: what agrees, and what was changed behind the program's back."""
import contextlib
import json
import sqlite3
import subprocess
import unittest

from store_folder import JINTU, Store, people


class Audit(Store):
    def verify(self, *flags):
        done = self.run_jintu("--json", "audit", "verify", *flags)
        return done.returncode, json.loads(done.stdout)

    def subjects(self, *flags):
        code, found = self.verify(*flags)
        self.assertEqual(code, 1 if found["faults"] else 0)
        return [fault["subject"] for fault in found["faults"]]

    def test_an_imported_store_agrees_with_its_log_until_somebody_touches_either(self):
        self.ok("import", "--shipped")
        code, found = self.verify()
        self.assertEqual((code, found["ok"], found["faults"]), (0, True, []))
        self.assertGreater(found["not_entered"], 0)
        head = self.ok("audit", "head").stdout.strip()
        code, found = self.verify("--head", head)
        self.assertEqual((code, found["ok"], found["not_entered"], found["head"]), (0, True, 0, head))
        self.assertGreater(found["records"], 100)

        with sqlite3.connect(self.data / "jintu.gpkg") as store:
            store.execute("UPDATE jintu_history SET properties = json_set(properties, '$.note', 'forged') WHERE layer = 'carriers' AND id = 'necc'")
        self.assertIn("carriers/necc", self.subjects())

    def add_user(self, name, *args):
        subprocess.run([JINTU, "-q", "--data", self.data, "user", "add", name, *args], input=people.PASSWORD + "\n", capture_output=True, text=True, check=True)

    def test_an_account_that_was_changed_or_made_behind_the_back_is_named(self):
        self.ok("import", "--shipped")
        self.add_user("root", "--role", "administrator")
        self.add_user("wang", "--role", "manager", "--carrier", "necc")
        self.add_user("old", "--role", "editor")
        self.ok("user", "token", "wang", "--right", "draft")
        self.ok("user", "change", "wang", "--display", "王")
        self.ok("user", "disable", "old")
        self.ok("audit", "head")
        code, found = self.verify()
        self.assertEqual((code, found["faults"], found["documents"]), (0, [], 4))
        with contextlib.closing(sqlite3.connect(self.data / "people.sqlite")) as db:
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        kept = (self.data / "people.sqlite").read_bytes()

        def named(sql):
            for tail in ("-wal", "-shm"):
                (self.data / ("people.sqlite" + tail)).unlink(missing_ok=True)
            (self.data / "people.sqlite").write_bytes(kept)
            with contextlib.closing(sqlite3.connect(self.data / "people.sqlite")) as db:
                db.execute(sql)
                db.commit()
            return self.subjects()

        change = "UPDATE documents SET body = %s WHERE collection = '%s' AND id LIKE '%s'"
        self.assertEqual(named(change % ("""json_set(body, '$.roles', json('["administrator"]'))""", "auth.users", "wang")), ["user/wang"])
        self.assertEqual(named(change % ("json_set(body, '$.disabled', json('false'))", "auth.users", "old")), ["user/old"])
        self.assertEqual(named("DELETE FROM documents WHERE collection = 'auth.users' AND id = 'old'"), ["user/old"])
        self.assertEqual(named("INSERT INTO documents SELECT collection, 'eve', version, body, changed FROM documents WHERE collection = 'auth.users' AND id = 'root'"), ["user/eve"])
        subjects = named(change % ("""json_set(body, '$.rights', json('["administer"]'))""", "auth.tokens", "%"))
        self.assertEqual([s.rsplit(":")[0] for s in subjects], ["token/wang/jt"])

    def test_a_revision_that_the_log_does_not_know_is_shown(self):
        self.ok("import", "--shipped")
        self.ok("audit", "head")
        self.ok("import", self.points("mine"))
        code, found = self.verify()
        self.assertEqual((code, found["not_entered"], len(found["unknown"])), (0, 1, 1))
        self.assertIn("is not in the log yet", self.run_jintu("audit", "verify").stderr)

    def test_history_of_a_revision_to_come_is_named(self):
        self.ok("import", "--shipped")
        self.ok("audit", "head")
        with sqlite3.connect(self.data / "jintu.gpkg") as store:
            columns = [row[1] for row in store.execute("PRAGMA table_info(jintu_history)")]
            names = ", ".join(columns)
            values = ", ".join("revision + 1000" if c == "revision" else c for c in columns)
            store.execute(f"INSERT INTO jintu_history ({names}) SELECT {values} FROM jintu_history WHERE layer = 'carriers' AND id = 'necc'")
        self.assertEqual(self.subjects(), ["carriers/necc"])

    def test_a_log_that_was_cut_off_is_seen_by_a_head_that_was_noted(self):
        self.ok("import", "--shipped")
        self.ok("import", self.points("mine"))
        head = self.ok("audit", "head").stdout.strip()
        with sqlite3.connect(self.data / "people.sqlite") as log:
            log.execute("DELETE FROM entries WHERE n = (SELECT max(n) FROM entries)")
        last = int(head.split(":")[0])
        self.assertIn(f"entry {last}", self.subjects("--head", head))
        self.assertEqual(self.run_jintu("audit", "verify", "--head", "nonsense").returncode, 1)


if __name__ == "__main__":
    unittest.main()
