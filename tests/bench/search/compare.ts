/** Top-1 and top-3 of ours and of the peers, by kind of query; and what a key costs over 5,000 places. Arguments: folder of the peers, file of results. */
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { entryOf, search } from '../../../web/src/domain/search.ts';
import { placeKey } from '../../../web/src/domain/types.ts';
import { entries, found, places, queries } from '../../../web/test/support/search-fixture.ts';

const [, , peers, results] = process.argv as unknown as [string, string, string, string];
const require = createRequire(`${peers}/`);
const pinyinMatch = require('pinyin-match');
const UFuzzy = require('@leeoniya/ufuzzy');
const fuzzy = new (UFuzzy.default ?? UFuzzy)({ intraMode: 1, unicode: true, interSplit: "[^\\p{L}\\d']+", intraSplit: '\\p{Ll}\\p{Lu}', intraBound: '\\p{L}\\d|\\d\\p{L}|\\p{Ll}\\p{Lu}', intraChars: "[\\p{L}\\d']", intraContr: "'\\p{L}{1,2}\\b" });
const haystack = places.map(({ nameZh, nameEn, properties }) => [nameZh, nameEn ?? '', properties['pinyin'] ?? '', properties['district'] ?? '', properties['kind_zh'] ?? ''].join(' '));

/** As a page would put them together: pinyin-match where it matches (earliest, then shortest), uFuzzy's order for the rest. */
function peer(query: string): string[] {
  const byPinyin = places
    .map((place) => ({ place, match: pinyinMatch.match(place.nameZh, query) as [number, number] | false }))
    .filter((it) => it.match !== false)
    .sort((a, b) => (a.match as [number, number])[0] - (b.match as [number, number])[0] || a.place.nameZh.length - b.place.nameZh.length)
    .map(({ place }) => placeKey(place));
  const [indexes, info, order] = fuzzy.search(haystack, query) as [number[] | null, { idx: number[] } | null, number[] | null];
  const byFuzzy = (order && info ? order.map((at) => info.idx[at]!) : (indexes ?? [])).map((at) => placeKey(places[at]!));
  return [...new Set([...byPinyin, ...byFuzzy])].slice(0, 3);
}

const kinds = [...new Set(queries.map(({ kind }) => kind))];
const share = (answer: (query: string) => string[], kind: string | null, among: number): number => {
  const asked = queries.filter((it) => kind === null || it.kind === kind);
  return Number((asked.filter(({ query, want }) => answer(query).slice(0, among).some((key) => want.includes(key))).length / asked.length).toFixed(4));
};
const table = Object.fromEntries([...kinds, null].map((kind) => [kind ?? 'all', { queries: kind === null ? queries.length : queries.filter((it) => it.kind === kind).length, ours: [share(found, kind, 1), share(found, kind, 3)], peers: [share(peer, kind, 1), share(peer, kind, 3)] }]));

// Speed: every prefix of every query is a key that was pressed.
const many = Array.from({ length: Math.ceil(5000 / entries.length) }, () => places).flat().slice(0, 5000).map((place, index) => entryOf({ ...place, id: `${place.id}-${index}` }, {}));
const keys = queries.filter((_, index) => index % 6 === 0).flatMap(({ query }) => Array.from({ length: query.length }, (_, at) => query.slice(0, at + 1)));
for (const key of keys.slice(0, 200)) search(many, key);
const times = keys.map((key) => {
  const from = performance.now();
  search(many, key, 60);
  return performance.now() - from;
}).sort((a, b) => a - b);
const at = (part: number) => Number(times[Math.floor(part * (times.length - 1))]!.toFixed(2));
const result = { queries: queries.length, places: places.length, table, speed: { places: many.length, keys: keys.length, ms: { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) } } };
for (const [kind, row] of Object.entries(table)) console.log(`${kind.padEnd(24)} ${String(row.queries).padStart(4)}  ours ${row.ours.join(' / ')}  peers ${row.peers.join(' / ')}`);
console.log(result.speed);
writeFileSync(results, `${JSON.stringify(result, null, 1)}\n`);
