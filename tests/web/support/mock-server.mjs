/**
 * A stand-in for `jintu serve`, for work on the web side alone: it answers the part of
 * `docs/http.md` that the web app uses, from a folder of GeoJSON files. Not for serving anyone.
 *
 *   node tests/web/support/mock-server.mjs [--data DIR] [--web DIR] [--basemap FILE.mbtiles] [--port N]
 */
import { createServer } from 'node:http';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { extname, join, normalize, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { load } from './deps.mjs';
import { sitingSide } from './mock-siting.mjs';

const geojsonVt = load('geojson-vt');
const vtPbf = load('vt-pbf');
const root = fileURLToPath(new URL('../../../', import.meta.url));

export const liveIds = ['districts', 'carriers', 'night_streets', 'lockers', 'checkin_spots', 'heritage_blocks'];
export const csp =
  "default-src 'self'; script-src 'self'; style-src 'self'; worker-src 'self'; img-src 'self' data: blob:; connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'";
const bounds = [116.7, 38.55, 118.1, 40.26];

const read = (folder, name) => {
  const file = [`${name}.geojson`, `layers/${name}.geojson`].map((it) => join(folder, it)).find(existsSync);
  return file ? JSON.parse(readFileSync(file, 'utf8')).features : [];
};

/** Tile layers of each live source, as the contract lists them. */
function tileLayers(folder) {
  const sources = Object.fromEntries(liveIds.map((id) => [id, read(folder, id)]));
  const point = (feature, properties) => ({ type: 'Feature', geometry: { type: 'Point', coordinates: positionOf(feature) }, properties });
  const pick = (feature, names) => Object.fromEntries(names.filter((name) => feature.properties[name] !== undefined && feature.properties[name] !== null).map((name) => [name, feature.properties[name]]));
  const centres = Object.fromEntries(sources.districts.map((it) => [it.properties.name_zh, centreOf(it.geometry)]));
  const outline = (feature) => {
    const polygons = feature.geometry?.type === 'Polygon' || feature.geometry?.type === 'MultiPolygon' ? feature.geometry : null;
    return polygons && { type: 'Feature', geometry: polygons, properties: { ...pick(feature, ['id', 'name_zh', 'boundary_status']), accuracy_m: feature.properties.boundary_accuracy_m ?? 500 } };
  };
  const positionOf = (feature) => {
    const { geometry, properties } = feature;
    if (properties.placement === 'district' || geometry === null) {
      const centre = centres[(properties.district ?? '').split('/')[0]];
      return properties.placement === 'district' && centre ? [centre[0] + 0.012, centre[1] - 0.012] : null;
    }
    if (geometry.type === 'Point') return geometry.coordinates;
    if (properties.lon !== undefined) return [properties.lon, properties.lat];
    return centreOf(geometry);
  };
  const placed = (features) => features.filter((it) => positionOf(it) !== null);
  const disc = (feature) => {
    const [lon, lat] = positionOf(feature);
    const metres = feature.properties.position_accuracy_m;
    const ring = Array.from({ length: 49 }, (_, i) => {
      const angle = (i / 48) * 2 * Math.PI;
      return [lon + (Math.cos(angle) * metres) / (111_320 * Math.cos((lat * Math.PI) / 180)), lat + (Math.sin(angle) * metres) / 110_950];
    });
    return { type: 'Feature', geometry: { type: 'Polygon', coordinates: [ring] }, properties: { id: feature.properties.id, accuracy_m: metres } };
  };
  const boundaries = (id) => [...read(folder, `${id}_boundary`), ...sources[id].map(outline).filter(Boolean)];
  const withDisc = (features) => placed(features).filter((it) => it.properties.placement !== 'district' && it.properties.position_accuracy_m && it.properties.boundary_status !== 'indicative').map(disc);
  const points = (id, names) => placed(sources[id]).map((it) => point(it, pick(it, names)));
  const districtNames = ['id', 'name_zh', 'name_en', 'group', 'accuracy_m'];
  return {
    districts: {
      districts: sources.districts.map((it) => ({ ...it, properties: pick(it, districtNames) })),
      districts_border: borders(sources.districts),
      districts_label: sources.districts.map((it) => ({ type: 'Feature', geometry: { type: 'Point', coordinates: centreOf(it.geometry) }, properties: pick(it, districtNames) })),
    },
    carriers: {
      carriers: points('carriers', ['id', 'name_zh', 'name_en', 'kind', 'theme', 'status', 'named_in_plan', 'boundary_status', 'position_accuracy_m', 'placement']),
      carriers_boundary: boundaries('carriers'),
      carriers_accuracy: withDisc(sources.carriers),
    },
    night_streets: {
      night_streets: points('night_streets', ['id', 'name_zh', 'name_en', 'kind', 'brand', 'brand_status', 'hours_status', 'position_accuracy_m']),
      night_streets_accuracy: withDisc(sources.night_streets),
    },
    lockers: { lockers: points('lockers', ['id', 'name_zh', 'name_en', 'kind', 'operator', 'compartments', 'sample']) },
    checkin_spots: { checkin_spots: points('checkin_spots', ['id', 'name_zh', 'name_en', 'kind', 'position_accuracy_m']) },
    heritage_blocks: {
      heritage_blocks: points('heritage_blocks', ['id', 'name_zh', 'name_en', 'area_ha', 'boundary_status', 'position_accuracy_m']),
      heritage_blocks_boundary: boundaries('heritage_blocks'),
    },
  };
}

/** The middle of the largest ring's box: good enough for a mock. */
function centreOf(geometry) {
  const rings = geometry.type === 'Polygon' ? [geometry.coordinates[0]] : geometry.coordinates.map((it) => it[0]);
  const ring = rings.sort((a, b) => b.length - a.length)[0];
  const lons = ring.map((it) => it[0]);
  const lats = ring.map((it) => it[1]);
  return [(Math.min(...lons) + Math.max(...lons)) / 2, (Math.min(...lats) + Math.max(...lats)) / 2];
}

/** Edges that two districts share are inner, the others outer; runs of one kind become one line. */
function borders(features) {
  const owners = new Map();
  const rings = features.flatMap((it) => (it.geometry.type === 'Polygon' ? [it.geometry.coordinates] : it.geometry.coordinates).flatMap((polygon) => polygon.map((ring) => ({ id: it.properties.id, ring }))));
  const key = (a, b) => [a.join(), b.join()].sort().join(' ');
  for (const { id, ring } of rings) for (let i = 1; i < ring.length; i++) owners.set(key(ring[i - 1], ring[i]), [...(owners.get(key(ring[i - 1], ring[i])) ?? []), id]);
  const seen = new Set();
  const result = [];
  for (const { ring } of rings) {
    let line = null;
    for (let i = 1; i < ring.length; i++) {
      const edge = key(ring[i - 1], ring[i]);
      const [left, right] = owners.get(edge);
      if (seen.has(edge)) { line = null; continue; }
      seen.add(edge);
      if (line && line.left === left && line.right === right) line.coordinates.push(ring[i]);
      else { line = { left, right, coordinates: [ring[i - 1], ring[i]] }; result.push(line); }
    }
  }
  return result.map(({ left, right, coordinates }) => ({ type: 'Feature', geometry: { type: 'LineString', coordinates }, properties: { level: right ? 'inner' : 'outer', left, ...(right && { right }) } }));
}

const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.mjs': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.json': 'application/json', '.webmanifest': 'application/manifest+json', '.png': 'image/png', '.txt': 'text/plain; charset=utf-8' };

