"""The usual way to keep a cache fresh: PostGIS says what changed (NOTIFY), a listener purges nginx's cache."""
import hashlib
import http.client
import http.server
import json
import pathlib
import select
import shutil
import socket
import socketserver
import subprocess
import tempfile
import threading
import time

import common
import postgis

CONF = """
daemon off; master_process off; pid {dir}/pid; error_log {dir}/error.log warn; worker_rlimit_nofile 4096;
events {{ worker_connections 1024; }}
http {{
  access_log off; keepalive_requests 1000000000; {paths}
  proxy_cache_path {dir}/cache levels=1:2 keys_zone=tiles:16m inactive=1d max_size=1g use_temp_path=off;
  upstream tiles {{ server 127.0.0.1:{upstream}; keepalive 8; }}
  server {{
    listen 127.0.0.1:{port};
    location / {{ proxy_pass http://tiles; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_cache tiles; proxy_cache_key $uri; proxy_cache_valid 200 204 1d; }}
  }}
}}
"""
TEMPORARY = " ".join(f"{name}_temp_path {{dir}}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Nginx:
    """One nginx process, pinned to the server's core, of a configuration with {dir} and {port}."""

    def __init__(self, conf, **values):
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="jintu-nginx-"))
        self.port = free_port()
        (self.dir / "nginx.conf").write_text(conf.format(dir=self.dir, port=self.port, paths=TEMPORARY.format(dir=self.dir), **values))
        self.process = common.start(common.on_core(common.SERVER_CORE, ["nginx", "-c", self.dir / "nginx.conf", "-p", self.dir]), stderr=subprocess.DEVNULL)
        for _ in range(500):
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.01)
        raise RuntimeError("nginx did not start: " + (self.dir / "error.log").read_text()[-2000:])

    @property
    def pid(self):
        return self.process.pid

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=30)
        shutil.rmtree(self.dir)


class _Tiles(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    connections = threading.local()

    def do_GET(self):
        _, layer, z, x, y = self.path.split("/")
        if not hasattr(self.connections, "cursor"):
            self.connections.cursor = self.server.cluster.connect().cursor()
            self.connections.cursor.execute(f"PREPARE tile(int, int, int) AS SELECT {postgis.tile_sql({layer: ['class']})}")
        cursor = self.connections.cursor
        cursor.execute("EXECUTE tile(%s, %s, %s)", (int(z), int(x), int(y)))
        body = bytes(cursor.fetchone()[0])
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", '"' + hashlib.md5(body).hexdigest() + '"')
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class _Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True


def _listen(cluster, cache, ready, stopping):
    """Deletes the cached tiles that a notification names; nginx takes a missing file for a miss."""
    connection = cluster.connect()
    connection.cursor().execute("LISTEN changed")
    ready.set()
    while not stopping.is_set():
        if select.select([connection], [], [], 0.1) == ([], [], []):
            continue
        connection.poll()
        while connection.notifies:
            for path in connection.notifies.pop(0).payload.split():
                name = hashlib.md5(path.encode()).hexdigest()
                (cache / name[-1] / name[-3:-1] / name).unlink(missing_ok=True)
    connection.close()


def commit_to_fresh(parcels, edits, count):
    """Milliseconds from each commit to the first fresh answer; how many stale answers came before."""
    layer = "parcels"
    cluster = postgis.cluster()
    cluster.load(parcels.file, {layer: ["id", "class"]})  # by the text id they are found when edited
    upstream = _Server(("127.0.0.1", 0), _Tiles)
    upstream.cluster = cluster
    threading.Thread(target=upstream.serve_forever, daemon=True).start()
    nginx = Nginx(CONF, upstream=upstream.server_address[1])
    ready, stopping = threading.Event(), threading.Event()
    listener = threading.Thread(target=_listen, args=(cluster, nginx.dir / "cache", ready, stopping), daemon=True)
    listener.start()
    ready.wait()
    connection = cluster.connect()
    connection.autocommit = False
    cursor = connection.cursor()
    cursor.execute(f"SELECT id, fid FROM {layer}")
    keys = dict(cursor.fetchall())
    connection.commit()
    client = http.client.HTTPConnection("127.0.0.1", nginx.port)

    def get(path):
        client.request("GET", path)
        answer = client.getresponse()
        answer.read()
        return answer.getheader("ETag")

    waits, stale = [], 0
    for turn in range(count):
        key, centre, shapes = edits[turn % len(edits)]
        path = "/%s/%d/%d/%d" % (layer, *common.tile_at(*centre, 14))
        before = get(path)
        affected = " ".join("/%s/%d/%d/%d" % (layer, *common.tile_at(*centre, z)) for z in range(15))
        cursor.execute(f"UPDATE {layer} SET geom = ST_Transform(ST_SetSRID(ST_GeomFromGeoJSON(%s), 4326), 3857) WHERE fid = %s",
                       (json.dumps(shapes[(turn // len(edits) + 1) % 2]), keys[key]))
        cursor.execute("SELECT pg_notify('changed', %s)", (affected,))
        connection.commit()
        committed = time.perf_counter()
        while get(path) == before:
            stale += 1
            if time.perf_counter() - committed > 10:
                raise RuntimeError("the purge never came")
        waits.append((time.perf_counter() - committed) * 1000)
    stopping.set()
    listener.join()
    connection.close()
    client.close()
    nginx.stop()
    upstream.shutdown()
    upstream.server_close()
    return waits, stale
