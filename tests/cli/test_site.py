"""`jintu site`: problems solved, proven and checked; bad problems answered clearly."""
import copy
import csv
import io
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

from schema import faults

JINTU = os.environ["JINTU"]
ROOT = pathlib.Path(os.environ["JINTU_ROOT"])
SHARED = ROOT.parent / "shared/data"
MONACO = SHARED / "osm/monaco.osm.pbf"
PMED1 = SHARED / "siting/pmed1.txt"
PROBLEM_SCHEMA = json.loads((ROOT / "data/schemas/siting/problem.schema.json").read_text())
SOLUTION_SCHEMA = json.loads((ROOT / "data/schemas/siting/solution.schema.json").read_text())
CERTIFICATE_SCHEMA = json.loads((ROOT / "data/schemas/siting/certificate.schema.json").read_text())


def town(kind, **more):
    """Sixty homes and twenty corners round the Drum Tower, straight-line distances."""
    rng = random.Random(7)
    place = lambda: {"lon": round(117.18 + rng.random() * 0.03, 5), "lat": round(39.13 + rng.random() * 0.02, 5)}
    problem = {"kind": kind,
               "demand": [{"id": f"home{i}", **place(), "weight": rng.randint(1, 90)} for i in range(60)],
               "candidates": [{"id": f"corner{j}", **place()} for j in range(20)],
               "distance": {"model": "geodesic"}}
    if kind in ("p_median", "p_center", "mclp"):
        problem["p"] = 4
    if kind == "mclp":
        problem["standard_m"] = 400
    if kind in ("lscp", "lscp_backup"):
        problem["standard_m"] = 900
    problem.update(more)
    return problem