export async function startMock({ data = join(root, 'data'), web = join(root, 'web/dist'), basemap = null, port = 0 } = {}) {
  const layers = tileLayers(data);
  const items = Object.fromEntries(liveIds.map((id) => [id, read(data, id)]));
  const indexes = Object.fromEntries(Object.entries(layers).map(([id, group]) => [id, Object.entries(group).map(([name, features]) => [name,
    new geojsonVt({ type: 'FeatureCollection', features }, { maxZoom: 14, tolerance: 2, extent: 4096, buffer: /_label$|^(carriers|night_streets|lockers|checkin_spots|heritage_blocks)$/.test(name) ? 0 : 64, indexMaxZoom: 5 })])]));
  let tileOf = null;
  if (basemap) {
    const { DatabaseSync } = await import('node:sqlite');
    const query = new DatabaseSync(basemap, { readOnly: true }).prepare('select tile_data from tiles where zoom_level=? and tile_column=? and tile_row=?');
    tileOf = (z, x, y) => query.get(z, x, 2 ** z - 1 - y)?.tile_data ?? null;
  }
  const carriers = items.carriers;
  const located = (it) => it.geometry !== null && it.properties.placement !== 'district';
  const site = {
    name: '津图', name_en: 'Jintu', version: '0.1.0', revision: 1, review_number: null, notice: '示例数据 未经审图', bounds, center: [117.2, 39.13], zoom: 10,
    basemap: { present: basemap !== null, attribution: '© OpenStreetMap contributors', source: 'mock' },
    live: liveIds.map((id) => ({ id, count: items[id].length, placed: items[id].filter(located).length, license: 'mock', source: 'mock', accuracy: 'mock' })),
    plan: { themes: 10, spots: 30, carriers: 20 },
    carriers: { planned: carriers.length, placed: carriers.filter(located).length, by_district: carriers.filter((it) => !located(it)).length, surveyed: 0 },
  };

  const siting = sitingSide();
  const server = createServer(async (request, response) => {
    const url = new URL(request.url, 'http://mock');
    const path = decodeURIComponent(url.pathname);
    const send = (status, type, body, headers = {}) => {
      response.writeHead(status, { 'content-type': type, 'cache-control': 'no-cache', 'content-security-policy': csp, 'x-content-type-options': 'nosniff', ...headers });
      response.end(request.method === 'HEAD' ? undefined : body);
    };
    const json = (value, type = 'application/json') => send(200, type, JSON.stringify(value));
    const missing = () => send(404, 'application/problem+json', JSON.stringify({ type: 'about:blank', title: 'Not Found', status: 404 }));
    if (await siting(request, send)) return undefined;
    if (path === '/api/site') return json(site);
    if (path === '/healthz' || path === '/readyz') return json({ status: 'ok' });
    if (path === '/tiles') return json({ sources: [...liveIds.map((id) => ({ id, kind: 'live', tilejson: `/tiles/${id}.json` })), ...(tileOf ? [{ id: 'basemap', kind: 'archive', tilejson: '/tiles/basemap.json' }] : [])] });
    const tile = /^\/tiles\/([a-z_,]+)\/(\d+)\/(\d+)\/(\d+)\.mvt$/.exec(path);
    if (tile) {
      const [z, x, y] = tile.slice(2).map(Number);
      const bodies = [];
      for (const id of tile[1].split(',')) {
        if (id === 'basemap' && tileOf) {
          const stored = tileOf(z, x, y);
          if (stored) return send(200, 'application/vnd.mapbox-vector-tile', stored, { 'content-encoding': 'gzip' });
        } else if (indexes[id]) {
          const found = Object.fromEntries(indexes[id].map(([name, index]) => [name, index.getTile(z, x, y)]).filter(([, it]) => it && it.features.length > 0));
          if (Object.keys(found).length > 0) bodies.push(Buffer.from(vtPbf.fromGeojsonVt(found, { version: 2, extent: 4096 })));
        } else return missing();
      }
      if (bodies.length === 0) return send(204, 'application/vnd.mapbox-vector-tile', undefined);
      return send(200, 'application/vnd.mapbox-vector-tile', gzipSync(Buffer.concat(bodies), { level: 1 }), { 'content-encoding': 'gzip' });
    }
    const collection = /^\/ogc\/collections\/([a-z_]+)\/items(?:\/([^/]+))?$/.exec(path);
    if (collection) {
      const features = items[collection[1]];
      if (!features) return missing();
      if (collection[2]) {
        const found = features.find((it) => it.properties.id === collection[2]);
        return found ? json(found, 'application/geo+json') : missing();
      }
      return json({ type: 'FeatureCollection', numberMatched: features.length, numberReturned: features.length, timeStamp: new Date().toISOString(), links: [], features }, 'application/geo+json');
    }
    const file = resolve(join(web, normalize(path === '/' ? '/index.html' : path === '/planner' ? '/planner.html' : path)));
    if (!file.startsWith(resolve(web)) || !existsSync(file) || !statSync(file).isFile()) return missing();
    const type = types[extname(file)] ?? 'application/octet-stream';
    const brotli = /\bbr\b/.test(request.headers['accept-encoding'] ?? '') && existsSync(`${file}.br`);
    return send(200, type, readFileSync(brotli ? `${file}.br` : file), brotli ? { 'content-encoding': 'br', vary: 'accept-encoding' } : {});
  });
  await new Promise((ready) => server.listen(port, '127.0.0.1', ready));
  return { url: `http://127.0.0.1:${server.address().port}`, close: () => new Promise((done) => { server.closeAllConnections(); server.close(done); }) };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { data: { type: 'string' }, web: { type: 'string' }, basemap: { type: 'string' }, port: { type: 'string', default: '8080' } } });
  const { url } = await startMock({ ...values, port: Number(values.port) });
  console.log(url);
}
