import { readFileSync, writeFileSync } from 'node:fs';
import { navigationLinks } from '../src/domain/deeplinks.ts';

/** Writes tests/fixtures/links.json: what web and server both make of the shipped positions. */
const at = (path: string): URL => new URL(`../../${path}`, import.meta.url);
const features = ['night_streets', 'checkin_spots'].flatMap((layer) => (JSON.parse(readFileSync(at(`data/${layer}.geojson`), 'utf8')) as GeoJSON.FeatureCollection).features);
const places = features.flatMap(({ geometry, properties }) => (geometry?.type === 'Point' ? [{ name: properties!['name_zh'] as string, lon: geometry.coordinates[0]!, lat: geometry.coordinates[1]! }] : []));
const rows = places.slice(0, 60).map((place) => ({ ...place, links: navigationLinks([place.lon, place.lat], place.name) }));
writeFileSync(at('tests/fixtures/links.json'), `[\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]\n`);
