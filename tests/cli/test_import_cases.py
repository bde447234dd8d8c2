"""Files as people have them, and what they mean: each of tests/data/import_cases has its right value here."""
import io
import json
import os
import pathlib
import re
import resource
import struct
import subprocess
import tempfile
import time
import unittest
import xml.dom.minidom
import zipfile
import zlib

JINTU = os.environ["JINTU"]
ROOT = pathlib.Path(os.environ["JINTU_ROOT"])
CASES = ROOT / "tests/data/import_cases"


class Case(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="jintu-cases-")
        self.addCleanup(folder.cleanup)
        self.dir = pathlib.Path(folder.name)
        self.data = self.dir / "data"

    def run_jintu(self, *args, memory=None):
        limit = (lambda: resource.setrlimit(resource.RLIMIT_AS, (memory, memory))) if memory else None
        return subprocess.run([JINTU, "--data", str(self.data), *map(str, args)],
                              capture_output=True, text=True, timeout=120, check=False, preexec_fn=limit)

    def import_file(self, path, *args):
        """The report of the import; fails unless it worked."""
        done = self.run_jintu("--json", "-q", "import", path, "--layer", "x", *args)
        self.assertEqual(done.returncode, 0, done.stderr + done.stdout)
        return json.loads(done.stdout)["imports"][0]

    def refused(self, path, *args):
        done = self.run_jintu("--json", "-q", "import", path, *args)
        self.assertNotEqual(done.returncode, 0, done.stdout)
        return done.stderr + done.stdout

    def exported(self, layer="x"):
        out = self.dir / f"{layer}.geojson"
        done = self.run_jintu("export", layer, out)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(out.read_text())["features"]

    def features(self, path, *args):
        report = self.import_file(path, *args)
        return self.exported(), report

    def properties(self, path, *args):
        """By name, without the id."""
        features, _ = self.features(path, *args)
        return [{k: v for k, v in f["properties"].items() if k != "id"} for f in features]

    def file(self, name, content):
        path = self.dir / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def assertNotice(self, report, pattern):
        self.assertTrue(any(re.search(pattern, n) for n in report["notices"]), report["notices"])

    def assertAt(self, feature, lon, lat, metres=1.0):
        x, y = feature["geometry"]["coordinates"][:2]
        self.assertLess(max(abs(x - lon) * 86400, abs(y - lat) * 111200), metres, (x, y))


class Names(Case):
    def test_files_with_chinese_names_do_not_share_a_layer(self):
        for name in ("夜市", "快递", "商圈"):
            self.assertIn("--layer", self.refused(CASES / f"c38/{name}.csv", *(["--replace"] if name == "商圈" else [])))
        for name in ("a" * 70, "商圈 2"):
            self.assertIn("--layer", self.refused(self.file(name + ".csv", (CASES / "c38/商圈.csv").read_text())))

    def test_reserved_columns_are_renamed_with_a_notice(self):
        for name, renamed, values in (("c01a_fid.geojson", "fid_1", [1, 7]), ("c01c_Id.geojson", "Id_1", [0, 0]),
                                      ("c01e_geom.geojson", "geom_1", ["0101000020E6100000"])):
            with self.subTest(name):
                self.data = self.dir / name
                features, report = self.features(CASES / name)
                self.assertEqual([f["properties"][renamed] for f in features], values)
                self.assertNotice(report, renamed)
                again = self.import_file(CASES / name)
                self.assertEqual((again["created"], again["updated"]), (0, 0))

    def test_columns_that_differ_by_case_are_both_kept(self):
        features, report = self.features(CASES / "c02a_case.geojson")
        self.assertEqual([(f["properties"]["name"], f["properties"]["NAME_1"]) for f in features],
                         [("和平路", "HEPING ROAD"), ("南京路", "NANJING ROAD")])
        self.assertNotice(report, "NAME_1")

    def test_a_shapefile_with_reserved_columns_is_read(self):
        features, _ = self.features(CASES / "c11_dbf_nulls.shp")
        self.assertGreater(len(features), 0)

    def test_a_column_that_stands_twice_is_renamed(self):
        path = self.file("a.csv", "名称,备注,备注,lon,lat,datum\n甲,一,二,117.2,39.13,wgs84\n")
        self.assertEqual(self.properties(path), [{"名称": "甲", "备注": "一", "备注_2": "二"}])


