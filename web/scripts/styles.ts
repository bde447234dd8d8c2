import { copyFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import type { Plugin } from 'vite';
import { buildStyle } from '../src/map/style/build.ts';
import { liveIds } from '../src/domain/types.ts';
import { zh } from '../src/apps/public/words/zh.ts';

/** Stands in the built styles for the address that the server is asked at. */
export const originMark = 'https://origin.invalid';

/** The map's style as MapLibre reads it, with every layer that a server may have; the server leaves out what it has not. */
export function builtStyle(theme: 'night' | 'day') {
  const t = zh;
  return buildStyle({
    origin: originMark, live: liveIds, basemap: true, bounds: [-180, -85.0511, 180, 85.0511], theme, lang: 'zh',
    words: { indicative: t.indicative, unverified: t.unverified, example: t.example, brands: t.brandNames },
    visible: liveIds, brand: null, selected: null, selectedId: null, unnamed: [], me: null,
  });
}

/** Writes `styles/{night,day}.json` and the sprites beside the pages; none of it belongs to the offline shell. */
export function styles(sprites: string): Plugin {
  let out = 'dist';
  return {
    name: 'jintu-styles',
    apply: 'build',
    configResolved: (config) => void (out = config.build.outDir),
    writeBundle() {
      mkdirSync(`${out}/styles`, { recursive: true });
      for (const theme of ['night', 'day'] as const) writeFileSync(`${out}/styles/${theme}.json`, JSON.stringify(builtStyle(theme)));
      mkdirSync(`${out}/sprites`, { recursive: true });
      if (existsSync(sprites)) for (const name of readdirSync(sprites)) if (/\.(png|json)$/.test(name)) copyFileSync(`${sprites}/${name}`, `${out}/sprites/${name}`);
    },
  };
}