class Site(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.dir = pathlib.Path(tempfile.mkdtemp(prefix="jintu-site-"))

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.dir)

    def jintu(self, *args, **options):
        return subprocess.run([JINTU, "--data", self.dir / "data", *map(str, args)], capture_output=True, text=True, timeout=120, **options)

    def written(self, problem, name="problem.json"):
        path = self.dir / name
        path.write_text(problem if isinstance(problem, str) else json.dumps(problem))
        return path

    def solved(self, problem, *flags):
        done = self.jintu("--json", "-q", "site", "solve", self.written(problem), "--certificate", *flags)
        self.assertEqual(done.returncode, 0, done.stderr)
        answer = json.loads(done.stdout)
        self.assertEqual(faults(answer, SOLUTION_SCHEMA), [])
        if "certificate" in answer:
            self.assertEqual(faults(answer["certificate"], CERTIFICATE_SCHEMA), [])
        return answer

    def check(self, problem, answer, *flags):
        return self.jintu("--json", "site", "check", self.written(problem), self.written(answer, "answer.json"), *flags)

    def test_each_kind_is_solved_to_the_proof_and_checked(self):
        for kind in ("p_median", "p_center", "mclp", "lscp", "lscp_backup"):
            with self.subTest(kind):
                problem = town(kind)
                self.assertEqual(faults(problem, PROBLEM_SCHEMA), [])
                answer = self.solved(problem)
                self.assertEqual((answer["status"], answer["gap"]), ("optimal", 0))
                self.assertEqual(len(answer["assignment"]), 60)
                checked = self.check(problem, answer)
                self.assertEqual(checked.returncode, 0, checked.stdout)
                self.assertEqual(json.loads(checked.stdout)["valid"], True)

    def test_requirements_dispersion_and_markets_are_proven_and_checked(self):
        sizes = [{"id": "small", "capacity": 500, "cost": 2}, {"id": "large", "capacity": 1200, "cost": 3}]
        homes = [f"home{i}" for i in range(0, 60, 2)]
        rivals = [{"id": "rival", "lon": 117.195, "lat": 39.14}]
        spread = {k: v for k, v in town("p_dispersion").items() if k != "demand"}
        problems = {
            "spacing": town("p_median", min_spacing_m=900),
            "budget": town("p_median", sizes=sizes, budget=11),
            "undivided": town("p_median", sizes=sizes, budget=11, single_source=True),
            "floor": town("mclp", equity=[{"id": "east", "demand": homes, "least_share": 0.3}]),
            "cover": town("lscp", min_spacing_m=300),
            "dispersion": {**spread, "p": 5},
            "market": town("market_share", p=2, market={"model": "huff", "decay": 1.5, "competitors": rivals}),
        }
        for name, problem in problems.items():
            with self.subTest(name):
                self.assertEqual(faults(problem, PROBLEM_SCHEMA), [])
                answer = self.solved(problem)
                self.assertEqual(answer["status"], "optimal")
                checked = self.check(problem, answer)
                self.assertEqual(checked.returncode, 0, checked.stdout)
                self.assertAlmostEqual(json.loads(checked.stdout)["bound"], answer["bound"])
                better = 0.99 if name in ("floor", "dispersion", "market") else 1.01
                self.assertEqual(self.check(problem, {**answer, "bound": answer["bound"] * better}).returncode, 1)
                branches = copy.deepcopy(answer["certificate"])
                branches["branches"]["nodes"] = []
                self.assertEqual(self.check(problem, {**answer, "certificate": branches}).returncode, 1)

    def test_the_answer_is_the_best_of_all_plans(self):
        from itertools import combinations
        problem = town("mclp", p=2)
        matrix = [[abs(d["lon"] - c["lon"]) * 86_000 + abs(d["lat"] - c["lat"]) * 111_000 for c in problem["candidates"]] for d in problem["demand"]]
        problem["distance"] = {"matrix_m": matrix}
        best = max(sum(d["weight"] for d, row in zip(problem["demand"], matrix) if min(row[a], row[b]) <= 400)
                   for a, b in combinations(range(20), 2))
        answer = self.solved(problem)
        self.assertEqual(answer["objective"], best)
        self.assertEqual(sum(d["weight"] for d in problem["demand"]) - best, sum(u["weight"] for u in answer["uncovered"]))

    def test_an_altered_certificate_or_answer_is_refused(self):
        problem = town("p_median")
        answer = self.solved(problem)

        def altered(change):
            other = copy.deepcopy(answer)
            change(other)
            done = self.check(problem, other)
            self.assertEqual(done.returncode, 1, done.stdout)
            return json.loads(done.stdout).get("reason") or done.stderr

        tree = lambda a: a["certificate"]["trees"][0]
        self.assertIn("bound", altered(lambda a: a.update(bound=a["bound"] * 1.01)))
        self.assertIn("objective", altered(lambda a: a.update(objective=a["objective"] * 0.99)))
        self.assertTrue(altered(lambda a: a["open"].pop()))
        self.assertIn("another problem", altered(lambda a: a["certificate"].update(problem_digest="0" * 16)))
        self.assertTrue(altered(lambda a: (tree(a).update(claim=tree(a)["claim"] * 1.01), a.update(bound=a["bound"] * 1.01, objective=a["objective"] * 1.01))))
        self.assertIn("no nodes", altered(lambda a: tree(a).update(nodes=[])))
        self.assertIn("nowhere", altered(lambda a: a["open"].append("nowhere")))
        other = town("p_median")
        other["demand"][0]["weight"] += 1
        done = self.check(other, answer)
        self.assertEqual(done.returncode, 1)

    def test_outputs_are_read_by_others(self):
        problem = self.written(town("mclp"))
        done = self.jintu("-q", "site", "solve", problem, "-o", self.dir / "a.json", "-o", self.dir / "sites.geojson",
                          "-o", self.dir / "sites.csv", "--walks", self.dir / "walks.gpkg")
        self.assertEqual(done.returncode, 0, done.stderr)
        answer = json.loads((self.dir / "a.json").read_text())
        sites = json.loads((self.dir / "sites.geojson").read_text())["features"]
        self.assertEqual(sorted(f["id"] if "id" in f else f["properties"]["id"] for f in sites), sorted(answer["open"]))
        self.assertEqual({f["geometry"]["type"] for f in sites}, {"Point"})
        with open(self.dir / "sites.csv", encoding="utf-8-sig") as file:
            self.assertEqual(len(list(csv.DictReader(file))), len(answer["open"]))
        if shutil.which("ogrinfo"):
            info = subprocess.run(["ogrinfo", "-so", "-al", self.dir / "walks.gpkg"], capture_output=True, text=True).stdout
            served = sum(a is not None for a in answer["assignment"])
            self.assertIn(f"Feature Count: {served}", info)
        self.assertEqual(list(self.dir.glob("*.part")), [])

    def test_a_table_shows_no_tail_of_binary_digits(self):
        problem, table = self.dir / "median.json", self.dir / "plan.csv"
        self.jintu("site", "example", "p_median", "-o", problem)
        self.assertEqual(self.jintu("site", "solve", problem, "-o", table).returncode, 0)
        rows = list(csv.DictReader(io.StringIO(table.read_text("utf-8-sig"))))
        self.assertGreater(len(rows), 2)
        for row in rows:
            for name in ("mean_distance_m", "worst_distance_m", "loss_if_closed", "loss_if_next_best"):
                self.assertRegex(row[name], r"^\d+(\.\d{1,3})?$")

    def test_a_report_is_a_page_of_its_own_the_same_from_the_answer_as_from_the_solver(self):
        problem = self.written(town("p_median", title="鼓楼 <试点>"))
        made = self.jintu("site", "solve", problem, "--certificate", "-o", self.dir / "answer.json", "--report", self.dir / "report.html")
        self.assertEqual(made.returncode, 0, made.stderr)
        page = (self.dir / "report.html").read_text()
        for words in ("选址报告：鼓楼 &lt;试点&gt;", "已证明最优", "<svg class=\"map\"", "未经审图"):
            self.assertIn(words, page)
        for load in ("<script", "src=", "href=", "http:", "https:"):
            self.assertNotIn(load, page)
        again = self.jintu("site", "report", problem, self.dir / "answer.json", "-o", self.dir / "again.html")
        self.assertEqual(again.returncode, 0, again.stderr)
        self.assertEqual((self.dir / "again.html").read_text(), page)
        english = self.jintu("site", "report", problem, self.dir / "answer.json", "-o", self.dir / "en.html", "--language", "en")
        self.assertEqual(english.returncode, 0, english.stderr)
        self.assertIn("Proven optimal", (self.dir / "en.html").read_text())
        answer = json.loads((self.dir / "answer.json").read_text())
        del answer["certificate"]
        self.written(answer, "bare.json")
        self.assertEqual(self.jintu("site", "report", problem, self.dir / "bare.json", "-o", self.dir / "bare.html").returncode, 0)
        bare = (self.dir / "bare.html").read_text()
        self.assertNotIn("已证明最优", bare)
        self.assertIn("未经复核", bare)
        for lie in ({"objective": answer["objective"] - 1}, {"gap": 0.5}, {"assignment": answer["assignment"][::-1]}):
            self.written({**answer, **lie}, "lie.json")
            self.assertEqual(self.jintu("site", "report", problem, self.dir / "lie.json", "-o", self.dir / "x.html").returncode, 1)
        other = self.written(town("mclp"), "other.json")
        self.assertEqual(self.jintu("site", "report", other, self.dir / "answer.json", "-o", self.dir / "x.html").returncode, 1)
        self.assertFalse((self.dir / "x.html").exists())

    def test_rules_and_points_from_a_file(self):
        (self.dir / "homes.csv").write_text("id,lon,lat,people\na,117.20,39.13,10\nb,117.21,39.13,20\nc,117.22,39.13,5\n")
        problem = {"kind": "p_median", "p": 1, "distance": {"model": "manhattan"},
                   "demand": {"file": "homes.csv", "weight": "people", "crs": "wgs84"},
                   "candidates": [{"id": 1, "lon": 117.20, "lat": 39.13}, {"id": 2, "lon": 117.21, "lat": 39.13}, {"id": 3, "lon": 117.22, "lat": 39.13}]}
        self.assertEqual(faults(problem, PROBLEM_SCHEMA), [])
        self.assertEqual(self.solved(problem)["open"], ["2"])
        self.assertEqual(self.solved({**problem, "forbidden": [2]})["open"], ["1"])
        self.assertEqual(self.solved({**problem, "existing": [2]})["open"], ["1", "2"])
        self.assertEqual(self.solved({**problem, "required": [3]})["open"], ["3"])

    @unittest.skipUnless(PMED1.exists(), "shared data is absent")
    def test_a_known_optimum_is_proven_and_equal_runs_give_equal_answers(self):
        shutil.copy(PMED1, self.dir)
        problem = {"kind": "p_median", "instance": {"format": "orlib_pmed", "file": "pmed1.txt"}}
        first, second = self.solved(problem), self.solved(problem)
        self.assertEqual((first["status"], first["objective"], first["bound"]), ("optimal", 5819, 5819))
        for answer in (first, second):
            del answer["seconds"]
        self.assertEqual(first, second)

    @unittest.skipUnless(MONACO.exists(), "shared data is absent")
    def test_walks_are_measured_on_the_imported_network(self):
        self.assertEqual(self.jintu("-q", "import", MONACO).returncode, 0)
        problem = {"kind": "p_median", "p": 1, "distance": {"model": "walking", "cutoff_m": 5000},
                   "demand": [{"id": "casino", "lon": 7.4281, "lat": 43.7393}, {"id": "port", "lon": 7.4208, "lat": 43.7348}, {"id": "at sea", "lon": 7.46, "lat": 43.73, "weight": 0}],
                   "candidates": [{"id": "station", "lon": 7.4191, "lat": 43.7385}]}
        walking = self.solved(problem)
        straight = self.solved({**problem, "distance": {"model": "geodesic"}, "demand": problem["demand"][:2]})
        self.assertGreater(walking["objective"], straight["objective"] * 1.05)
        self.assertLess(walking["objective"], straight["objective"] * 3)
        self.assertIn("at sea", walking["notes"][0])
        city = self.dir / "city.json"
        made = self.jintu("site", "city", "--kind", "mclp", "-p", "3", "--standard", "400", "-o", city)
        self.assertEqual(made.returncode, 0, made.stderr)
        problem = json.loads(city.read_text())
        self.assertEqual(faults(problem, PROBLEM_SCHEMA), [])
        self.assertTrue(all(d["id"].startswith("d-") and d["weight"] > 0 for d in problem["demand"]))
        self.assertTrue(all(c["id"].startswith("c-") for c in problem["candidates"]))
        self.assertEqual(self.solved(problem, "--gap", "0.01", "--time-limit", "20")["sites"], 3)
        asked = {"sizes": ("-p", "4", "--size", "small:2000:2", "--size", "large:9000:3.5", "--budget", "14"),
                 "equity": ("--kind", "mclp", "-p", "6", "--standard", "800", "--equity", "0.01"),
                 "market": ("--kind", "market_share", "-p", "3", "--samples", "--decay", "1.5")}
        for what, flags in asked.items():
            with self.subTest(what):
                made = self.jintu("site", "city", *flags, "-o", city)
                if what != "sizes" and made.returncode == 1:  # this extract has no districts, and perhaps no lockers
                    self.assertIn("--samples" if what == "market" else "no districts", made.stderr)
                    continue
                self.assertEqual(made.returncode, 0, made.stderr)
                problem = json.loads(city.read_text())
                self.assertEqual(faults(problem, PROBLEM_SCHEMA), [])
                self.assertIn(what, problem)
        for wrong in (("--size", "small"), ("--size", "small:x:2"), ("--kind", "lscp", "--budget", "3"), ("--equity", "0.5")):
            self.assertEqual(self.jintu("site", "city", *wrong).returncode, 1)
        nowhere = self.jintu("site", "city", "--district", "999999")
        self.assertEqual(nowhere.returncode, 1)
        self.assertIn("999999", nowhere.stderr)

    def test_bad_problems_get_a_clear_answer(self):
        good = town("p_median")

        def refused(problem, *words):
            path = self.written(problem)
            done = self.jintu("-q", "site", "solve", path, "-o", self.dir / "never.json")
            self.assertEqual(done.returncode, 1, done.stdout)
            for word in words:
                self.assertIn(word, done.stderr)
            self.assertFalse((self.dir / "never.json").exists())

        refused({**good, "demand": []}, "no demand")
        refused({**good, "candidates": []}, "no candidate")
        refused({**good, "p": 21}, "p = 21", "20 candidates", "a smaller p")
        refused({**good, "p": 2.5}, "p: expected a whole number")
        refused({**good, "demand": [{**good["demand"][0], "weight": -1}]}, "demand[0]: weight", "expected 0, or 1e-09 to")
        refused({**good, "demand": [{**good["demand"][0], "weight": 1e308}]}, "demand[0]: weight", "got 1e+308")
        refused({**good, "unserved_distance_m": 1e300}, "unserved_distance_m", "got 1e+300")
        refused({**good, "sizes": [{"id": "s", "capacity": 1e17}]}, "sizes[0]: capacity")
        refused({**good, "budget": 0.3, "site_costs": {f"corner{j}": 0.1 + 1e-9 for j in range(20)}}, "budget 0.3 is less than the 0.400000004 that")
        refused({**good, "budget": 11, "site_costs": {f"corner{j}": 2.75 + 1e-10 for j in range(20)}}, "budget 11 is less than the 11.0000000004 that")
        refused({**good, "demand": [{"id": "x", "lon": 117.2, "lat": 139}]}, "demand[0]: lat", "got 139")
        (self.dir / "heavy.csv").write_text("id,lon,lat,people\na,117.20,39.13,1e308\n")
        refused({**good, "demand": {"file": "heavy.csv", "weight": "people", "crs": "wgs84"}}, "a: people", "got 1e+308")
        (self.dir / "far.tsp").write_text("DIMENSION: 2\nNODE_COORD_SECTION\n1 0 0\n2 1e300 0\nEOF\n")
        refused({"kind": "p_median", "p": 1, "instance": {"format": "tsplib", "file": "far.tsp"}}, "far.tsp: line 4: x")
        (self.dir / "far.pmed").write_text("2 1 1\n1 2 inf\n")
        refused({"kind": "p_median", "instance": {"format": "orlib_pmed", "file": "far.pmed"}}, "far.pmed: line 2: expected a length")
        refused({**good, "demand": good["demand"] + good["demand"][:1]}, '"home0" is given twice')
        refused({**good, "distance": {"model": "geodesic", "cutoff_m": 1}}, "no permitted candidate reaches", "home0")
        refused({**good, "required": ["corner1"], "forbidden": ["corner1"]}, "corner1", "both required and forbidden")
        refused({**good, "required": ["corner99"]}, 'no candidate "corner99"')
        refused({**good, "standard_m": 3}, "takes no standard")
        refused({**good, "kind": "p_meridian"}, "expected p_median")
        refused({**good, "extra": 1}, 'unknown field "extra"')
        refused({**good, "distance": {"model": "crow"}}, "expected walking, geodesic or manhattan")
        refused({**good, "distance": {"matrix_m": [[1]]}}, "one row for each of the 60")
        refused('{"kind": "p_median",', "line 1", "not valid JSON")
        refused("[]", "expected an object")
        million = {"kind": "p_median", "p": 1, "demand": [{"id": 1, "lon": 117, "lat": 39}], "distance": {"model": "geodesic"},
                   "candidates": [{"id": k, "lon": 117, "lat": 39} for k in range(1_000_000)]}
        refused(million, "at most 200000 candidates")
        done = self.jintu("site", "solve", self.dir / "absent.json")
        self.assertEqual(done.returncode, 1)
        self.assertIn("absent.json", done.stderr)
        self.assertEqual(self.jintu("site", "solve").returncode, 2)
        for bad in ("0", "1e308", "nan", "soon"):
            done = self.jintu("site", "solve", "x.json", "--time-limit", bad)
            self.assertEqual(done.returncode, 2)
            self.assertIn("expected seconds above 0", done.stderr)

    def test_an_example_of_each_kind_runs_as_it_stands(self):
        kinds = ("p_median", "p_center", "lscp", "lscp_backup", "mclp", "p_dispersion", "market_share", "lockers")
        for kind in kinds:
            with self.subTest(kind):
                path = self.dir / "example.json"
                done = self.jintu("site", "example", kind, "-o", path)
                self.assertEqual(done.returncode, 0, done.stderr)
                problem = json.loads(path.read_text())
                self.assertEqual(faults(problem, PROBLEM_SCHEMA), [])
                self.assertEqual(json.loads(self.jintu("site", "example", kind).stdout), problem)
                answer = self.solved(problem)
                self.assertEqual(answer["status"], "optimal")
                self.assertEqual(self.check(problem, answer).returncode, 0)
        done = self.jintu("site", "example", "p_meridian")
        self.assertEqual(done.returncode, 2)
        self.assertIn("p_median", done.stderr)

    def test_extreme_numbers_never_end_the_program_by_a_signal(self):
        rng = random.Random(11)
        extremes = [1e308, -1e308, 1e-300, 5e-324, -0.0, 0, -1, 1e18, 2**53 + 1, 1e12, 1e9, 1e-9, 1e15, 1e100]

        def numbers(node, found):
            items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
            for key, value in items:
                if isinstance(value, (int, float)) and not isinstance(value, bool):
                    found.append((node, key))
                else:
                    numbers(value, found)
            return found

        ran = refused = 0
        for round in range(48):
            kind = ("p_median", "p_center", "mclp", "lscp", "lscp_backup", "lockers", "p_dispersion", "market_share")[round % 8]
            problem = json.loads(self.jintu("site", "example", kind).stdout)
            places = numbers(problem, [])
            for _ in range(rng.randint(1, 3)):
                node, key = rng.choice(places)
                node[key] = rng.choice(extremes)
            done = self.jintu("-q", "--json", "site", "solve", self.written(problem, "extreme.json"), "--time-limit", "1", *(["--certificate"] if round % 2 else []))
            self.assertIn(done.returncode, (0, 1), (problem, done.stderr))
            ran += 1
            refused += "expected" in done.stderr
        self.assertEqual(ran, 48)
        self.assertGreater(refused, 10)

    def test_walking_without_a_network_says_what_to_do(self):
        data = self.dir / "empty"
        done = subprocess.run([JINTU, "-q", "--data", data, "import", "--shipped"], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        path = self.written({**town("p_median"), "distance": {"model": "walking"}})
        done = subprocess.run([JINTU, "-q", "--data", data, "site", "solve", path], capture_output=True, text=True)
        self.assertEqual(done.returncode, 1)
        self.assertIn("jintu import", done.stderr)

    def test_infeasible_names_what_conflicts(self):
        problem = {"kind": "p_center", "p": 1, "distance": {"matrix_m": [[10, None], [None, 10]]},
                   "demand": [{"id": "east"}, {"id": "west"}], "candidates": [{"id": "a"}, {"id": "b"}]}
        done = self.jintu("--json", "-q", "site", "solve", self.written(problem), "--certificate")
        self.assertEqual(done.returncode, 1)
        answer = json.loads(done.stdout)
        self.assertEqual(faults(answer, SOLUTION_SCHEMA), [])
        self.assertEqual((answer["status"], answer["conflict"]), ("infeasible", ["east", "west"]))
        self.assertEqual((answer["objective"], answer["bound"], answer["gap"]), (None, None, None))
        self.assertIn("east, west", answer["reason"])
        self.assertEqual(self.check(problem, answer).returncode, 0)

    def test_interrupted_it_gives_the_best_so_far(self):
        rng = random.Random(3)
        # Distances without any geometry: the bound stays far from the plan for a long time.
        problem = {"kind": "p_median", "p": 15, "demand": [{"id": i} for i in range(400)], "candidates": [{"id": j} for j in range(200)],
                   "distance": {"matrix_m": [[rng.randint(1, 1000) for _ in range(200)] for _ in range(400)]}}
        out = self.dir / "part-way.json"
        process = subprocess.Popen([JINTU, "--json", "site", "solve", self.written(problem), "-o", out, "--time-limit", "300"],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for line in process.stderr:
            if "gap" in line and "%" in line:  # a plan and a bound
                break
        process.send_signal(signal.SIGINT)
        stdout, stderr = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 130, stderr)
        answer = json.loads(stdout)
        self.assertEqual(answer["status"], "feasible")
        self.assertLessEqual(answer["bound"], answer["objective"])
        self.assertEqual(len(answer["open"]), 15)
        self.assertIn("interrupted", answer["reason"])
        self.assertEqual(json.loads(out.read_text()), answer)

    def test_with_requirements_the_first_interrupt_and_the_limit_are_kept(self):
        rng = random.Random(4)
        at = [(rng.random() * 9000, rng.random() * 9000) for _ in range(260)]
        matrix = [[round(((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) ** 0.5) for b in at[:160]] for a in at]
        size = {"id": "one", "capacity": sum(range(1, 10)) * 260 / 9 / 20 * 1.15}
        problem = {"kind": "p_median", "p": 20, "demand": [{"id": i, "weight": i % 9 + 1} for i in range(260)], "candidates": [{"id": j} for j in range(160)],
                   "sizes": [size], "single_source": True, "budget": 20, "min_spacing_m": 400, "site_costs": {str(j): 1 for j in range(160)},
                   "distance": {"matrix_m": matrix, "site_matrix_m": [row[:160] for row in matrix[:160]]}}
        path = self.written(problem, "strict.json")
        process = subprocess.Popen([JINTU, "--json", "site", "solve", path, "--time-limit", "300"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        time.sleep(3)
        self.assertIsNone(process.poll())
        asked = time.monotonic()
        process.send_signal(signal.SIGINT)
        stdout, stderr = process.communicate(timeout=60)
        self.assertLess(time.monotonic() - asked, 15)
        self.assertEqual(process.returncode, 130, stderr)
        self.assertIn("interrupted", stdout + stderr)
        began = time.monotonic()
        limited = json.loads(self.jintu("--json", "site", "solve", path, "--time-limit", "2", "--certificate").stdout)
        self.assertLess(time.monotonic() - began, 17)
        self.assertIn("time limit", limited["reason"])


if __name__ == "__main__":
    unittest.main()
