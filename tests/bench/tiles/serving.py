"""P2 (Martin), P3 (nginx) and P4 (TileServer GL): tiles over HTTP, hot and cold."""
import contextlib
import gzip
import json
import os
import re
import shutil
import socket
import subprocess
import time

import common
import encoding
import peers
import postgis
import proxy

CONNECTIONS = (8, 64)

# Everything that makes nginx fast with files: sendfile, open files kept, no log, no second process.
NGINX = """
daemon off; master_process off; pid {dir}/pid; error_log {dir}/error.log warn; worker_rlimit_nofile 8192;
events {{ worker_connections 1024; multi_accept on; }}
http {{
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000; keepalive_timeout 1d; server_tokens off; {paths}
  open_file_cache max=10000 inactive=1d; open_file_cache_valid 1d; open_file_cache_min_uses 1;
  types {{ application/vnd.mapbox-vector-tile mvt; }}
  server {{ listen 127.0.0.1:{port}; root {www}; location / {{ gzip_static always; etag on; }} }}
}}
"""


class Socket:
    """One keep-alive connection, as little Python as can be: its own time is in every latency."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=120)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def get(self, path):
        """(status, head, body, seconds)."""
        request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\n\r\n".encode()
        began = time.perf_counter()
        self.socket.sendall(request)
        data = b""
        while (end := data.find(b"\r\n\r\n")) < 0:
            data += self._more()
        head = data[:end].lower()
        status = int(head[9:12])
        found = re.search(rb"\r\ncontent-length: *(\d+)", head)
        if b"\r\ntransfer-encoding: chunked" in head:
            while not data.endswith(b"\r\n0\r\n\r\n"):
                data += self._more()
            seconds = time.perf_counter() - began
            return status, head, self._joined(data[end + 4:]), seconds
        whole = end + 4 + (int(found.group(1)) if found else 0)
        parts, have = [data], len(data)
        while have < whole:
            parts.append(self._more())
            have += len(parts[-1])
        seconds = time.perf_counter() - began
        return status, head, b"".join(parts)[end + 4:], seconds

    def _more(self):
        data = self.socket.recv(1 << 18)
        if not data:
            raise RuntimeError("the server closed the connection")
        return data

    @staticmethod
    def _joined(chunked):
        body, at = b"", 0
        while True:
            end = chunked.index(b"\r\n", at)
            size = int(chunked[at:end], 16)
            if size == 0:
                return body
            body += chunked[end + 2:end + 2 + size]
            at = end + 4 + size

    def close(self):
        self.socket.close()


def fetched(port, template, tiles):
    """{tile: gzip bytes} of those that have content; the plain ones are compressed."""
    found, client = {}, Socket(port)
    for z, x, y in tiles:
        status, head, body, _ = client.get(template % (z, x, y))
        if status == 200 and body:
            found[z, x, y] = body if b"content-encoding: gzip" in head else gzip.compress(body, 6)
        elif status not in (200, 204, 404):
            raise RuntimeError(f"{template % (z, x, y)}: status {status}")
    client.close()
    return found


def paths_file(name, template, tiles):
    path = common.WORK / f"{name}.paths"
    path.write_text("".join(template % t + "\n" for t in tiles))
    return path


def hot(ours, peer, pids):
    """wrk in turn on both; `ours` and `peer` are (port, file of paths). For each number of connections requests a
    second, and a CPU second of the server's processes: what one core gives, were the client not the limit."""
    table = {}
    for connections in CONNECTIONS:
        def measured(side, pid):
            def run():
                before = sum(map(common.cpu_of, pid()))
                said = common.wrk(side[0], side[1], connections)
                if said["not_200"] or said["errors"]:
                    raise RuntimeError(f"port {side[0]}: {said}")
                used = sum(map(common.cpu_of, pid())) - before
                return {"requests_s": said["requests"] / said["seconds"], "requests_cpu_s": said["requests"] / used,
                        "busy": used / said["seconds"], "p99_ms": said["p99_ms"]}
            return run
        mine, theirs = common.abba(measured(ours, pids[0]), measured(peer, pids[1]))
        entry = {}
        for name, runs in (("ours", mine), ("peer", theirs)):
            entry[name] = {key: common.spread([r[key] for r in runs], 3 if key in ("busy", "p99_ms") else 0) for key in runs[0]}
        entry["ratio"] = round(entry["ours"]["requests_cpu_s"]["median"] / entry["peer"]["requests_cpu_s"]["median"], 3)
        entry["ratio_wall"] = round(entry["ours"]["requests_s"]["median"] / entry["peer"]["requests_s"]["median"], 3)
        table[str(connections)] = entry
    return table


def in_words(table, side):
    return " / ".join(f"{table[str(c)][side]['requests_cpu_s']['median']:.0f}" for c in CONNECTIONS) + " /s"


