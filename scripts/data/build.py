"""Called by rebuild, which has the npm packages in place first."""

import csv
import hashlib
import json
import subprocess
from pathlib import Path

import districts as outlines
import records

HERE = Path(__file__).resolve().parent
DATA = HERE.parents[1] / "data"
OWN = "Jintu contributors' compilation of facts; each record names its sources"

# layer -> (title_zh, title_en, source, license, licence file, accuracy)
ABOUT = {
    "districts": ("天津市 16 个区", "The 16 districts of Tianjin", f"{records.ECHARTS}; {records.CENSUS}",
                  "Apache-2.0", "LICENSES/Apache-2.0.txt",
                  "95 % of each outline within accuracy_m (100 to 2150 m) of a newer outline, median 16 to 35 m; "
                  "some limits are older ones: see note_zh. Not a legal boundary"),
    "carriers": ("20 个专业载体", "The 20 specialised carriers of the plan", OWN, "CC-BY-4.0", "LICENSES/CC-BY-4.0.txt",
                 "position_accuracy_m (300 to 4500 m) at about nine in ten; none surveyed; three indicative outlines; "
                 "two placed by district only"),
    "night_streets": ("夜间街区与夜市", "Night streets and night markets", OWN, "CC-BY-4.0", "LICENSES/CC-BY-4.0.txt",
                      "position_accuracy_m (60 to 5000 m); brands are examples; hours known for six"),
    "checkin_spots": ("网红消费打卡地", "Check-in spots", OWN, "CC-BY-4.0", "LICENSES/CC-BY-4.0.txt",
                      "position_accuracy_m (60 to 4500 m)"),
    "heritage_blocks": ("文旅街区", "Heritage blocks", OWN, "CC-BY-4.0", "LICENSES/CC-BY-4.0.txt",
                        "position_accuracy_m (150 to 2000 m); three indicative outlines, good to 200 to 300 m"),
    "lockers": ("智能柜与自提点（示例）", "Lockers and pickup points (samples)", "Jintu sample records (示例)",
                "CC-BY-4.0", "LICENSES/CC-BY-4.0.txt",
                "samples standing on the positions of other records; no real devices"),
    "holidays": ("节假日与调休", "Public holidays and make-up work days",
                 "Notices of the General Office of the State Council for 2025 and 2026", "CC-BY-4.0",
                 "LICENSES/CC-BY-4.0.txt", "as published; nothing is entered for years without a notice"),
}
# layer -> source and accuracy in Chinese
ABOUT_ZH = {
    "districts": ("Apache ECharts 4.9.0（npm echarts）的 map/json/province/tianjin.json；人口：国家统计局 2020 年人口普查，经 citypopulation.de 转引",
                  "95% 的区界与较新轮廓相差在 accuracy_m（100 至 2150 米）以内，中位数 16 至 35 米；部分为旧界，见 note_zh。不是法定界线"),
    "carriers": ("津图贡献者汇编的事实；每条记录注明出处",
                 "position_accuracy_m 为 300 至 4500 米，约九成把握；均未实测；三个示意轮廓；两个只知所在区"),
    "night_streets": ("津图贡献者汇编的事实；每条记录注明出处",
                      "position_accuracy_m 为 60 至 5000 米；品牌为示例；只有六处知道营业时间"),
    "checkin_spots": ("津图贡献者汇编的事实；每条记录注明出处",
                      "position_accuracy_m 为 60 至 4500 米"),
    "heritage_blocks": ("津图贡献者汇编的事实；每条记录注明出处",
                        "position_accuracy_m 为 150 至 2000 米；三个示意轮廓，误差 200 至 300 米"),
    "lockers": ("津图示例记录",
                "示例，借用其他记录的位置；没有真实设备"),
    "holidays": ("国务院办公厅 2025、2026 年节假日安排通知",
                 "与通知一致；没有通知的年份不填"),
}
HOLIDAYS_EN = {"元旦": "New Year's Day", "春节": "Spring Festival", "清明节": "Qingming Festival", "劳动节": "Labour Day",
               "端午节": "Dragon Boat Festival", "中秋节": "Mid-Autumn Festival", "国庆节": "National Day",
               "国庆节、中秋节": "National Day and Mid-Autumn Festival"}
