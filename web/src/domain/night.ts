import { clock, DAY, NIGHT_END } from './hours.ts';
import type { Place } from './types.ts';

/** One night, from five in the afternoon to five in the morning, on Tianjin's clocks. */

export const NIGHT_START = 17 * 60;
/** Minutes from its beginning to its end. */
export const NIGHT_LENGTH = DAY - NIGHT_START + NIGHT_END;
export const NIGHT_STEP = 5;

/** The beginning of the night that a minute belongs to, or that comes next: before five in the morning it is still yesterday's. */
export const nightOf = (minute: number): number => Math.floor((minute - NIGHT_END) / DAY) * DAY + NIGHT_START;

/** How far into its night a minute is, in steps of the slider; null by day. */
export function intoNight(minute: number): number | null {
  const into = minute - nightOf(minute);
  return into >= 0 && into <= NIGHT_LENGTH ? into : null;
}

export const nightClock = (into: number): string => clock(NIGHT_START + into);

/** What the chips ask for. */
export type Wanted = 'food' | 'market' | 'landmark';

const food = new Set(['restaurant', 'fast_food', 'cafe', 'bar']);
const foodStreets = /\bfood\b/;
const sights = new Set(['museum', 'attraction', 'theatre']);

export function isWanted(place: Place, wanted: Wanted): boolean {
  const kind = String(place.properties['kind'] ?? '');
  if (wanted === 'food') return place.layer === 'venues' ? food.has(kind) : place.layer === 'night_streets' && (foodStreets.test(kind) || /美食|小吃|食品街|餐饮/.test(place.nameZh));
  if (wanted === 'market') return place.layer === 'venues' ? kind === 'market' : place.layer === 'night_streets' && (/night_market/.test(kind) || /夜市|集市|市集/.test(place.nameZh));
  return place.layer === 'checkin_spots' || place.layer === 'heritage_blocks' || (place.layer === 'venues' && sights.has(kind));
}

/** Classes of venues that the map goes on showing; null: all. */
export const wantedKinds = (wanted: Wanted | null): readonly string[] | null =>
  wanted === null ? null : wanted === 'food' ? [...food] : wanted === 'market' ? ['market'] : [...sights];
