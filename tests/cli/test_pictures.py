"""Pictures and posters as the program draws them, and what becomes of them without fonts."""
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import unittest
import urllib.error
import urllib.request

JINTU = os.environ["JINTU"]


class Pictures(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.dir = pathlib.Path(tempfile.mkdtemp(prefix="jintu-pictures-"))
        subprocess.run([JINTU, "-q", "--data", cls.dir / "data", "import", "--shipped"], check=True, stdout=subprocess.DEVNULL)
        (cls.dir / "fonts.conf").write_text("<?xml version='1.0'?><!DOCTYPE fontconfig SYSTEM 'fonts.dtd'><fontconfig></fontconfig>")

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.dir)

    def serve(self, env=None, public_url="https://map.example"):
        config = self.dir / "jintu.toml"
        config.write_text(f'[data]\ndir = "{self.dir / "data"}"\n[server]\npublic_url = "{public_url}"\n')
        process = subprocess.Popen([JINTU, "-q", "--config", config, "serve", "--port", "0"], stdout=subprocess.PIPE,
                                   stderr=subprocess.DEVNULL, text=True, env={**os.environ, **(env or {})})
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.send_signal, signal.SIGTERM)
        port = int(re.search(r":(\d+)/", process.stdout.readline()).group(1))
        return f"http://127.0.0.1:{port}"

    def get(self, url):
        try:
            with urllib.request.urlopen(urllib.request.Request(url, headers={"Host": "map.example"}), timeout=30) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, refused.read()

    def without_fonts(self):
        return {"FONTCONFIG_FILE": str(self.dir / "fonts.conf")}

    def test_the_text_of_a_posters_pdf_is_text_and_its_fonts_are_inside(self):
        status, pdf = self.get(self.serve() + "/posters/120101.pdf")
        self.assertEqual(status, 200)
        (self.dir / "poster.pdf").write_bytes(pdf)
        text = subprocess.run(["pdftotext", self.dir / "poster.pdf", "-"], check=True, capture_output=True, text=True).stdout
        for words in ("和平区之夜", "津湾广场", "营业时间未知", "地铁", "示例数据 未经审图", "扫码看今晚"):
            self.assertIn(words, text)
        told = subprocess.run(["pdffonts", self.dir / "poster.pdf"], check=True, capture_output=True, text=True).stdout.splitlines()[2:]
        self.assertGreaterEqual(len(told), 2)
        for line in told:
            self.assertRegex(line, r" yes yes yes ", "embedded, in part, with Unicode")
        size = subprocess.run(["pdfinfo", self.dir / "poster.pdf"], check=True, capture_output=True, text=True).stdout
        self.assertIn("A3", size)
        self.assertRegex(size, r"Pages: +1\n")

    def test_every_place_has_a_preview_of_at_most_300_kb_and_every_district_a_poster_of_at_most_2_mb(self):
        root = self.serve()
        for layer, count in (("night_streets", 58), ("checkin_spots", 2), ("carriers", 2), ("lockers", 2), ("heritage_blocks", 2)):
            page = self.get(f"{root}/places/{layer}?lang=zh")[1].decode()
            ids = re.findall(rf'href="/places/{layer}/([^"?]+)', page)
            self.assertGreaterEqual(len(ids), count)
            for one in ids[:count]:
                status, image = self.get(f"{root}/previews/{layer}/{one}.png")
                self.assertEqual((status, image[1:4]), (200, b"PNG"), one)
                self.assertLessEqual(len(image), 300_000, one)
        for code in list(range(120101, 120107)) + list(range(120110, 120120)):
            status, poster = self.get(f"{root}/posters/{code}.png")
            self.assertEqual(status, 200, code)
            self.assertLessEqual(len(poster), 2_000_000, code)

    def test_without_a_public_address_a_poster_leads_nowhere(self):
        config_url = self.serve(public_url="")
        with urllib.request.urlopen(config_url + "/posters/120101.pdf", timeout=30) as answer:
            pdf = answer.read()
        self.assertNotIn(b"/URI", pdf)

    def test_without_fonts_the_server_starts_and_pictures_answer_503_with_the_reason(self):
        root = self.serve(self.without_fonts())
        self.assertEqual(self.get(root + "/places/night_streets/ns01")[0], 200)
        for path in ("/previews/night_streets/ns01.png", "/previews/night.png", "/posters/120101.pdf"):
            status, problem = self.get(root + path)
            self.assertEqual(status, 503, path)
            self.assertIn("fonts-noto-cjk", problem.decode(), path)

    def test_the_doctor_says_that_there_is_no_font(self):
        def said(env):
            done = subprocess.run([JINTU, "--data", self.dir / "data", "doctor"], capture_output=True, text=True, check=False,
                                  env={**os.environ, **env})
            return next(line for line in done.stdout.splitlines() if "图片与海报" in line)
        self.assertIn("cairo", said({}))
        self.assertIn("fonts-noto-cjk", said(self.without_fonts()))

    def test_the_program_itself_does_not_load_what_draws(self):
        libraries = subprocess.run(["ldd", JINTU], check=True, capture_output=True, text=True).stdout
        self.assertIn("libc.so", libraries)
        for one in ("libcairo", "libpango", "libfontconfig", "libglib"):
            self.assertNotIn(one, libraries)


if __name__ == "__main__":
    unittest.main()