class Tables(Case):
    def test_codes_that_look_like_numbers_stay_text(self):
        for name in ("c03_phones.csv", "c03b_phones.xlsx"):
            with self.subTest(name):
                self.data = self.dir / name
                rows = self.properties(CASES / name)
                self.assertEqual([r["电话"] for r in rows], ["+8613800000001", "+8613800000002"])
                self.assertEqual([r["运单号"] for r in rows], ["12345678901234567890", "12345678901234567891"])
                self.assertEqual([r["楼栋"] for r in rows], ["3E2", "5E1"])
        self.data = self.dir / "again"
        rows = self.properties(CASES / "c03_phones.csv")
        self.assertEqual([r["门牌"] for r in rows], ["1.10", "2.20"])
        self.assertEqual([r["版本"] for r in rows], ["2.50", "3.00"])

    def test_numbers_are_numbers_still(self):
        path = self.file("a.csv", "a,b,c,d,lon,lat,datum\n1,1.5,-5,0.25,117.2,39.13,wgs84\n20,2,7,10,117.2,39.14,wgs84\n")
        self.assertEqual(self.properties(path), [{"a": 1, "b": 1.5, "c": -5, "d": 0.25}, {"a": 20, "b": 2.0, "c": 7, "d": 10.0}])

    def test_phonetic_guides_are_no_text_and_rich_text_is(self):
        self.assertEqual(self.properties(CASES / "c04_phonetic.xlsx")[0]["名称"], "解放北路")
        self.data = self.dir / "rich"
        rows = self.properties(CASES / "c05d_rich.xlsx")
        self.assertEqual([r["名称"] for r in rows], ["解放北路", "内联富文本", "公式结果", "解放北路"])

    def test_dates_of_a_sheet_are_dates_in_each_format(self):
        row = self.properties(CASES / "c39_dates.xlsx")[0]
        for column in ("f14", "f22", "f31", "f57", "f20", "f176", "f177", "f178", "f179", "f180", "f181"):
            self.assertEqual(row[column], "2026-03-01 18:30", column)
        for column in ("f0", "f182", "f183", "f184"):
            self.assertAlmostEqual(row[column], 46082.7708333, 4, column)

    def test_one_of_several_sheets_or_layers_is_read_by_name(self):
        self.assertIn("--source-layer", self.refused(CASES / "c05c_merged_two_sheets.xlsx", "--layer", "x"))
        features, report = self.features(CASES / "c05c_merged_two_sheets.xlsx", "--source-layer", "点位")
        self.assertEqual(features[0]["properties"]["名称"], "一号柜")
        self.assertAt(features[0], 117.2, 39.13)
        self.data = self.dir / "styles"
        features, _ = self.features(CASES / "c15f_styles.gpkg")
        self.assertEqual(len(features), 2)
        self.assertIn("layer_styles", self.refused(CASES / "c15f_styles.gpkg", "--layer", "x", "--source-layer", "none"))

    def test_the_line_with_which_excel_names_the_separator(self):
        self.assertEqual(self.properties(CASES / "c14e_sep.csv"), [{"名称": "甲"}])

    def test_blanks_of_every_kind_are_blanks(self):
        features, _ = self.features(CASES / "c14p_nbsp.csv")
        self.assertAt(features[0], 117.2, 39.13)
        self.assertAt(features[1], 117.21, 39.13)
        self.data = self.dir / "wide"
        path = self.file("a.csv", "名称,经度,纬度,坐标系\n甲,１１７．２,\ufeff39.13\u2003,wgs84\n")
        self.assertAt(self.features(path)[0][0], 117.2, 39.13)

    def test_surveyors_x_is_the_northing(self):
        features, report = self.features(CASES / "c14g_surveyxy.csv", "--crs", "EPSG:4548")
        self.assertAt(features[0], 117.2000580, 39.1240981)
        self.assertNotice(report, "northing")

    def test_texts_that_spreadsheets_take_for_formulas(self):
        path = self.file("a.geojson", json.dumps({"type": "FeatureCollection", "features": [
            {"type": "Feature", "id": str(i), "properties": {"note": note, "n": -5},
             "geometry": {"type": "Point", "coordinates": [117.2, 39.13]}}
            for i, note in enumerate(["=1+1", "+cmd", "-cmd", "@x", "\tx", "\rx", "-5", "+86138", "plain"])]}))
        self.import_file(path)
        for flags, first in (([], "=1+1"), (["--csv-safe"], "'=1+1")):
            out = self.dir / "o.csv"
            done = self.run_jintu("export", "x", out, *flags)
            self.assertEqual(done.returncode, 0, done.stderr)
            text = out.read_bytes().decode("utf-8-sig")
            self.assertIn(f",{first},-5\r\n", text)
        for safe in ("'+cmd", "'-cmd", "'@x", "'\tx", ",-5,-5", ",+86138,", ",plain,"):
            self.assertIn(safe, text)


