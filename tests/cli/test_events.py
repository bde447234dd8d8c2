"""Events and last trains as residents meet them: imported, entered over HTTP, shown, taken along, gone when they are over."""
import json
import pathlib
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from test_edit import ITEMS, JINTU, Served  # noqa: E402

CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
X-WR-CALNAME:示例街道
BEGIN:VEVENT
UID:fair@example
SUMMARY:示例夜市
DTSTART;TZID=Asia/Shanghai:20261204T180000
DTEND;TZID=Asia/Shanghai:20261204T223000
RRULE:FREQ=WEEKLY;BYDAY=FR,SA;COUNT=4
LOCATION:东门外
END:VEVENT
BEGIN:VEVENT
UID:odd@example
SUMMARY:示例不读
DTSTART:20261204T100000Z
RRULE:FREQ=MONTHLY;BYDAY=MO;BYSETPOS=1
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n")


class Events(Served):
    def imported(self, name, content, layer):
        path = self.dir / name
        path.write_text(content, encoding="utf-8", newline="")
        done = subprocess.run([JINTU, "--json", "-q", "--data", self.dir / "data", "import", path, "--layer", layer],
                              capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)["imports"][0]

    def event(self, **more):
        return {"type": "Feature", "geometry": None,
                "properties": {"name_zh": "示例直播", "kind": "live", "start": "2026-12-05T20:00:00+08:00",
                               "end": "2026-12-06T00:30:00+08:00", "source": "示例", "sample": True, **more}}

    def text(self, path):
        answer = self.ask("GET", path, token=None, Accept_Language="zh")
        self.assertEqual(answer.status, 200, path)
        return answer.text.decode()

    def test_layers_ship_empty_and_a_calendar_is_imported_twice_without_a_second_record(self):
        first = self.imported("夜市.ics", CALENDAR, "events")
        self.assertEqual((first["format"], first["created"], first["rejected"]), ("iCalendar", 4, 1))
        self.assertEqual(first["rejects_by_code"], {"unsupported_rule": 1})
        self.assertIn("BYSETPOS=1", pathlib.Path(first["rejects_file"]).read_text())
        again = self.imported("夜市.ics", CALENDAR, "events")
        self.assertEqual((again["created"], again["updated"], again["unchanged"]), (0, 0, 4))
        rows = "name_zh,kind,start,end,place,source\n示例表,music,2026-12-05 19:00,2026-12-05 21:00,night_streets/ns01,示例\n"
        for created in (1, 0):
            self.assertEqual(self.imported("table.csv", rows, "events")["created"], created)
        collection = self.ask("GET", "/ogc/collections/events").json
        self.assertEqual(collection["title"], "活动 What is on")

    def test_an_event_is_entered_shown_taken_along_moved_and_gone(self):
        made = self.ask("POST", ITEMS % "events", self.event(place="night_streets/ns01"))
        self.assertEqual(made.status, 201, made.text)
        key = made.json["id"]
        page = self.text("/?at=2026-12-05T21:00")
        self.assertIn("今晚活动", page)
        self.assertIn(f"/places/events/{key}", page)
        self.assertIn("示例直播", self.text("/places/night_streets/ns01?at=2026-12-06T00:10"))
        self.assertIn("DTEND:20261205T163000Z\r\n", self.text(f"/places/events/{key}.ics"))
        self.assertIn(key, self.text("/whats-on.ics?at=2026-12-06T00:10"))
        self.assertNotIn(key, self.text("/whats-on.ics?at=2026-12-06T00:30"))
        self.assertNotIn(f"/places/events/{key}", self.text("/?q=示例直播&at=2026-12-07T20:00".replace("示例直播", "%E7%A4%BA%E4%BE%8B%E7%9B%B4%E6%92%AD")))
        self.assertEqual(self.ask("DELETE", ITEMS % "events" + "/" + key, If_Match=made.getheader("ETag")).status, 204)
        self.assertEqual(self.ask("GET", f"/places/events/{key}").status, 404)

    def test_nonsense_is_refused_at_its_field(self):
        cases = (("end", {"end": "2026-12-05T19:00:00+08:00"}), ("start", {"start": "2026-12-05 20:00"}), ("start", {"start": "2026-02-30T20:00:00+08:00"}),
                 ("kind", {"kind": "party"}), ("place", {"place": "ns01"}), ("url", {"url": "javascript:x"}), ("checked_on", {"checked_on": "2026-2-1"}), ("source", {"source": None}))
        for field, more in cases:
            with self.subTest(field):
                feature = self.event(**more)
                feature["properties"] = {k: v for k, v in feature["properties"].items() if v is not None}
                refused = self.ask("POST", ITEMS % "events", feature)
                self.assertEqual(refused.status, 422, refused.text)
                self.assertIn(field, refused.text.decode())
        self.assertEqual(self.ask("POST", ITEMS % "events", self.event(), token=None).status, 401)

    def test_last_trains_are_imported_and_said_where_one_looks(self):
        self.assertIn("首末班车时间未录入", self.text("/?station=%E8%90%A5%E5%8F%A3%E9%81%93"))
        rows = "line,station,towards,first,last,source,checked_on\n3号线,营口道,小淀,05:58,00:12,示例站牌,2026-11-20\n3号线,营口道,南站,6:00,22:50,示例站牌,2026-11-20\n3号线,营口道,南站,06:00,22:50,,2026-11-20\n"
        report = self.imported("trains.csv", rows, "last_trains")
        self.assertEqual((report["created"], report["rejected"]), (1, 2))
        rejects = pathlib.Path(report["rejects_file"]).read_text()
        self.assertIn("6:00", rejects)
        self.assertIn("source", rejects)
        for attempt in range(100):
            page = self.text("/?station=%E8%90%A5%E5%8F%A3%E9%81%93&at=2026-12-05T23:00")
            if "末班 00:12（过午夜）" in page or attempt == 99:
                break
            import time
            time.sleep(0.1)
        self.assertIn("末班 00:12（过午夜）", page)
        moved = self.imported("trains.csv", rows.replace("00:12", "23:55"), "last_trains")
        self.assertEqual((moved["created"], moved["updated"]), (0, 1))


del Served  # its tests are run in test_edit

if __name__ == "__main__":
    unittest.main()
