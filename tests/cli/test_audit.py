"""jintu audit: what agrees, and what was changed behind the program's back."""
import json
import sqlite3
import unittest

from store_folder import Store


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
