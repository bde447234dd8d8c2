"""Collections of a running server, read by GDAL as its users do: layers that are edited, and those that never are in memory."""
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import unittest
import urllib.request

JINTU = os.environ["JINTU"]
COUNT = 2_500


def place(n):
    return 117 + n % 50 * 0.002, 39 + n // 50 * 0.002


@unittest.skipUnless(shutil.which("ogrinfo"), "SKIP: GDAL's programs are not installed (scripts/packages test)")
class Collections(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="jintu-collections-")
        cls.addClassCleanup(cls.folder.cleanup)
        cls.dir = pathlib.Path(cls.folder.name)
        with open(cls.dir / "stops.csv", "w", encoding="utf-8") as out:
            out.write("n,name,lon,lat,datum\n")
            for n in range(COUNT):
                lon, lat = place(n)
                out.write(f"{n},第{n}站,{lon:.4f},{lat:.4f},wgs84\n")
        jintu = [JINTU, "-q", "--data", cls.dir / "data"]
        for layer, more in (("stops", ["--bulk"]), ("edited", [])):
            subprocess.run([*jintu, "import", cls.dir / "stops.csv", "--layer", layer, *more], check=True, stdout=subprocess.DEVNULL)
        cls.server = subprocess.Popen([*jintu, "serve", "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        cls.addClassCleanup(cls.stop)
        cls.root = f"http://127.0.0.1:{re.search(r':([0-9]+)/', cls.server.stdout.readline()).group(1)}/ogc"

    @classmethod
    def stop(cls):
        cls.server.send_signal(signal.SIGTERM)
        cls.server.wait(timeout=30)
        cls.server.stdout.close()

    def ogr(self, *arguments):
        done = subprocess.run([str(a) for a in arguments], capture_output=True, text=True, timeout=120, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def numbers(self, layer, *options):
        out = self.dir / "out.csv"
        out.unlink(missing_ok=True)
        self.ogr("ogr2ogr", "-f", "CSV", out, f"OAPIF:{self.root}/collections/{layer}", "-oo", "PAGE_SIZE=300", "-select", "n", *options)
        return sorted(int(line.split(",")[-1].strip('"')) for line in out.read_text().splitlines()[1:])

    def test_both_kinds_of_layers_are_listed(self):
        listed = self.ogr("ogrinfo", "-q", f"OAPIF:{self.root}")
        for layer in ("stops", "edited"):
            self.assertRegex(listed, rf"\b{layer}\b")

    def test_every_record_comes_once_by_pages(self):
        for layer in ("stops", "edited"):
            with self.subTest(layer):
                self.assertEqual(self.numbers(layer), list(range(COUNT)))

    def test_a_box_holds_what_lies_in_it(self):
        west, south, east, north = 117.0031, 39.0031, 117.0309, 39.0711
        inside = [n for n in range(COUNT) if west <= place(n)[0] <= east and south <= place(n)[1] <= north]
        self.assertGreater(len(inside), 300)
        for layer in ("stops", "edited"):
            with self.subTest(layer):
                self.assertEqual(self.numbers(layer, "-spat", west, south, east, north), inside)

    def test_schema_and_extent_are_read(self):
        info = self.ogr("ogrinfo", "-so", f"OAPIF:{self.root}/collections/stops", "stops")
        self.assertIn(f"Feature Count: {COUNT}", info)
        self.assertIn("Geometry: Point", info)
        self.assertRegex(info, r"n: Integer")
        self.assertRegex(info, r"Extent: \(117\.0+, 39\.0+\) - \(117\.098")

    def test_a_page_far_back_is_as_the_first(self):
        url, pages = f"{self.root}/collections/stops/items?limit=100", 0
        while url:
            with urllib.request.urlopen(url, timeout=30) as answer:
                page = json.load(answer)
            pages += 1
            self.assertEqual(page["numberReturned"], 100)
            url = next((link["href"] for link in page["links"] if link["rel"] == "next"), None)
        self.assertEqual(pages, COUNT // 100)


if __name__ == "__main__":
    unittest.main()