def basemap_tiles():
    return [t for t in common.sampled_tiles() if t[0] <= 14]


def p3():
    """nginx gzip_static, the same bytes: hot requests a CPU second of the server, 8 and 64 connections. The lower ratio counts."""
    common.city_store()
    template = "/tiles/basemap/%d/%d/%d.mvt"
    with common.Jintu(common.WORK / "data") as server:
        tiles = fetched(server.port, template, basemap_tiles())
        www = common.WORK / "www"
        shutil.rmtree(www, ignore_errors=True)
        for tile, body in tiles.items():
            path = www / ((template % tile)[1:] + ".gz")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(body)
        nginx = proxy.Nginx(NGINX, www=www)
        try:
            same = fetched(nginx.port, template, tiles) == tiles
            if not same:
                raise RuntimeError("nginx answers with other bytes")
            listed = paths_file("hot", template, tiles)
            table = hot((server.port, listed), (nginx.port, listed), (lambda: [server.pid], lambda: [nginx.pid]))
        finally:
            nginx.stop()
    version = subprocess.run(["nginx", "-v"], stderr=subprocess.PIPE, text=True, check=True).stderr.strip()
    return {"peer": version, "tiles": len(tiles), "mean_bytes": round(sum(map(len, tiles.values())) / len(tiles)), "identical": same, "connections": table,
            "ours": in_words(table, "ours"), "peers": in_words(table, "peer"),
            "ratio": min(table[str(c)]["ratio"] for c in CONNECTIONS), "floor": 0.6, "goal": 0.9}


class TileServer:
    """tileserver-gl-light with one MBTiles file, in production mode, without its log."""

    def __init__(self, archive):
        modules = peers.node_packages() / "node_modules"
        self.dir = common.WORK / "tileserver"
        self.dir.mkdir(parents=True, exist_ok=True)
        config = self.dir / "config.json"
        config.write_text(json.dumps({"options": {"paths": {"root": str(self.dir), "mbtiles": str(archive.parent)}},
                                      "data": {"basemap": {"mbtiles": archive.name}}}))
        self.port = proxy.free_port()
        command = ["node", modules / "tileserver-gl-light/src/main.js", "--config", config, "--bind", "127.0.0.1", "--port", self.port, "--silent"]
        self.process = common.start(common.on_core(common.SERVER_CORE, command), cwd=self.dir, env={**os.environ, "NODE_ENV": "production"},
                                    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(600):
            with contextlib.suppress(OSError):
                client = Socket(self.port)
                ready = client.get("/health")[0] == 200
                client.close()
                if ready:
                    return
            time.sleep(0.05)
        self.stop()
        raise RuntimeError("tileserver-gl-light did not start")

    @property
    def pid(self):
        return self.process.pid

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=30)


def p4():
    """tileserver-gl-light on an MBTiles of the same tiles: hot requests a CPU second of the server. The lower ratio counts."""
    common.city_store()
    template, theirs = "/tiles/basemap/%d/%d/%d.mvt", "/data/basemap/%d/%d/%d.pbf"
    with common.Jintu(common.WORK / "data") as server:
        tiles = fetched(server.port, template, basemap_tiles())
        archive = common.write_mbtiles(common.WORK / "hot.mbtiles", [(*tile, body) for tile, body in tiles.items()])
        peer = TileServer(archive)
        try:
            # It unpacks and packs each tile anew: the same content, its own gzip bytes.
            again = fetched(peer.port, theirs, tiles)
            if {t: gzip.decompress(b) for t, b in again.items()} != {t: gzip.decompress(b) for t, b in tiles.items()}:
                raise RuntimeError("tileserver-gl-light answers with other tiles")
            table = hot((server.port, paths_file("hot", template, tiles)), (peer.port, paths_file("hot-tileserver", theirs, tiles)),
                        (lambda: [server.pid], lambda: [peer.pid]))
        finally:
            peer.stop()
    return {"peer": f"tileserver-gl-light {peers.package_version('tileserver-gl-light')}, {peers.node_version()}", "tiles": len(tiles), "identical": True,
            "connections": table, "ours": in_words(table, "ours"), "peers": in_words(table, "peer"),
            "ratio": min(table[str(c)]["ratio"] for c in CONNECTIONS), "floor": 25, "goal": 50}


