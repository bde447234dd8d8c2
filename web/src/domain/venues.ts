import { cuisines as kitchens, venue_kinds as kindWordings } from '../../../data/words/places.json';
import type { Bilingual } from './bilingual.ts';
import type { Place } from './types.ts';

/** Places of an imported extract that have opening hours, out of the columns of `/api/venues`. */

export interface VenueColumns {
  readonly source: string;
  readonly kinds: readonly string[];
  readonly hours: readonly string[];
  readonly districts: readonly string[];
  readonly cuisines: readonly string[];
  readonly id: readonly string[];
  readonly name: readonly string[];
  readonly name_en: readonly string[];
  readonly address: readonly string[];
  readonly kind: readonly number[];
  readonly hour: readonly number[];
  readonly district: readonly number[];
  readonly cuisine: readonly number[];
  /** Hundred-thousandths of a degree. */
  readonly lon: readonly number[];
  readonly lat: readonly number[];
  /** Readings of the characters of the names, the usual one first. */
  readonly pinyin: Readonly<Record<string, string>>;
}

export interface Venues {
  readonly places: readonly Place[];
  /** The texts of hours; a place's number among them is its property `hour`. */
  readonly hours: readonly string[];
  readonly pinyin: Readonly<Record<string, string>>;
}

export const noVenues: Venues = { places: [], hours: [], pinyin: {} };

/** [Chinese, English] for each class of `data/osm_rules/rules.json`, layer `osm_venues`. */
export const venueKinds: Readonly<Record<string, readonly [string, string]>> = Object.fromEntries(Object.entries<Bilingual>(kindWordings).map(([kind, { zh, en }]) => [kind, [zh, en]]));

/** What OSM calls a kitchen, where people would search for it in Chinese. */
export const cuisines: Readonly<Record<string, string>> = Object.fromEntries(Object.entries<Bilingual>(kitchens).map(([kitchen, { zh }]) => [kitchen, zh]));

export function venuesOf(columns: VenueColumns): Venues {
  const places = columns.id.map((id, i): Place => {
    const kind = columns.kinds[columns.kind[i]!] ?? 'shop';
    const [zh, en] = venueKinds[kind] ?? [kind, kind];
    const name = columns.name[i] ?? '';
    const cuisine = columns.cuisines[columns.cuisine[i]!] ?? '';
    return {
      layer: 'venues',
      id,
      nameZh: name === '' ? zh : name,
      nameEn: columns.name_en[i] || (name === '' ? en : null),
      position: [columns.lon[i]! / 1e5, columns.lat[i]! / 1e5],
      properties: {
        id, kind, kind_zh: zh, named: name !== '', hour: columns.hour[i]!, hours_osm: columns.hours[columns.hour[i]!] ?? '', district: columns.districts[columns.district[i]!] ?? '',
        address: columns.address[i] ?? '', cuisine, cuisine_zh: cuisine.split(';').map((it) => cuisines[it.trim()] ?? '').filter((it) => it !== '').join('、'),
        source: '© OpenStreetMap contributors (ODbL) https://www.openstreetmap.org/copyright',
      },
    };
  });
  return { places, hours: columns.hours, pinyin: columns.pinyin };
}

/** As GeoJSON for the map: `h` is the number of the hours' text, so that one state colours all that share it. */
export function venueFeatures(places: readonly Place[]): GeoJSON.FeatureCollection {
  return {
    type: 'FeatureCollection',
    features: places.map(({ id, nameZh, nameEn, position, properties }, index) => ({
      type: 'Feature', id: index,
      properties: { id, h: properties['hour'], k: properties['kind'], ...(properties['named'] === true && { name_zh: nameZh, ...(nameEn && { name_en: nameEn }) }) },
      geometry: { type: 'Point', coordinates: [...position!] },
    })),
  };
}
