import { readings, rows } from 'virtual:stations';
import { distance } from './distance.ts';
import { entryOf, fold, search } from './search.ts';
import type { LonLat, Place } from './types.ts';

/** The metro stations, found as places are: by Chinese, pinyin and initials, or by their line. */

export interface Station {
  readonly name: string;
  /** "2号线、6号线" */
  readonly lines: string;
  readonly position: LonLat;
}

export const stations: readonly Station[] = rows.map(([name, lines, lon, lat]) => ({ name, lines, position: [lon, lat] }));

/** For readers of English: "Line 2, Line 6". */
export const linesIn = (lines: string, lang: 'zh' | 'en'): string => (lang === 'zh' ? lines : lines.split('、').map((line) => `Line ${line.replace(/号线$/, '')}`).join(', '));

const byName = new Map(stations.map((station) => [station.name, station]));
export const stationNamed = (name: string): Station | null => byName.get(name) ?? null;

/** As the search knows places; what they are is not asked. */
const entries = stations.map(({ name, position }) => entryOf({ layer: 'checkin_spots', id: name, nameZh: name, nameEn: null, position, properties: {} } satisfies Place, readings));
/** Below it a name is only like what was typed. */
const sure = 52;

/** The best first. "营口道站" and "3号线" are understood. */
export function findStations(query: string, most = 4): readonly Station[] {
  const asked = fold(query);
  if (asked === '') return [];
  const line = stations.filter(({ lines }) => lines.split('、').map(fold).includes(asked));
  if (line.length > 0) return line;
  const found = (words: string) => search(entries, words, { limit: most }).filter(({ score }) => score >= sure).map(({ place }) => byName.get(place.id)!);
  const whole = found(query);
  return whole.length > 0 ? whole : found(query.trim().replace(/(地铁)?站$|(ditie)?zhan$/iu, ''));
}

export interface NearStation extends Station {
  /** In a straight line. */
  readonly metres: number;
}
export const stationsNear = (from: LonLat, most = 3, reach = 3000): readonly NearStation[] =>
  stations
    .map((station) => ({ ...station, metres: distance(from, station.position) }))
    .filter(({ metres }) => metres <= reach)
    .sort((a, b) => a.metres - b.metres)
    .slice(0, most);
