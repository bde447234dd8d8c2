import { readFileSync } from 'node:fs';
import { parseHours, statusAt } from '../../src/domain/hours.ts';
import { entryOf, search, type Entry } from '../../src/domain/search.ts';
import { placeKey, placeOf, type Place, type PlaceLayer } from '../../src/domain/types.ts';
import { venuesOf } from '../../src/domain/venues.ts';

/** The places and queries of tests/fixtures/search.json. */

const root = new URL('../../../', import.meta.url);
const json = (path: string) => JSON.parse(readFileSync(new URL(path, root), 'utf8'));

export interface Query {
  readonly kind: string;
  readonly query: string;
  readonly want: readonly string[];
}
const fixture = json('tests/fixtures/search.json') as { venues: { id: string; name: string; kind: string; cuisine: string; district: string; hours: string }[]; queries: Query[] };
export const queries = fixture.queries;

const readings = json('data/pinyin.json') as Record<string, string>;
const made = fixture.venues;
const numbers = (list: string[]) => list.map((_, index) => index);
const venues = venuesOf({
  source: 'made up', kinds: made.map((it) => it.kind), hours: made.map((it) => it.hours), districts: made.map((it) => it.district), cuisines: made.map((it) => it.cuisine),
  id: made.map((it) => it.id), name: made.map((it) => it.name), name_en: made.map(() => ''), address: made.map(() => ''),
  kind: numbers(made.map((it) => it.id)), hour: numbers(made.map((it) => it.id)), district: numbers(made.map((it) => it.id)), cuisine: numbers(made.map((it) => it.id)),
  lon: made.map(() => 11_720_000), lat: made.map(() => 3_913_000), pinyin: readings,
}).places;
const layers: PlaceLayer[] = ['night_streets', 'checkin_spots', 'heritage_blocks', 'carriers'];
export const places: readonly Place[] = [...layers.flatMap((layer) => (json(`data/${layer}.geojson`) as GeoJSON.FeatureCollection).features.map((it) => placeOf(layer, it)!)), ...venues];
export const entries: readonly Entry[] = places.map((place) => entryOf(place, readings));

const now = new Date('2026-11-27T23:00:00+08:00');
const parsed = new Map(places.map((place) => [place, parseHours(String(place.properties['hours_osm'] ?? ''))]));
const isOpen = (place: Place) => ['open', 'closing'].includes(statusAt(parsed.get(place) ?? null, now).state);
export const found = (query: string, limit = 3): string[] => search(entries, query, { limit, isOpen }).map(({ place }) => placeKey(place));