class Kml(Case):
    def test_all_data_of_placemarks_is_kept_under_its_own_name(self):
        self.assertEqual(self.properties(CASES / "c17a_data_all.kml"),
                         [{"name": "甲", "电话": "022-1", "编号": "007"}, {"name": "乙", "电话": "022-2", "编号": "008"}])

    def test_data_beside_a_schema_is_kept(self):
        self.assertEqual(self.properties(CASES / "c17e_schema_and_data.kml"),
                         [{"name": "甲", "格口数": 48, "电话": "022-1"}, {"name": "乙", "编号": "008"}])

    def test_all_documents_of_a_kmz_are_read(self):
        features, report = self.features(CASES / "c35a_links.kmz")
        self.assertEqual({f["properties"]["name"] for f in features}, {"主点", "夜市甲", "夜市乙", "柜甲"})

    def test_a_kml_in_the_encoding_that_it_declares(self):
        self.assertEqual(self.properties(CASES / "c13f_gbk.kml"), [{"name": "和平区"}])

    def test_a_kml_that_says_utf_8_and_is_gbk(self):
        text = (CASES / "c13f_gbk.kml").read_bytes().replace(b'encoding="GBK"', b'encoding="UTF-8"')
        self.assertEqual(self.properties(self.file("a.kml", text)), [{"name": "和平区"}])

    def test_an_exported_kml_is_xml_whatever_the_texts_hold(self):
        self.import_file(CASES / "c31b_ctrl.geojson")
        out = self.dir / "o.kml"
        done = self.run_jintu("export", "x", out)
        self.assertEqual(done.returncode, 0)
        self.assertIn("left out", done.stdout)
        self.assertIn("ab", xml.dom.minidom.parse(str(out)).toxml())

    def test_an_exported_kml_keeps_fields_that_kml_has_too(self):
        self.import_file(CASES / "c31c_icon.geojson")
        out = self.dir / "o.kml"
        self.assertEqual(self.run_jintu("export", "x", out).returncode, 0)
        before = self.exported()[0]["properties"]
        self.data = self.dir / "again"
        self.assertEqual(self.properties(out)[0], {k: v for k, v in before.items() if k != "id"})


