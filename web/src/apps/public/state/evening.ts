import { computed, signal } from '@preact/signals';
import { eventStatus, timesOf } from '../../../domain/happenings.ts';
import { parseHours, statusAtMinute, tianjinMinutes, type Hours, type Status } from '../../../domain/hours.ts';
import { NIGHT_LENGTH, nightOf } from '../../../domain/night.ts';
import { text, type Place } from '../../../domain/types.ts';
import { now, places, served } from './page.ts';

/** The time that is shown, and which places are open then. */

/** Minutes into the night, as the slider has them; null: it follows the clock. */
export const slide = signal<number | null>(null);
/** On Tianjin's clocks. */
export const nowMinute = computed(() => tianjinMinutes(now.value));
if (served?.dataset['at']) {
  const at = Date.parse(`${served.dataset['at']}+08:00`) / 60_000 + 8 * 60;
  slide.value = Math.max(0, Math.min(NIGHT_LENGTH, at - nightOf(at)));
}
export const moment = computed(() => (slide.value === null ? nowMinute.value : nightOf(nowMinute.value) + slide.value));

/** Many places share a text of hours: each is read once, and asked once a minute. */
const parsed = new Map<string, Hours | null>();
export function hoursOf(source: string): Hours | null {
  if (!parsed.has(source)) parsed.set(source, parseHours(source));
  return parsed.get(source) ?? null;
}
export const statuses = computed(() => {
  const at = moment.value;
  const known = new Map<string, Status>();
  return (source: string): Status => {
    const found = known.get(source) ?? statusAtMinute(hoursOf(source), at);
    known.set(source, found);
    return found;
  };
});

export const statusOf = (place: Place): Status => place.layer === 'events' ? eventStatus(timesOf(place.properties), moment.value) : statuses.value(text(place.properties, 'hours_osm') ?? '');
export const canBeOpen = (place: Place): boolean => place.layer === 'night_streets' || place.layer === 'venues' || place.layer === 'events' || text(place.properties, 'hours_osm') !== null;

export const hours = computed(() => new Map((places.value.night_streets ?? []).map((place) => [place.id, statusOf(place).state])));
