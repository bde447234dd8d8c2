"""The fact tables of data/facts/ turned into GeoJSON features. Every property is a scalar; a missing value is absent."""

import csv
import re

from shapely import wkt
from shapely.geometry import Point, mapping
from shapely.geometry.polygon import orient

DECIMALS = 6
LICENSE = "CC-BY-4.0"
NO_NIGHT_SOURCE = "candidate_no_night_source"  # anchors that no text calls a night street: not shipped
PLACED_BY_DISTRICT = {"haihe-ibc", "hightech-neweco"}  # a name only: their coordinates are assumptions
NOT_IN_PLAN = {"suburb-ring", "suburb-outer"}
LOW_RELIABILITY_HOURS = {"ns10", "ns25"}
BRANDS_EN = {"支付一条街": "Mobile payment street", "网红直播街": "Live-streaming street",
             "智慧口碑街": "Smart reputation street", "云上夜市": "Night market in the cloud"}
NIGHT_KINDS_ZH = {"block": "夜间街区", "night_market": "夜市", "food": "美食街区", "mall": "商场商圈",
                  "creative": "文创街区", "landmark": "地标节点"}
LOCKER_KINDS_ZH = {"parcel": "智能快递柜", "pickup": "驿站自提点", "heated_food": "智能外卖保温柜"}


