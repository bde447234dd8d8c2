// geojson-vt + vt-pbf on one thread.
//   node geojson_vt.mjs rounds TOLERANCE MAXZOOM TILES LAYER=FILE…   for each line on stdin: indexes, cuts all tiles, says the CPU
//   node geojson_vt.mjs dump   TOLERANCE MAXZOOM TILES LAYER=FILE…   one line a tile: z x y base64
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { createRequire } from 'node:module';

const require = createRequire(process.env.BENCH_NODE + '/package.json');
const load = async (name) => { const m = await import(require.resolve(name)); return m.default ?? m; };
const geojsonvt = await load('geojson-vt');
const vtpbf = await load('vt-pbf');

const [mode, tolerance, maxZoom, list, ...files] = process.argv.slice(2);
const tiles = readFileSync(list, 'utf8').trim().split('\n').map((line) => line.split(' ').map(Number));
const layers = files.map((f) => { const [name, path] = f.split('='); return [name, JSON.parse(readFileSync(path, 'utf8'))]; });
// Its own documentation's settings for serving: tiles are cut as they are asked for, from the nearest one above.
const options = { maxZoom: Number(maxZoom), tolerance: Number(tolerance), extent: 4096, buffer: 64, indexMaxZoom: 5, indexMaxPoints: 100000 };
const seconds = () => { const u = process.cpuUsage(); return (u.user + u.system) / 1e6; };

const index = () => layers.map(([name, json]) => [name, geojsonvt(json, options)]);
function cut(indices, [z, x, y]) {
  const found = {};
  for (const [name, one] of indices) { const tile = one.getTile(z, x, y); if (tile && tile.features.length) found[name] = tile; }
  return Object.keys(found).length ? vtpbf.fromGeojsonVt(found, { version: 2, extent: 4096 }) : null;
}

if (mode === 'dump') {
  const indices = index();
  const out = [];
  for (const tile of tiles) { const bytes = cut(indices, tile); if (bytes) out.push(`${tile.join(' ')} ${Buffer.from(bytes).toString('base64')}`); }
  process.stdout.write(out.join('\n') + '\n');
} else {
  process.stdout.write('{}\n');
  for await (const _ of createInterface({ input: process.stdin })) {
    if (global.gc) global.gc();
    const t0 = seconds();
    const indices = index();
    const t1 = seconds();
    const zooms = {};
    for (const tile of tiles) {
      const before = seconds();
      const bytes = cut(indices, tile)?.length ?? 0;
      const z = (zooms[tile[0]] ??= { cpu_s: 0, bytes: 0 });
      z.cpu_s += seconds() - before;
      z.bytes += bytes;
    }
    process.stdout.write(JSON.stringify({ prepare_cpu_s: t1 - t0, zooms }) + '\n');
  }
}