class Drawings(Case):
    CRS = ("--crs", "EPSG:4548")

    def test_an_entity_that_cannot_be_read_is_rejected_alone(self):
        features, report = self.features(CASES / "c18a_spline_fit.dxf", *self.CRS)
        self.assertEqual(len(features), 2)
        self.assertEqual(report["rejected"], 1)
        reject = json.loads(pathlib.Path(report["rejects_file"]).read_text().splitlines()[0])
        self.assertIn("SPLINE", reject["feature"])

    def test_paper_space_is_left_out_and_counted(self):
        features, report = self.features(CASES / "c09b_frozen_paper.dxf", *self.CRS)
        for feature in features:
            self.assertNotIn("112.5", json.dumps(feature["geometry"]))
        self.assertNotice(report, "paper space")

    def test_texts_in_the_escapes_of_code_pages(self):
        features, _ = self.features(CASES / "c07_mplus.dxf", *self.CRS)
        self.assertIn("天津市", json.dumps(features, ensure_ascii=False))

    def test_a_hatch_of_two_areas_has_two(self):
        features, report = self.features(CASES / "c06_hatch.dxf", *self.CRS)
        self.assertEqual(report["rejected"], 0)
        self.assertIn(("MultiPolygon", 2), [(f["geometry"]["type"], len(f["geometry"]["coordinates"])) for f in features])


class Places(Case):
    def test_a_code_page_that_lies(self):
        features, report = self.features(CASES / "c10a_cpg_gbk_text_utf8.shp")
        self.assertIn("和平区", json.dumps(features, ensure_ascii=False))
        self.assertIn("UTF-8", report["encoding"])
        self.data = self.dir / "option"
        features, _ = self.features(CASES / "c10a_cpg_gbk_text_utf8.shp", "--encoding", "utf8")
        self.assertIn("和平区", json.dumps(features, ensure_ascii=False))

    def test_shapes_valid_in_their_own_crs_stay_valid(self):
        features, report = self.features(CASES / "c37_reproj.geojson")
        self.assertEqual((len(features), report["rejected"]), (5, 0))

    def test_places_outside_the_area_of_the_crs_are_told(self):
        features, report = self.features(CASES / "c12g_degrees_but_4548prj.shp")
        self.assertNotice(report, "area of use")
        self.assertEqual([f["properties"]["NAME"] for f in features], ["甲", "乙"])

    def test_our_own_gcj02_export_comes_back_to_its_place(self):
        self.import_file(self.file("a.csv", "id,名称,lon,lat,datum\n1,甲,117.2,39.13,wgs84\n"))
        for extension in (".geojson", ".gpkg", ".fgb", ".csv", ".xlsx", ".shp"):
            with self.subTest(extension):
                out = self.dir / ("o" + extension)
                self.data = self.dir / "data"
                self.assertEqual(self.run_jintu("export", "x", out, "--crs", "gcj02").returncode, 0)
                self.data = self.dir / ("again" + extension)
                features, _ = self.features(out)
                self.assertAt(features[0], 117.2, 39.13, 0.1)
                self.assertNotIn("datum", features[0]["properties"])

    def test_a_shift_of_unknown_accuracy_is_told(self):
        for crs in ("EPSG:4610", "EPSG:2383", "EPSG:4214"):
            with self.subTest(crs):
                self.data = self.dir / crs.replace(":", "")
                x, y = (517300, 4332300) if crs == "EPSG:2383" else (117.2, 39.13)
                report = self.import_file(self.file("a.csv", f"名称,x,y\n甲,{x},{y}\n"), "--crs", crs)
                self.assertNotice(report, "accuracy")
        self.data = self.dir / "cgcs"
        report = self.import_file(self.file("a.csv", "名称,x,y\n甲,517300,4332300\n"), "--crs", "EPSG:4548")
        self.assertEqual(report["notices"], [])

    def test_real_ids_are_whole_numbers(self):
        features, _ = self.features(CASES / "c34a_realid.geojson")
        self.assertEqual([f["id"] for f in features], ["1", "2"])


def dxf(blocks, entities):
    def pairs(items):
        return "".join(f"{code}\n{value}\n" for code, value in items)
    text = "0\nSECTION\n2\nBLOCKS\n"
    for name, content in blocks:
        text += pairs([(0, "BLOCK"), (8, "0"), (2, name), (70, 0), (10, 0), (20, 0), (3, name)]) + pairs(content)
        text += pairs([(0, "ENDBLK"), (8, "0")])
    return text + "0\nENDSEC\n0\nSECTION\n2\nENTITIES\n" + pairs(entities) + "0\nENDSEC\n0\nEOF\n"


