import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

/** `virtual:stations`: the metro stations of `data/base`, with the readings of their characters, small enough to come with the search. */
export function stations(data: string): Plugin {
  const id = '\0stations';
  return {
    name: 'jintu-stations',
    resolveId: (source) => (source === 'virtual:stations' ? id : undefined),
    load(loaded) {
      if (loaded !== id) return undefined;
      const read = (name: string) => JSON.parse(readFileSync(`${data}/${name}`, 'utf8'));
      const pinyin = read('pinyin.json') as Record<string, string>;
      const features = (read('base/tianjin.geojson') as GeoJSON.FeatureCollection).features.filter(({ properties }) => properties?.['kind'] === 'station');
      const rows = features.map(({ properties, geometry }) => [properties!['name'], properties!['lines'], ...(geometry as GeoJSON.Point).coordinates.slice(0, 2)]);
      const readings = Object.fromEntries([...new Set(rows.flatMap(([name]) => [...(name as string)]))].flatMap((character) => (pinyin[character] ? [[character, pinyin[character]]] : [])));
      return `export const rows = ${JSON.stringify(rows)};\nexport const readings = ${JSON.stringify(readings)};`;
    },
  };
}
