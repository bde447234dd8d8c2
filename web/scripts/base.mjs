/**
 * Writes data/base/tianjin.geojson: coast, sea, rivers and the reservoir of Natural Earth (public domain), and the metro of
 * MetroMapOpenMiniProgram (MIT), for a map without an extract. `node web/scripts/base.mjs FOLDER`, where FOLDER holds
 * `natural-earth/` and `metro/`. The metro's file names no order along a line: it is the shortest way through all of its
 * stations, which `web/test/base.test.ts` holds against what is known of each line.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];
const read = (name) => JSON.parse(readFileSync(join(folder, name), 'utf8')).features.filter(({ geometry }) => geometry !== null);
const round = (value, digits) => (typeof value === 'number' ? Number(value.toFixed(digits)) : value.map((it) => round(it, digits)));
const feature = (geometry, properties, digits = 3) => ({ type: 'Feature', properties, geometry: { type: geometry.type, coordinates: round(geometry.coordinates, digits) } });
const natural = (layer) => read(`natural-earth/tj_ne_10m_${layer}.json`);

const chinese = { Hai: '海河', Yongding: '永定河', Luan: '滦河' };

const stations = read('metro/tianjin_metro_stations_wgs84.geojson').map(({ properties: { name, lines }, geometry }) => ({ name, lines, at: geometry.coordinates }));
const metres = (a, b) => Math.hypot((a[0] - b[0]) * 86_400, (a[1] - b[1]) * 111_200);

/** The shortest open way through points, by 2-opt and moves of runs from many starts: lines have at most some thirty. */
export function shortestWay(points) {
  const length = (way) => way.slice(1).reduce((sum, it, k) => sum + metres(points[way[k]], points[it]), 0);
  const better = (way) => {
    for (let improved = true; improved; ) {
      improved = false;
      for (let i = 0; i < way.length; i++)
        for (let j = i + 1; j < way.length; j++) {
          const turned = [...way.slice(0, i), ...way.slice(i, j + 1).reverse(), ...way.slice(j + 1)];
          const rest = [...way.slice(0, i), ...way.slice(j + 1)];
          const moved = j - i < 3 ? Array.from({ length: rest.length + 1 }, (_, at) => [...rest.slice(0, at), ...way.slice(i, j + 1), ...rest.slice(at)]) : [];
          for (const next of [turned, ...moved]) if (length(next) < length(way) - 1e-6) {
            way = next;
            improved = true;
          }
        }
    }
    return way;
  };
  let best = null;
  for (let start = 0; start < points.length; start++) {
    const way = [start];
    const left = new Set(points.keys());
    left.delete(start);
    while (left.size > 0) {
      const next = [...left].sort((a, b) => metres(points[way.at(-1)], points[a]) - metres(points[way.at(-1)], points[b]))[0];
      way.push(next);
      left.delete(next);
    }
    const found = better(way);
    if (best === null || length(found) < length(best)) best = found;
  }
  return best;
}

const names = [...new Set(stations.flatMap(({ lines }) => lines))].sort((a, b) => a.localeCompare(b, 'zh', { numeric: true }));
const lines = names.map((line) => {
  const own = stations.filter((it) => it.lines.includes(line));
  const way = shortestWay(own.map(({ at }) => at)).map((index) => own[index]);
  const forward = way[0].at[0] <= way.at(-1).at[0] ? way : [...way].reverse();
  return { line, stations: forward.map(({ name }) => name), coordinates: forward.map(({ at }) => at) };
});

const features = [
  ...natural('ocean').map(({ geometry }) => feature(geometry, { kind: 'sea' })),
  ...natural('coastline').map(({ geometry }) => feature(geometry, { kind: 'coast' })),
  ...natural('lakes').map(({ geometry }) => feature(geometry, { kind: 'lake', name: '北大港水库', name_en: 'Beidagang Reservoir' })),
  ...natural('rivers_lake_centerlines').map(({ geometry, properties }) => feature(geometry, { kind: 'river', name: chinese[properties.name], name_en: `${properties.name} River` })),
  ...lines.map(({ line, stations: along, coordinates }) => feature({ type: 'LineString', coordinates }, { kind: 'line', name: line, stations: along }, 5)),
  ...stations.map(({ name, lines: of, at }) => feature({ type: 'Point', coordinates: at }, { kind: 'station', name, lines: of.join('、') }, 5)),
];
const text = features.map((it) => JSON.stringify(it)).join(',\n');
writeFileSync(new URL('../../data/base/tianjin.geojson', import.meta.url), `{"type":"FeatureCollection","features":[\n${text}\n]}\n`);
for (const { line, stations: along } of lines) console.log(line, along.join(' '));