def insert(name, columns=1, rows=1, x=517300, y=4332300):
    return [(0, "INSERT"), (8, "0"), (2, name), (10, x), (20, y), (70, columns), (71, rows), (44, 1), (45, 1)]


POINT = [(0, "POINT"), (8, "0"), (10, 0), (20, 0)]


class Bombs(Case):
    """Stopped early, in little memory, with an error that names the file and the limit."""
    MEMORY = 2 << 30  # of addresses; most of it is libraries

    def stopped(self, path, *args):
        begin = time.monotonic()
        done = self.run_jintu("-q", "import", path, "--layer", "x", *args, memory=self.MEMORY)
        seconds = time.monotonic() - begin
        said = done.stderr + done.stdout
        self.assertNotEqual(done.returncode, 0)
        self.assertGreaterEqual(done.returncode, 0, "killed by a signal: " + said)
        self.assertIn(path.name, said)
        self.assertRegex(said, r"more than \d+|larger than \d+|deeper than \d+")
        self.assertLess(seconds, 30)
        return said

    def test_nested_blocks(self):
        blocks = [("b0", POINT)] + [(f"b{i}", insert(f"b{i - 1}", x=0, y=0) * 10) for i in range(1, 12)]
        self.stopped(self.file("a.dxf", dxf(blocks, insert("b11"))), "--crs", "EPSG:4548")

    def test_blocks_that_nothing_inserts_are_unfolded_too(self):
        blocks = [("b0", POINT)] + [(f"b{i}", insert(f"b{i - 1}", x=0, y=0) * 10) for i in range(1, 12)]
        self.stopped(self.file("a.dxf", dxf(blocks, POINT)), "--crs", "EPSG:4548")

    def test_an_array_of_inserts(self):
        for block in (POINT, []):
            self.stopped(self.file("a.dxf", dxf([("b", block)], insert("b", 30000, 30000))), "--crs", "EPSG:4548")

    def test_blocks_that_hold_themselves_end(self):
        path = self.file("a.dxf", dxf([("a", insert("b")), ("b", insert("a"))], insert("a") + [
            (0, "POINT"), (8, "0"), (10, 517300), (20, 4332300)]))
        self.run_jintu("-q", "import", path, "--layer", "x", "--crs", "EPSG:4548")  # ended: timeout otherwise

    def test_an_arc_of_a_billion_degrees_is_rejected_alone(self):
        arc = [(0, "ARC"), (8, "0"), (10, 517300), (20, 4332300), (40, 10), (50, 0), (51, 1e9)]
        point = [(0, "POINT"), (8, "0"), (10, 517300), (20, 4332300)]
        features, report = self.features(self.file("a.dxf", dxf([], arc + point)), "--crs", "EPSG:4548")
        self.assertEqual((len(features), report["rejects_by_code"]), (1, {"too_many_vertices": 1}))

    def zipped(self, name, files):
        path = self.dir / name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
            for inside, pieces in files.items():
                with out.open(inside, "w", force_zip64=True) as entry:
                    for piece in pieces:
                        entry.write(piece)
        return path

    def test_a_kmz_that_inflates(self):
        self.stopped(self.zipped("a.kmz", {"doc.kml": [b"<kml>"] + [b" " * (1 << 20)] * 600}))
        placemark = b"<Placemark><Point><coordinates>117.2,39.13</coordinates></Point></Placemark>" * 10000
        self.stopped(self.zipped("b.kmz", {"doc.kml": [b"<kml>"] + [placemark] * 600}))

    def workbook(self, sheet, strings=None):
        rels = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        files = {"_rels/.rels": [f'<Relationships><Relationship Id="r" Type="{rels}/officeDocument" Target="xl/workbook.xml"/></Relationships>'.encode()],
                 "xl/workbook.xml": [b'<workbook xmlns:r="r"><sheets><sheet name="s" sheetId="1" r:id="r1"/></sheets></workbook>'],
                 "xl/_rels/workbook.xml.rels": [f'<Relationships><Relationship Id="r1" Type="{rels}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="{rels}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'.encode()],
                 "xl/worksheets/sheet1.xml": sheet}
        if strings:
            files["xl/sharedStrings.xml"] = strings
        return self.zipped("a.xlsx", files)

    HEAD = b'<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>lon</t></is></c><c r="B1" t="inlineStr"><is><t>lat</t></is></c><c r="C1" t="inlineStr"><is><t>datum</t></is></c></row>'

    def test_a_sheet_that_inflates(self):
        row = b'<row><c><v>117.2</v></c><c><v>39.13</v></c><c t="inlineStr"><is><t>wgs84</t></is></c></row>' * 10000
        self.stopped(self.workbook([self.HEAD] + [row] * 400 + [b"</sheetData></worksheet>"]))

    def test_shared_strings_that_inflate(self):
        self.stopped(self.workbook([self.HEAD, b"</sheetData></worksheet>"],
                                   [b"<sst>"] + [b"<si><t>a</t></si>" * 60000] * 600 + [b"</sst>"]))

    def test_a_sheet_of_few_cells_far_to_the_right(self):
        rows = b"".join(b'<row r="%d"><c r="XFD%d"><v>1</v></c></row>' % (i, i) for i in range(2, 100000))
        head = b'<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>lon</t></is></c><c r="B1" t="inlineStr"><is><t>lat</t></is></c><c r="XFD1" t="inlineStr"><is><t>n</t></is></c></row>'
        self.stopped(self.workbook([head, rows, b"</sheetData></worksheet>"]), "--crs", "wgs84")

    def test_osm_that_inflates(self):
        import gzip
        path = self.dir / "a.osm.gz"
        with gzip.open(path, "wb") as out:
            out.write(b"<osm version='0.6'>")
            for _ in range(1000):
                out.write(b" " * (1 << 20))
            out.write(b"</osm>")
        done = self.run_jintu("-q", "import", path, memory=self.MEMORY)
        self.assertGreater(done.returncode, 0)
        self.assertRegex(done.stderr, r"a\.osm\.gz.*more than 100 times")

    @staticmethod
    def message(fields):
        """Protocol Buffers' message of fields (number, whole number or bytes)."""
        def varint(n):
            return (bytes([n & 127 | 128]) + varint(n >> 7)) if n > 127 else bytes([n])
        return b"".join(varint(k << 3) + varint(v) if isinstance(v, int) else varint(k << 3 | 2) + varint(len(v)) + v
                        for k, v in fields)

    def pbf(self, name, blobs):
        """A file of OSM data whose header is sound. A blob: its fields."""
        message = self.message
        header = message([(4, b"OsmSchema-V0.6"), (4, b"DenseNodes")])
        path = self.dir / name
        with path.open("wb") as out:
            for kind, blob in [(b"OSMHeader", [(2, len(header)), (3, zlib.compress(header))])] + [(b"OSMData", b) for b in blobs]:
                body = message(blob)
                head = message([(1, kind), (3, len(body))])
                out.write(struct.pack(">I", len(head)) + head + body)
        return path

    def test_pbf_that_inflates_to_zeros(self):
        size = 32 << 20  # the most that a blob may have
        zeros = zlib.compress(bytes(size), 9)
        for name, blob in (("a.osm.pbf", [(2, size), (3, zeros)]), ("size_behind_the_data.osm.pbf", [(3, zeros), (2, size)]),
                           ("size_twice.osm.pbf", [(2, 1), (3, zeros), (2, size)])):
            path = self.pbf(name, [blob] * 300)  # 10 GB in 10 MB
            done = self.run_jintu("-q", "import", path, memory=self.MEMORY)
            self.assertGreater(done.returncode, 0, done.stderr)
            self.assertRegex(done.stderr, re.escape(name) + ".*more than 20 times")

    def dense_nodes(self, count):
        """A block of nodes at one place, three bytes each; its first ids again and again."""
        dense = self.message([(1, b"\x02" * count), (8, bytes(count)), (9, bytes(count))])
        block = self.message([(1, self.message([(1, b"")])), (2, self.message([(2, dense)]))])
        return [(2, len(block)), (3, zlib.compress(block, 9))]

    def test_pbf_of_nodes_that_take_far_more_memory_than_bytes(self):
        path = self.pbf("a.osm.pbf", [self.dense_nodes(10_000_000)] * 2)  # 60 KB
        self.assertRegex(self.run_jintu("-q", "import", path, memory=self.MEMORY).stderr, r"a\.osm\.pbf.*more than 20 times")
        path = self.pbf("b.osm.pbf", [self.dense_nodes(4_000_000)] * 2 + [[(1, self.message([(2, os.urandom(2 << 20))]))]])
        done = self.run_jintu("-q", "import", path, memory=self.MEMORY)
        self.assertGreater(done.returncode, 0)
        self.assertRegex(done.stderr, r"b\.osm\.pbf.*more than 100 times")

    def test_pbf_blobs_that_inflate_to_more_than_they_announce(self):
        blob = [(2, 1000), (3, zlib.compress(bytes(32 << 20), 9))]
        path = self.pbf("a.osm.pbf", [blob] * 300)
        done = self.run_jintu("-q", "import", path, memory=self.MEMORY)
        self.assertGreater(done.returncode, 0)
        self.assertRegex(done.stderr, r"a\.osm\.pbf.*damaged")