class Martin:
    """Martin on the four tables, one worker, on the server's core beside its database."""

    def __init__(self, cluster, cache_mb):
        self.port = proxy.free_port()
        # A JSON file is a YAML file.
        tables = {layer: {"layer_id": live_name(layer), "schema": "public", "table": layer, "srid": 3857, "geometry_column": "geom", "id_column": "fid",
                          "extent": 4096, "buffer": 64, "clip_geom": True, "geometry_type": "GEOMETRY",
                          "properties": {name: "" for name in attributes}} for layer, attributes in common.LAYERS.items()}
        self.config = common.WORK / "martin.yaml"
        self.config.write_text(json.dumps({
            "listen_addresses": f"127.0.0.1:{self.port}", "worker_processes": 1, "preferred_encoding": "gzip", "cache": {"size_mb": cache_mb},
            "postgres": {"connection_string": f"postgresql://bench@{str(cluster.dir).replace('/', '%2F')}/bench", "pool_size": 8, "auto_publish": False,
                         "tables": tables}}))
        with open(common.WORK / "martin.log", "w") as log:
            self.process = common.start(common.on_core(common.SERVER_CORE, [peers.MARTIN, "--config", self.config]), env={**os.environ, "RUST_LOG": "error"},
                                        stdout=subprocess.DEVNULL, stderr=log)
        for _ in range(600):
            with contextlib.suppress(OSError):
                client = Socket(self.port)
                ready = client.get("/health")[0] == 200
                client.close()
                if ready:
                    return
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        self.close()
        raise RuntimeError("Martin did not start: " + (common.WORK / "martin.log").read_text()[-2000:])

    @property
    def pid(self):
        return self.process.pid

    def close(self):
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait(timeout=30)


def live_name(layer):
    return layer.replace("osm_", "city_")


def live_city():
    """A folder of data in which the city's four layers are live layers of the user's own, cut when asked for."""
    data = common.WORK / "live-city"
    if not (data / "done").exists():
        shutil.rmtree(data, ignore_errors=True)
        data.mkdir(parents=True)
        for named in peers.geojson_files():
            layer, path = named.split("=")
            common.jintu("import", path, "--layer", live_name(layer), data=data)
        (data / "done").write_text("")
    return data


def latencies(port, template, tiles):
    client, seconds = Socket(port), []
    for tile in tiles:
        seconds.append(client.get(template % tile)[3])
    client.close()
    return {"p50_ms": common.percentile(seconds, 0.5) * 1000, "p95_ms": common.percentile(seconds, 0.95) * 1000, "p99_ms": common.percentile(seconds, 0.99) * 1000}


def p2():
    """Martin on PostGIS, the same tables, through HTTP: p95 of a cold tile (caches off, gzip 6 both), hot requests a CPU second of the server (caches on)."""
    if not peers.martin():
        return {"left_out": "no Martin: it is built by cargo, which is missing or failed"}
    common.city_store()
    cluster = postgis.cluster()
    tiles = common.sampled_tiles()[::2]
    template, theirs = (f"/{prefix}{','.join(names)}/%d/%d/%d{suffix}" for prefix, names, suffix in (
        ("tiles/", [live_name(layer) for layer in common.LAYERS], ".mvt"), ("", common.LAYERS, "")))
    with common.Jintu(live_city(), cache_mb=0) as server, contextlib.closing(Martin(cluster, 0)) as martin:
        made = [common.write_mbtiles(common.WORK / name, [(*tile, body) for tile, body in fetched(port, t, tiles).items()])
                for name, port, t in (("cold.mbtiles", server.port, template), ("cold-martin.mbtiles", martin.port, theirs))]
        equal = encoding.differences(*map(common.decoded, made))
        fair = [zoom for zoom, entry in equal.items() if entry["equal"]]
        listed = [t for t in tiles if str(t[0]) in fair]
        cold = [{key: common.spread([r[key] for r in runs], 3) for key in runs[0]} for runs in common.abba(
            lambda: latencies(server.port, template, listed), lambda: latencies(martin.port, theirs, listed), min(common.Options.rounds, 5))]
    with common.Jintu(live_city()) as server, contextlib.closing(Martin(cluster, 512)) as martin:
        fetched(server.port, template, listed)
        fetched(martin.port, theirs, listed)
        table = hot((server.port, paths_file("hot-live", template, listed)), (martin.port, paths_file("hot-martin", theirs, listed)),
                    (lambda: [server.pid], lambda: [martin.pid]))
    cold_ratio = round(cold[1]["p95_ms"]["median"] / cold[0]["p95_ms"]["median"], 2)
    hot_ratio = min(table[str(c)]["ratio"] for c in CONNECTIONS)
    version = subprocess.run([peers.MARTIN, "--version"], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
    return {"peer": f"{version}, {cluster.version()}", "zooms": equal, "equal_zooms": fair, "tiles": len(listed), "cold": dict(zip(("ours", "peer"), cold)),
            "cold_ratio": cold_ratio, "connections": table, "hot_ratio": hot_ratio,
            "ours": f"p95 {cold[0]['p95_ms']['median']:.2f} ms", "peers": f"p95 {cold[1]['p95_ms']['median']:.2f} ms", "ratio": cold_ratio,
            "floor": "4; 0.8", "goal": "8; 1.2", "verdict": common.grade((cold_ratio, 4, 8), (hot_ratio, 0.8, 1.2)) + f", hot {hot_ratio:.2f}"}
