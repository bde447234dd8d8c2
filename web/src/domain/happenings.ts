import { clock, DAY, NIGHT_END, weekdayOf, type Status } from './hours.ts';
import type { Lang } from './urlstate.ts';
import { text, type Place, type Properties } from './types.ts';

/**
 * Events: when they are on, and to which evening they belong. What is past midnight belongs to the evening before, and
 * an evening ends at five. `services/events/event.cpp` says the same: `tests/fixtures/events.json` holds both to it.
 */

/** Minutes since 1970-01-01 00:00 on Tianjin's clocks. */
export interface Times {
  readonly start: number;
  /** null: it is not known when it ends. */
  readonly end: number | null;
  /** Only the days are known. */
  readonly allDay: boolean;
  readonly cancelled: boolean;
}

/** RFC 3339, as the server has it. */
function minuteOf(words: string | null): number | null {
  const at = words === null || !/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(words) ? NaN : Date.parse(words);
  return Number.isNaN(at) ? null : Math.floor(at / 60_000) + 8 * 60;
}

export function timesOf(properties: Properties): Times | null {
  const start = minuteOf(text(properties, 'start'));
  const end = minuteOf(text(properties, 'end'));
  if (start === null) return null;
  return { start, end: end !== null && end > start ? end : null, allDay: properties['all_day'] === true, cancelled: properties['status'] === 'cancelled' };
}

const eveningOf = (minute: number): number => Math.floor((minute - NIGHT_END) / DAY);
const eveningEnd = (minute: number): number => (eveningOf(minute) + 1) * DAY + NIGHT_END;
const begins = (times: Times): number => times.start + (times.allDay ? NIGHT_END : 0);

/** The minute from which nobody finds it on any more. */
export function overAt({ start, end, allDay }: Times): number {
  if (allDay) return (end ?? start + DAY) + NIGHT_END;
  return end ?? eveningEnd(start);
}
export const isOver = (times: Times, now: number): boolean => overAt(times) <= now;

/** Whether it is on, or will be, in the evening that `now` belongs to, and is not over. */
export const isTonight = (times: Times, now: number): boolean => !isOver(times, now) && begins(times) < eveningEnd(now);

export function eventStatus(times: Times | null, now: number): Status {
  const said = (state: Status['state'], minutesLeft: number | null = null): Status => ({ state, minutesLeft, at: minutesLeft === null ? null : clock(now + minutesLeft), doubt: null });
  if (times === null || times.cancelled || isOver(times, now)) return said('closed');
  const begin = begins(times);
  if (now < begin) {
    const tonight = isTonight(times, now);
    if (times.allDay) return said(tonight ? 'unknown' : 'closed');
    return said(tonight ? 'later' : 'closed', begin - now);
  }
  if (times.allDay) return said('unknown');
  if (times.end === null) return said('open');
  return said(times.end - now <= 60 ? 'closing' : 'open', times.end - now);
}

const months = 'January February March April May June July August September October November December'.split(' ');
const weekdays = 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split(' ');
function dayWords(day: number, lang: Lang): string {
  const date = new Date(day * 86_400_000);
  const [month, of] = [date.getUTCMonth(), date.getUTCDate()];
  return lang === 'zh' ? `${month + 1}月${of}日 周${'一二三四五六日'[weekdayOf(day)]}` : `${weekdays[weekdayOf(day)]} ${of} ${months[month]}`;
}

/** "18:00–22:00", with its day unless it begins this evening. */
export function whenWords(times: Times, now: number, lang: Lang): string {
  const zh = lang === 'zh';
  const dayOf = (minute: number) => Math.floor(minute / DAY);
  if (times.allDay) {
    const first = dayOf(times.start);
    const last = times.end === null ? first : dayOf(times.end - 1);
    return dayWords(first, lang) + (last > first ? ` – ${dayWords(last, lang)}` : '') + (zh ? '，时间未注明' : ', no time given');
  }
  const at = (minute: number, of: number) => clock(minute) + (dayOf(minute) > of ? (zh ? '（次日）' : ' (next day)') : '');
  const day = eveningOf(times.start);
  const said = (day === eveningOf(now) ? '' : `${dayWords(day, lang)} `) + at(times.start, day);
  if (times.end === null) return said + (zh ? ' 开始，结束时间未知' : ' on, end not known');
  const last = eveningOf(times.end - 1);
  return last === day ? `${said}–${at(times.end, day)}` : `${said} – ${dayWords(last, lang)} ${at(times.end, last)}`;
}

/** The key of the place that an event belongs to. */
export const hostOf = (event: Place): string | null => text(event.properties, 'place');

/** Where it is, in words. */
export function whereWords(event: Place, host: Place | null, lang: Lang): string {
  const words = text(event.properties, 'place_zh') ?? '';
  if (host === null) return words;
  const name = lang === 'zh' ? host.nameZh : host.nameEn ?? host.nameZh;
  return words === '' || words.includes(name) ? name : `${name} · ${words}`;
}

/** In the order in which they begin, at the position of their place where they have none. */
export function placedEvents(events: readonly Place[], placeByKey: (key: string) => Place | null): readonly Place[] {
  return events
    .filter((event) => timesOf(event.properties) !== null)
    .map((event) => {
      const host = event.position === null ? hostOf(event) : null;
      const position = host === null ? null : placeByKey(host)?.position ?? null;
      return position === null ? event : { ...event, position };
    })
    .sort((a, b) => timesOf(a.properties)!.start - timesOf(b.properties)!.start);
}
