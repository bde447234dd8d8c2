"""A PostgreSQL 15 cluster with PostGIS of its own: temporary, reached by a Unix socket only."""
import os
import pathlib
import pwd
import shutil
import subprocess
import tempfile

import common

BIN = pathlib.Path("/usr/lib/postgresql/15/bin")
SETTINGS = {"listen_addresses": "''", "jit": "off", "max_parallel_workers_per_gather": "0", "shared_buffers": "'512MB'",
            "work_mem": "'64MB'", "random_page_cost": "1.1", "autovacuum": "off", "max_connections": "80"}


def tile_sql(layers, z="$1", x="$2", y="$3"):
    """One tile of all layers: what ST_AsMVT's own documentation advises, with our buffer of 64 units."""
    parts = []
    for layer, attributes in layers.items():
        columns = "".join(f", {name}" for name in attributes)
        parts.append(
            f"coalesce((SELECT ST_AsMVT(t, '{layer}', 4096, 'geom', 'fid') FROM (SELECT fid, ST_AsMVTGeom(geom, "
            f"ST_TileEnvelope({z}, {x}, {y}), 4096, 64, true) AS geom{columns} FROM {layer} WHERE geom && "
            f"ST_TileEnvelope({z}, {x}, {y}, margin => 64.0 / 4096)) t), ''::bytea)")
    return " || ".join(parts)


class Cluster:
    def __init__(self):
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="jintu-pg-"))
        self.as_owner = []
        if os.getuid() == 0:  # PostgreSQL refuses to run as root
            owner = pwd.getpwnam("postgres")
            os.chown(self.dir, owner.pw_uid, owner.pw_gid)
            self.as_owner = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"]
        self._run(BIN / "initdb", "-D", self.dir / "data", "-U", "bench", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        with open(self.dir / "data/postgresql.conf", "a") as conf:
            conf.write(f"unix_socket_directories = '{self.dir}'\n")
            conf.writelines(f"{name} = {value}\n" for name, value in SETTINGS.items())
        # Children inherit the core.
        self._run("taskset", "-c", common.SERVER_CORE, BIN / "pg_ctl", "-D", self.dir / "data", "-l", self.dir / "log", "-w", "start")
        self.execute("CREATE DATABASE bench", database="postgres")
        self.execute("CREATE EXTENSION postgis")

    def _run(self, *command):
        done = subprocess.run(self.as_owner + [str(c) for c in command], cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"{command[0]} failed: {done.stderr[-2000:]}")

    def connect(self, database="bench"):
        import psycopg2
        connection = psycopg2.connect(host=str(self.dir), user="bench", dbname=database)
        connection.autocommit = True
        return connection

    def execute(self, *statements, database="bench"):
        connection = self.connect(database)
        try:
            with connection.cursor() as cursor:
                for statement in statements:
                    cursor.execute(statement)
        finally:
            connection.close()

    def version(self):
        connection = self.connect()
        with connection.cursor() as cursor:
            cursor.execute("SELECT version() || ', PostGIS ' || PostGIS_Lib_Version()")
            text = cursor.fetchone()[0]
        connection.close()
        return text

    def load(self, source, layers):
        """Tables of these layers and columns in web mercator, in the order of their index."""
        for layer, attributes in layers.items():
            self.execute(f"DROP TABLE IF EXISTS {layer}")
            subprocess.run(["ogr2ogr", "-f", "PostgreSQL", f"PG:host={self.dir} user=bench dbname=bench", str(source), layer,
                            "-select", ",".join(attributes), "-t_srs", "EPSG:3857", "-lco", "GEOMETRY_NAME=geom", "-lco", "FID=fid",
                            "-preserve_fid", "-nln", layer, "--config", "PG_USE_COPY", "YES"], check=True)
            self.execute(f"CLUSTER {layer} USING {layer}_geom_geom_idx", f"VACUUM ANALYZE {layer}")

    def stop(self):
        self._run(BIN / "pg_ctl", "-D", self.dir / "data", "-m", "fast", "-w", "stop")
        shutil.rmtree(self.dir)


def cluster():
    """Of this run, with the city's layers; stopped by `run` at the end."""
    if "cluster" not in common.Options.cache:
        made = Cluster()
        common.Options.cache["cluster"] = made
        made.load(common.city_store(), common.LAYERS)
    return common.Options.cache["cluster"]


def dump(path, layers, tiles):
    """The tiles as PostGIS makes them."""
    import gzip
    connection = cluster().connect()
    rows = []
    with connection.cursor() as cursor:
        cursor.execute(f"PREPARE tile(int, int, int) AS SELECT {tile_sql(layers)}")
        for z, x, y in tiles:
            cursor.execute("EXECUTE tile(%s, %s, %s)", (z, x, y))
            data = bytes(cursor.fetchone()[0])
            if data:
                rows.append((z, x, y, gzip.compress(data, 6)))
    connection.close()
    return common.write_mbtiles(path, rows)
