"""geojson-vt, TileServer GL and GDAL: where they come from, and what they are fed."""
import base64
import gzip
import os
import shutil
import subprocess
import sys

import common

NODE = common.ROOT / "build/bench/node"
PACKAGES = ["tileserver-gl-light@5", "geojson-vt@4", "vt-pbf@3"]


def node_packages():
    """Installs them beside the build, once."""
    wanted = [NODE / "node_modules" / p.rsplit("@", 1)[0] for p in PACKAGES]
    if not all(p.exists() for p in wanted):
        NODE.mkdir(parents=True, exist_ok=True)
        (NODE / "package.json").write_text('{"name":"bench","private":true}\n')
        subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--no-save", "--loglevel=error", *PACKAGES], cwd=NODE, check=True, stdout=subprocess.DEVNULL)
    return NODE


MARTIN = common.ROOT / "build/bench/martin/bin/martin"


def martin():
    """Its program, built once when this machine has Rust; None, with a word why, where that cannot be."""
    if MARTIN.exists():
        return MARTIN
    if not shutil.which("cargo"):
        print("Martin: no cargo here; install Rust (https://rustup.rs) to have its row", file=sys.stderr)
        return None
    print("Martin: built from crates.io, once; ten minutes or so", file=sys.stderr)
    done = subprocess.run(["cargo", "install", "martin", "--version", "1.14.0", "--locked", "--no-default-features", "--features", "postgres", "--root", MARTIN.parents[1]],
                          env={**os.environ, "CARGO_HOME": str(common.ROOT / "build/bench/cargo")}, stdin=subprocess.DEVNULL)
    return MARTIN if done.returncode == 0 and MARTIN.exists() else None


def package_version(name):
    import json
    return json.loads((node_packages() / "node_modules" / name / "package.json").read_text())["version"]


def node_version():
    return "node " + subprocess.run(["node", "--version"], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()


def layers_file():
    """A GeoPackage with the four layers and the attributes that are compared, nothing else."""
    path = common.WORK / "layers.gpkg"
    if not path.exists():
        for layer, attributes in common.LAYERS.items():
            subprocess.run(["ogr2ogr", "-f", "GPKG", *(["-update"] if path.exists() else []), str(path), str(common.city_store()), layer,
                            "-select", ",".join(attributes), "-preserve_fid"], check=True)
    return path


def geojson_files():
    files = []
    for layer in common.LAYERS:
        path = common.WORK / f"{layer}.geojson"
        if not path.exists():
            subprocess.run(["ogr2ogr", "-f", "GeoJSON", str(path), str(layers_file()), layer, "-lco", "RFC7946=YES", "-lco", "COORDINATE_PRECISION=9", "-preserve_fid"], check=True)
        files.append(f"{layer}={path}")
    return files


def geojson_vt(mode, tolerance, max_zoom, listed):
    """The command."""
    script = common.pathlib.Path(__file__).resolve().parent / "geojson_vt.mjs"
    return ["node", "--max-old-space-size=6000", "--expose-gc", script, mode, tolerance, max_zoom, listed, *geojson_files()]


def node_environment():
    return {**os.environ, "BENCH_NODE": str(node_packages())}


def geojson_vt_dump(path, listed, tolerance=3, max_zoom=14):
    """With its default tolerance unless another is given."""
    done = subprocess.run([str(c) for c in geojson_vt("dump", tolerance, max_zoom, listed)], env=node_environment(), check=True, stdout=subprocess.PIPE, text=True)
    rows = []
    for line in done.stdout.splitlines():
        z, x, y, data = line.split(" ")
        rows.append((int(z), int(x), int(y), gzip.compress(base64.b64decode(data), 6)))
    return common.write_mbtiles(path, rows)


def gdal_command(path, low, high):
    """Its limits on a tile's bytes and features are lifted: all sides draw everything."""
    return ["ogr2ogr", "-f", "MBTILES", path, layers_file(), "-dsco", f"MINZOOM={low}", "-dsco", f"MAXZOOM={high}", "-dsco", "BUFFER=64",
            "-dsco", "MAX_SIZE=100000000", "-dsco", "MAX_FEATURES=10000000", "--config", "GDAL_NUM_THREADS", "2"]


def gdal_dump(path, low, high):
    path.unlink(missing_ok=True)
    subprocess.run([str(c) for c in gdal_command(path, low, high)], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return path
