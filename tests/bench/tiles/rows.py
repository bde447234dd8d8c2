"""The rows of the table, in their order, and how one line of each reads."""
import encoding
import freshness
import growth
import pyramids
import quality
import serving

ROWS = {"P1": encoding.p1, "P2": serving.p2, "P3": serving.p3, "P4": serving.p4, "P5": pyramids.p5, "P6": pyramids.p6, "P7": encoding.p7, "Q1": quality.q1, "Q2": quality.q2, "Q3": quality.q3,
        "F1": freshness.f1, "F2": freshness.f2, "F3": freshness.f3, "F4": freshness.f4, "G": growth.g}

# Rows that count and compare, and time nothing: they hold on a busy machine as well.
TIMELESS = {"Q1", "Q2", "Q3", "F3", "F4"}

TITLES = {
    "P1": "PostGIS ST_AsMVT, uncached encode, CPU a tile", "P2": "Martin on PostGIS over HTTP: cold p95; hot requests",
    "P3": "nginx gzip_static, the same bytes: hot requests, 8 / 64 connections",
    "P4": "tileserver-gl-light, the same tiles: hot requests, 8 / 64 connections", "P5": "ogr2ogr -f MBTILES, full pyramid z 0–14, CPU",
    "P6": "tilemaker 2.2, same tag rules: PBF → archive, wall; peak memory", "P7": "geojson-vt + vt-pbf, tiles a CPU second, index in",
    "Q1": "invalid + wrongly wound + degenerate polygons (peers: PostGIS / geojson-vt / GDAL)", "Q2": "building area kept z 8–14; gzip bytes beside PostGIS's",
    "Q3": "gap + overlap between neighbours, z 5–12", "F1": "reading while 10 polygons a second are edited (peer: PostGIS uncached)",
    "F2": "commit → first fresh answer (peer: NOTIFY → purge of nginx's cache)", "F3": "bytes sent again after an edit elsewhere",
    "F4": "ETags changed by import anew and restart", "G": "16 cities beside one, a node; latency"}


def verdict(row):
    """Against floor and goal, where the row has them: "≥ goal", "≥ floor" or "below"."""
    if row.get("left_out"):
        return "left out: " + row["left_out"]
    if "verdict" in row:
        return row["verdict"]
    if row.get("ratio") is None:
        return ""
    return "goal" if row["ratio"] >= row["goal"] else "floor" if row["ratio"] >= row["floor"] else "BELOW FLOOR"


def show(rows):
    print(f"{'row':4}{'ours':>24}{'peer':>24}{'ratio':>9}{'floor':>8}{'goal':>7}  result")
    for name, row in rows.items():
        ours, peer = row.get("ours", ""), row.get("peers", "")
        ratio = f"{row['ratio']:.2f}" if row.get("ratio") is not None else ""
        print(f"{name:4}{ours:>24}{peer:>24}{ratio:>9}{str(row.get('floor', '')):>8}{str(row.get('goal', '')):>7}  {verdict(row)}"
              + ("  (noisy)" if row.get("noisy") else ""))


def markdown(rows):
    """The table of docs/tiles.md."""
    print("| Row | What | Ours | Peer | Ratio | Floor | Goal | Result |\n|---|---|---|---|---|---|---|---|")
    for name, row in rows.items():
        cells = [name, TITLES[name], row.get("ours", ""), row.get("peers", ""), row["ratio"] if row.get("ratio") is not None else "", row.get("floor", ""),
                 row.get("goal", ""), verdict(row) + (" (noisy)" if row.get("noisy") else "")]
        print("| " + " | ".join(str(c) for c in cells) + " |")