class LargeFiles(Case):
    """Files with more records than a layer may have that people edit."""

    def bulk(self, path, *args):
        return self.import_file(path, "--bulk", *args)

    def test_a_bulk_layer_has_what_the_file_has_and_each_import_writes_it_anew(self):
        rows = "".join(f"{'' if i == 3 else i},{i * 0.5},街{i},{117 + i * 1e-4:.4f},39.1,wgs84\n" for i in range(1000))
        path = self.file("a.csv", "n,weight,名称,lon,lat,datum\n" + rows)
        report = self.bulk(path)
        self.assertEqual((report["created"], report["revision"]), (1000, 1))
        features = self.exported()
        self.assertEqual(len(features), 1000)
        self.assertEqual(features[7]["properties"], {"n": 7, "weight": 3.5, "名称": "街7"})
        self.assertEqual(features[7]["geometry"], {"type": "Point", "coordinates": [117.0007, 39.1]})
        self.assertNotIn("n", features[3]["properties"])
        self.bulk(self.file("b.csv", "other,lon,lat,datum\n1,117.2,39.1,wgs84\n"))
        self.assertEqual([f["properties"] for f in self.exported()], [{"other": 1}])

    def test_fields_of_geojson_are_known_at_its_end_only(self):
        one = {"type": "Feature", "properties": {"a": 1, "b": 1}, "geometry": {"type": "Point", "coordinates": [117, 39]}}
        two = dict(one, properties={"c": True, "b": 0.5, "a": "x"})
        self.bulk(self.file("a.geojson", json.dumps({"type": "FeatureCollection", "features": [one, two]})))
        self.assertEqual([f["properties"] for f in self.exported()],
                         [{"a": "1", "b": 1.0}, {"a": "x", "b": 0.5, "c": True}])

    def test_a_file_with_too_many_records_for_an_edited_layer_is_told_of_bulk(self):
        config = self.file("jintu.toml", "[store]\nlive_records = 100\n")
        path = self.file("a.csv", "lon,lat,datum\n" + "".join(f"{117 + i * 1e-4:.4f},39,wgs84\n" for i in range(101)))
        done = self.run_jintu("--config", config, "-q", "import", path, "--layer", "x")
        self.assertNotEqual(done.returncode, 0)
        self.assertRegex(done.stderr, r"more than 100 records.*--bulk")
        self.assertEqual(self.bulk(path)["created"], 101)

    def test_layers_of_people_and_of_openstreetmap_are_not_written_over(self):
        path = self.file("a.csv", "lon,lat,datum\n117,39,wgs84\n")
        self.assertIn("--layer", self.refused(path, "--bulk", "--layer", "osm_roads"))
        self.import_file(path)
        self.assertIn("edited by people", self.refused(path, "--bulk", "--layer", "x"))
