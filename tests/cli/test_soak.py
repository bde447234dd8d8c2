"""The soak of `./bench soak`, for some seconds: it runs, and finds no stale answer."""
import json
import os
import pathlib
import subprocess
import sys
import unittest

ROOT = pathlib.Path(os.environ["JINTU_ROOT"])


class Soak(unittest.TestCase):
    def test_mixed_reads_and_edits_without_a_stale_answer(self):
        done = subprocess.run([sys.executable, ROOT / "tests/bench/soak/run", "--minutes", "0.1", "--no-save", "--records", "500", "--plans", "--osm", os.devnull + ".pbf",
                               "--jintu", os.environ["JINTU"]], capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        result = json.loads(done.stdout[done.stdout.index("{"):])
        self.assertEqual(result["faults"], [])
        self.assertGreater(result["edits_confirmed"], 0)
        for kind in ("tile", "item", "live", "create", "edit", "events", "records", "job", "scenario", "plan tile"):
            self.assertGreater(result["requests"].get(kind, 0), 0, kind)


if __name__ == "__main__":
    unittest.main()