class Facts:
    def __init__(self, folder, district_shapes):
        self.folder = folder
        self.codes = {row["name_zh"]: row["id"] for row in self.table("districts")}
        self.shapes = district_shapes

    def table(self, name):
        with open(self.folder / f"{name}.csv", encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def merged(self, name):
        """Rows of `name`.csv with the columns of `name`_zh.csv; a row missing there is an error."""
        words = {row["id"]: row for row in self.table(f"{name}_zh")}
        rows = self.table(name)
        shipped = [r for r in rows if r.get("kind") != NO_NIGHT_SOURCE]
        if {r["id"] for r in shipped} != set(words):
            raise ValueError(f"{name}.csv and {name}_zh.csv differ: {sorted({r['id'] for r in shipped} ^ set(words))}")
        return [({**row, "kind_text": row.get("kind")} | words[row["id"]]) for row in shipped]

    def district(self, text, position):
        """The district named by a fact row. Of several, `district_code` is the one that holds the position, or the first."""
        if not text:
            return {}
        codes = [self.codes[name] for name in text.split("/")]
        holding = [c for c in codes if position and self.shapes[c].covers(Point(position))]
        return {"district": text, "district_code": (holding or codes)[0], "district_codes": "/".join(codes)}


def position_of(row):
    if not row["lon_wgs84"]:
        return None
    return round(float(row["lon_wgs84"]), DECIMALS), round(float(row["lat_wgs84"]), DECIMALS)


def number(text):
    value = float(text)
    return int(value) if value.is_integer() else value


def known(text):
    return text.strip() if text and text.strip().lower() not in ("unknown", "none") else None


def feature(identity, geometry, properties):
    present = {k: v for k, v in properties.items() if v is not None and v != ""}
    return {"type": "Feature", "id": identity, "properties": {"id": identity, **present}, "geometry": geometry}


def outline_of(row):
    if not row["outline_wkt"]:
        return None
    return orient(wkt.loads(row["outline_wkt"]))


def geometry_of(position, outline):
    if outline is not None:
        return {"type": "Polygon",
                "coordinates": [[[round(x, DECIMALS), round(y, DECIMALS)] for x, y in outline.exterior.coords]]}
    return {"type": "Point", "coordinates": list(position)} if position else None


def whereabouts(facts, row, position):
    """What every placed record says of its position and of the ground for it."""
    accuracy = number(row["accuracy_m"]) if position else None
    return {
        **facts.district(row.get("district"), position),
        "lon": position and position[0], "lat": position and position[1],
        "position_accuracy_m": accuracy,
        "basis": row.get("basis"),
        "basis_zh": row["basis_zh"] + (f"，±{accuracy} 米" if accuracy else ""),
    }


def carriers(facts):
    for row in facts.merged("carriers"):
        position = None if row["id"] in PLACED_BY_DISTRICT else position_of(row)
        outline = outline_of(row)
        yield feature(row["id"], geometry_of(position, outline), {
            "name_zh": row["name_zh"], "name_en": row["name_en"],
            "kind": row["kind"], "theme": row["theme"],
            "status": row["status"], "status_zh": row["status_zh"], "operator": row["operator"],
            "named_in_plan": row["id"] not in NOT_IN_PLAN,
            "placement": "point" if position else "district",
            "boundary_status": "none" if outline is None else "indicative",
            "boundary_accuracy_m": number(row["outline_accuracy_m"]) if outline is not None else None,
            "area_ha": number(row["area_ha"]) if row["area_ha"] else None,
            "address": known(row["address"]), "extent_text": known(row["extent_text"]),
            "summary_zh": row["summary_zh"],
            **whereabouts(facts, row, position),
            "source": row["source"], "license": LICENSE,
        })


def metro_zh(text):
    """Chinese for the computed part of the `metro` column: straight-line distances, so no walking distance."""
    computed = re.search(r"computed(?: from station list)?: (.*)$", text)
    if not computed:
        return None
    if computed[1].startswith("no station within 2 km"):
        return "2 公里内无地铁站（据 2025 年 1 月站点表推算）"
    stations = re.findall(r"(\S+) ~(\d+) m", computed[1])
    near = "；".join(f"{name.removesuffix('站')}站" + (f"约 {metres} 米" if int(metres) else "（位置即取自该站）")
                    for name, metres in stations)
    return f"{near}（直线距离，据站点表推算）"


def night_streets(facts):
    brands = {row["id"]: row for row in facts.table("brands")}
    rows = facts.merged("night_streets")
    if set(brands) - {row["id"] for row in rows}:
        raise ValueError("brands.csv names a street that is not shipped")
    for row in rows:
        position, brand = position_of(row), brands.get(row["id"])
        hours = known(row["hours_osm"])
        yield feature(row["id"], geometry_of(position, None), {
            "name_zh": row["name_zh"], "name_en": row["name_en"],
            "kind": row["kind"], "kind_zh": NIGHT_KINDS_ZH[row["kind"]], "kind_text": row["kind_text"],
            "brand": brand and brand["brand"], "brand_en": brand and BRANDS_EN[brand["brand"]],
            "brand_status": brand and "example", "brand_reason": brand and brand["brand_reason"],
            "brand_evidence": row["brand_evidence"],
            "hours_status": "known" if hours else "unknown", "hours_osm": hours,
            "hours_reliability": ("low" if row["id"] in LOW_RELIABILITY_HOURS else "stated") if hours else None,
            "hours_text": known(row["hours_text"]), "hours_zh": row["hours_zh"],
            "address": known(row["address"]), "extent_text": known(row["extent_text"]),
            "metro": known(row["metro"]), "metro_zh": metro_zh(row["metro"]),
            "summary_zh": row["summary_zh"],
            **whereabouts(facts, row, position),
            "source": row["source"], "license": LICENSE,
        })


def checkin_spots(facts):
    for row in facts.merged("checkin_spots"):
        position = position_of(row)
        yield feature(row["id"], geometry_of(position, None), {
            "name_zh": row["name_zh"], "name_en": row["name_en"],
            "kind": row["kind"], "kind_zh": row["kind_zh"],
            "summary_zh": row["summary_zh"],
            **whereabouts(facts, row, position),
            "source": row["source"], "license": LICENSE,
        })


def heritage_blocks(facts):
    for row in facts.merged("heritage_blocks"):
        position, outline = position_of(row), outline_of(row)
        plain_area = re.fullmatch(r"[\d.]+", row["area_ha"])
        yield feature(row["id"], geometry_of(position, outline), {
            "name_zh": row["name_zh"], "name_en": row["name_en"],
            "area_ha": number(row["area_ha"]) if plain_area else None,
            "area_text": None if plain_area else row["area_ha"],
            "extent_text": known(row["extent_text"]),
            "boundary_status": "none" if outline is None else "indicative",
            "boundary_accuracy_m": number(row["outline_accuracy_m"]) if outline is not None else None,
            "summary_zh": row["summary_zh"],
            **whereabouts(facts, row, position),
            "source": row["source"], "license": LICENSE,
        })


def lockers(facts):
    """Samples only: each stands on the position of another record (`near`), and is no real device."""
    for row in facts.table("lockers"):
        position = position_of(row)
        holding = [name for name, code in facts.codes.items() if facts.shapes[code].covers(Point(position))]
        yield feature(row["id"], geometry_of(position, None), {
            "name_zh": row["name_zh"], "name_en": row["name_en"],
            "kind": row["kind"], "kind_zh": LOCKER_KINDS_ZH[row["kind"]],
            "operator": row["operator"], "compartments": int(row["compartments"]), "sample": True,
            "address": row["address"],
            "summary_zh": f"示例{LOCKER_KINDS_ZH[row['kind']]}，用来演示图层，并非真实设备。",
            **whereabouts(facts, {**row, "district": holding[0],
                                  "basis": f"Sample: placed on the position of record {row['near']}; no real device"},
                          position),
            "source": "Jintu sample record (示例)", "license": LICENSE,
        })


ECHARTS = "Apache ECharts 4.9.0 (npm echarts), map/json/province/tianjin.json"
CENSUS = "2020 census: National Bureau of Statistics of China, by way of citypopulation.de"


def districts(facts, shapes, label_point):
    for row in facts.table("districts"):
        shape = shapes[row["id"]]
        # 宁河's pole would lie in the Hebei enclave that the outline does not cut out, so its row has a point.
        lon, lat = (float(row["label_lon"]), float(row["label_lat"])) if row["label_lon"] else label_point(shape)
        yield feature(row["id"], mapping(shape), {
            "name_zh": row["name_zh"], "name_en": row["name_en"], "group": row["group"],
            "population_2020": int(row["population_2020"]),
            "accuracy_m": int(row["accuracy_m"]), "max_deviation_m": int(row["max_deviation_m"]),
            "label_lon": lon, "label_lat": lat,
            "note_zh": row["note_zh"],
            "basis": "Outlines on a 1/1024 degree grid in GCJ-02, converted to WGS 84 and joined into one coverage; "
                     "accuracy_m: 95 % of the outline lies within it of a newer outline, max_deviation_m: all of it",
            "basis_zh": f"由公开软件包中的概略区界转换、拼接而成，95% 的界线误差在 {row['accuracy_m']} 米以内，"
                        f"最大 {row['max_deviation_m']} 米；非法定界线",
            "source": f"{ECHARTS}; {CENSUS}", "license": "Apache-2.0",
        })
