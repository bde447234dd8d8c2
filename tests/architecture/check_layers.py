"""Fails on an include that goes up or sideways, and on a library used outside its one home.

The tables are those of ARCHITECTURE.md. Usage: check_layers.py ROOT
"""
import pathlib
import re
import sys

GEO_VALUES = ["geo/base", "geo/crs", "geo/geometry", "geo/feature"]
TILE_PARTS = ["tiles/grid", "tiles/blob", "tiles/mvt", "tiles/archive", "tiles/source", "tiles/build", "tiles/check"]

MAY_INCLUDE = {
    "geo/base": [],
    "geo/crs": ["geo/base"],
    "geo/geometry": ["geo/base", "geo/crs"],
    "geo/feature": ["geo/base", "geo/crs", "geo/geometry"],
    "geo/sqlite": ["geo/base"],
    "geo/io": GEO_VALUES,
    "geo/gdal": GEO_VALUES + ["geo/io"],
    "geo/network": GEO_VALUES,
    "geo/siting": GEO_VALUES,
    "geo/store": GEO_VALUES + ["geo/sqlite"],
    "geo/osm": GEO_VALUES + ["geo/store"],
    "tiles/grid": GEO_VALUES,
    "tiles/blob": GEO_VALUES,
    "tiles/mvt": GEO_VALUES + ["tiles/grid", "proto"],
    "tiles/archive": GEO_VALUES + ["geo/sqlite", "tiles/grid", "tiles/blob"],
    "tiles/source": GEO_VALUES + ["tiles/grid", "tiles/blob", "tiles/mvt", "tiles/archive"],
    "tiles/build": GEO_VALUES + ["geo/store", "tiles/grid", "tiles/blob", "tiles/mvt", "tiles/archive", "tiles/source"],
    "tiles/check": GEO_VALUES + ["tiles/grid", "tiles/blob", "tiles/archive", "proto"],
    "services/config": ["geo/base"],
    "services/hours": ["geo/base"],
    "services/html": [],
    "services/quality": GEO_VALUES + TILE_PARTS,
    "services/filter": GEO_VALUES,
    "services/tile": GEO_VALUES + TILE_PARTS + ["services/config", "services/hours"],
    "services/catalog": GEO_VALUES + ["geo/io", "geo/store", "services/config", "services/filter", "services/html", "proto"] + TILE_PARTS,
    "services/ingest": GEO_VALUES + ["geo/io", "geo/osm", "geo/store", "services/config"],
    "services/edit": GEO_VALUES + ["geo/io", "geo/store", "services/config", "tiles/grid"],
    "services/siting": GEO_VALUES + ["geo/io", "geo/sqlite", "geo/store", "geo/network", "geo/siting", "services/config"] + TILE_PARTS,
    "services/report": GEO_VALUES + ["geo/siting", "services/siting", "services/html"],
    "services/http": GEO_VALUES + ["geo/io", "geo/store", "services/config", "services/tile", "services/catalog", "services/edit", "services/hours", "services/filter", "services/quality", "services/siting", "services/report"] + TILE_PARTS,
    "services/apps": None,  # everything
}

HOMES = {
    r"proj\.h|geodesic\.h": ["geo/crs"],
    r"geos_c\.h": ["geo/geometry"],
    r"gdal.*|ogr.*|cpl_.*": ["geo/gdal"],
    r"valijson/.*": ["geo/io"],
    r"osmium/.*": ["geo/osm"],
    r"sqlite3\.h": ["geo/sqlite"],
    r"libdeflate\.h|xxhash\.h": ["tiles/blob"],
    r"protozero/.*": ["tiles/mvt"],
    r"pistache/.*": ["services/http"],
    r"toml\+\+/.*": ["services/config"],
    r"CLI/.*": ["services/apps"],
    r"nlohmann/.*": ["geo/base"],
    r"(Cbc|Clp|Osi|Coin).*": ["geo/siting"],
}

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def folder_of(path: str) -> str:
    parts = path.split("/")
    return "proto" if parts[0] == "proto" else "/".join(parts[:2])


def faults(root: pathlib.Path):
    for top in ("geo", "tiles", "services"):
        for file in sorted((root / top).rglob("*.[ch]pp")):
            name = file.relative_to(root).as_posix()
            folder = folder_of(name)
            if folder not in MAY_INCLUDE:
                yield f"{name}: the folder {folder} is not in the table"
                continue
            for number, line in enumerate(file.read_text().splitlines(), 1):
                match = INCLUDE.match(line)
                if not match:
                    continue
                quote, target = match.groups()
                own = folder_of(target)
                allowed = MAY_INCLUDE[folder]
                if quote == '"' and own != folder and allowed is not None and own not in allowed:
                    yield f"{name}:{number}: {folder} may not include {own}"
                for pattern, homes in HOMES.items():
                    if quote == "<" and re.fullmatch(pattern, target) and folder not in homes:
                        yield f"{name}:{number}: <{target}> belongs to {', '.join(homes)}"


def cycle():
    """The table itself must have an order."""
    seen = {}

    def visit(folder, path):
        if seen.get(folder) == "done":
            return None
        if folder in path:
            return path[path.index(folder):] + [folder]
        for below in MAY_INCLUDE.get(folder) or []:
            found = visit(below, path + [folder])
            if found:
                return found
        seen[folder] = "done"
        return None

    for folder in MAY_INCLUDE:
        found = visit(folder, [])
        if found:
            return found
    return None


if __name__ == "__main__":
    found = list(faults(pathlib.Path(sys.argv[1])))
    circle = cycle()
    if circle:
        found.append("circle: " + " -> ".join(circle))
    print("\n".join(found) if found else f"layers: {len(MAY_INCLUDE)} folders, no include goes up")
    sys.exit(1 if found else 0)
