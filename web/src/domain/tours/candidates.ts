import { distance } from '../distance.ts';
import { statusAtMinute, type Hours } from '../hours.ts';
import { number, text, type LonLat, type Place } from '../types.ts';
import { METRES_A_MINUTE } from './tour.ts';

/** Which places a tour may lead to, and when they are open. */

/** One table of walks holds so many, the start included. */
export const MOST_CANDIDATES = 30;
/** A position that may be farther off is no place to send people to. */
const SURE_METRES = 250;
/** Of one kind: five noodle shops are no tour. */
const MOST_OF_A_KIND = 4;

const kindOf = (place: Place): string => `${place.layer}/${text(place.properties, 'kind') ?? ''}`;

/**
 * The nearest places that are surely placed, can be reached in time as the crow flies and are then open for `stay` minutes.
 * `opens`: whether a place is known to be open from a minute to another, counted from now.
 */
export function candidatesOf(places: readonly Place[], from: LonLat, budget: number, stay: number, opens: (place: Place, from: number, until: number) => boolean): Place[] {
  const perKind = new Map<string, number>();
  return places
    .filter((place) => place.position !== null && place.properties['sample'] !== true && (number(place.properties, 'position_accuracy_m') ?? (place.layer === 'venues' ? 0 : Infinity)) <= SURE_METRES)
    .map((place) => ({ place, minutes: distance(from, place.position!) / METRES_A_MINUTE }))
    .filter(({ minutes }) => minutes > 0.2 && minutes + stay <= budget)
    .sort((a, b) => a.minutes - b.minutes)
    .filter(({ place, minutes }) => {
      const latest = budget - stay;
      for (let at = Math.ceil(minutes); at <= latest; at += 5) if (opens(place, at, at + stay)) return true;
      return false;
    })
    .filter(({ place }) => {
      const count = (perKind.get(kindOf(place)) ?? 0) + 1;
      perKind.set(kindOf(place), count);
      return count <= MOST_OF_A_KIND;
    })
    .slice(0, MOST_CANDIDATES)
    .map(({ place }) => place);
}

/** Known to be open all the time from a minute until another, on Tianjin's clocks. What is not certain is not open. */
export function isOpenThrough(hours: Hours | null, from: number, until: number): boolean {
  const { state, minutesLeft, doubt } = statusAtMinute(hours, Math.floor(from));
  if (doubt !== null || (state !== 'open' && state !== 'closing')) return false;
  return minutesLeft === null || Math.floor(from) + minutesLeft >= until;
}