MAKE_UP = "调休上班"


def add_search_keys(layers):
    names = sorted({f["properties"]["name_zh"] for features in layers.values() for f in features})
    answer = subprocess.run(["node", "pinyin.mjs"], cwd=HERE, input=json.dumps(names), text=True,
                            capture_output=True, check=True)
    keys = json.loads(answer.stdout)
    for features in layers.values():
        for f in features:
            properties = f["properties"]
            ordered = {}
            for key, value in properties.items():
                ordered[key] = value
                if key == "name_en":
                    ordered.update(keys[properties["name_zh"]])
            f["properties"] = ordered


def holidays(facts):
    years = {}
    for row in facts.table("holidays"):
        notice, address = row["source"].split("; ")
        year = years.setdefault(row["date"][:4], {"year": int(row["date"][:4]), "notice": notice, "source": address,
                                                  "days": []})
        occasion = row["name"].removesuffix(MAKE_UP)
        name_en = HOLIDAYS_EN[occasion] + (" make-up work day" if row["kind"] == "workday" else "")
        year["days"].append({"date": row["date"], "kind": row["kind"], "name_zh": row["name"], "name_en": name_en})
    records_in = sum(len(y["days"]) for y in years.values())
    text = {"title_zh": ABOUT["holidays"][0], "title_en": ABOUT["holidays"][1], "country": "CN",
            "timezone": "Asia/Shanghai", "license": "CC-BY-4.0",
            "note_zh": "只录入国务院办公厅已公布的年份；未列出的年份安排未知，不可推算。",
            "years": [years[y] for y in sorted(years)]}
    return text, records_in


def dumps(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def write_layer(name, features):
    lines = ",\n".join(dumps(f) for f in features)
    (DATA / f"{name}.geojson").write_text(f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n', encoding="utf-8")


def main():
    names_of = {row["name_zh"]: row["id"] for row in csv.DictReader(open(DATA / "facts/districts.csv", encoding="utf-8"))}
    rings = outlines.read_echarts(HERE / "node_modules/echarts/map/json/province/tianjin.json")
    if set(rings) != set(names_of):
        raise ValueError(f"districts differ from GB/T 2260: {sorted(set(rings) ^ set(names_of))}")
    joined, repaired = outlines.coverage(rings)
    shapes = {names_of[name]: shape for name, shape in joined.items()}
    facts = records.Facts(DATA / "facts", shapes)

    layers = {"districts": list(records.districts(facts, shapes, outlines.label_point))}
    for name in ("carriers", "night_streets", "checkin_spots", "heritage_blocks", "lockers"):
        layers[name] = list(getattr(records, name)(facts))
    add_search_keys(layers)
    for name, features in layers.items():
        write_layer(name, features)
    days, day_count = holidays(facts)
    (DATA / "holidays.json").write_text(json.dumps(days, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")

    manifest = []
    for name, (title_zh, title_en, source, license_id, license_file, accuracy) in ABOUT.items():
        path = DATA / (f"{name}.geojson" if name in layers else f"{name}.json")
        placed = sum(f["geometry"] is not None for f in layers.get(name, []))
        manifest.append({
            "file": path.name, "layer": name, "title_zh": title_zh, "title_en": title_en,
            "records": len(layers[name]) if name in layers else day_count,
            "placed": placed if name in layers else None,
            "source": source, "source_zh": ABOUT_ZH[name][0], "license": license_id, "license_file": license_file,
            "crs": "EPSG:4326" if name in layers else None, "accuracy": accuracy, "accuracy_zh": ABOUT_ZH[name][1],
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "rebuild": "scripts/data/rebuild"})
    (DATA / "manifest.json").write_text(
        json.dumps({"version": 1, "files": manifest}, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")

    print(f"districts: {repaired['contested']} contested slivers ({repaired['contested_km2']} km2), "
          f"{repaired['unclaimed']} unclaimed ({repaired['unclaimed_km2']} km2), {repaired['scraps']} scraps resolved")
    for entry in manifest:
        print(f"{entry['file']}: {entry['records']} records, {entry['placed']} placed")


if __name__ == "__main__":
    main()
