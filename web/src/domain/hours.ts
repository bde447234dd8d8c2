import { dayOf, type DayKind } from './holidays.ts';

/**
 * Opening hours in the part of OSM's `opening_hours` that the data uses: rules joined by `;`,
 * weekdays (`Mo`, `Mo-Fr`, `Sa,Su`), public holidays (`PH`), times (`18:00-22:00`, past midnight too),
 * `24/7`, `off`. Anything else is unknown, never guessed. All clocks are Asia/Shanghai, which has no
 * summer time.
 */

export type OpenState = 'open' | 'closing' | 'closed' | 'unknown';

interface Interval {
  /** Minutes of the day; `end` may run past its last minute. */
  readonly start: number;
  readonly end: number;
}

export interface Rule {
  /** 0 is Monday. */
  readonly days: readonly number[];
  readonly holidays: boolean;
  readonly times: readonly Interval[];
}

/** The last rule that fits a day holds. */
export type Hours = readonly Rule[];

export interface Status {
  readonly state: OpenState;
  /** Minutes until the state changes; null when it does not, or is unknown. */
  readonly minutesLeft: number | null;
  /** Clock time of the change, `HH:MM`. */
  readonly at: string | null;
  /** The state hangs on a holiday calendar that is not known yet. */
  readonly holidaysUnknown?: true;
}

const DAY = 1440;
/** Days looked ahead: longer than the longest holidays. */
const AHEAD = 15;
const CLOSING = 60;
const dayNames = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'];
const everyDay = [0, 1, 2, 3, 4, 5, 6];

/** What editors and input methods write for a space. The server has the same list. */
const wideSpaces = /[\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]/g;

/** The rules; null when the text is not understood. */
export function parseHours(source: string): Hours | null {
  const rules: Rule[] = [];
  for (const part of source.replace(wideSpaces, ' ').split(';')) {
    const text = part.trim();
    if (text === '') continue;
    if (text === '24/7') {
      rules.push({ days: everyDay, holidays: true, times: [{ start: 0, end: DAY }] });
      continue;
    }
    const match = /^(?:([A-Z][A-Za-z](?:[A-Za-z,\- ]*[A-Za-z])?)\s+)?((?:\d{1,2}:\d{2}\s*-\s*\d{1,2}:\d{2})(?:\s*,\s*\d{1,2}:\d{2}\s*-\s*\d{1,2}:\d{2})*|off|closed)$/.exec(text);
    if (!match) return null;
    const selected = match[1] === undefined ? { days: everyDay, holidays: true } : parseDays(match[1]);
    const times = parseTimes(match[2]!);
    if (selected === null || times === null) return null;
    rules.push({ ...selected, times });
  }
  // Holidays alone say nothing of the other days.
  return rules.some((rule) => rule.days.length > 0) ? rules : null;
}

/** Whether a rule speaks of holidays in particular. */
export const namesHolidays = (hours: Hours): boolean => hours.some((rule) => rule.holidays && rule.days.length < 7);

/** Whether Saturday or Sunday has other hours than any working day. */
export function differsOnWeekends(hours: Hours): boolean {
  const rule = (weekday: number) => hours.findLast((it) => it.days.includes(weekday));
  return [5, 6].some((weekend) => [0, 1, 2, 3, 4].some((day) => rule(day) !== rule(weekend)));
}

function parseDays(source: string): { days: number[]; holidays: boolean } | null {
  const days: number[] = [];
  let holidays = false;
  for (const part of source.split(',')) {
    if (part.trim() === 'PH') {
      holidays = true;
      continue;
    }
    const [from, to, ...more] = part.trim().split('-').map((name) => dayNames.indexOf(name.trim()));
    if (from === undefined || from < 0 || (to !== undefined && to < 0) || more.length > 0) return null;
    for (let day = from; ; day = (day + 1) % 7) {
      days.push(day);
      if (day === (to ?? from)) break;
    }
  }
  return { days, holidays };
}

function parseTimes(source: string): Interval[] | null {
  if (source === 'off' || source === 'closed') return [];
  const result: Interval[] = [];
  for (const part of source.split(',')) {
    const match = /^\s*(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})\s*$/.exec(part);
    if (!match) return null;
    const [h1, m1, h2, m2] = match.slice(1).map(Number) as [number, number, number, number];
    if (h1 > 24 || h2 > 48 || m1 > 59 || m2 > 59) return null;
    const start = h1 * 60 + m1;
    let end = h2 * 60 + m2;
    if (end <= start) end += DAY;
    result.push({ start, end });
  }
  return result;
}

function merge(intervals: Interval[]): Interval[] {
  const sorted = [...intervals].sort((a, b) => a.start - b.start);
  const result: Interval[] = [];
  for (const next of sorted) {
    const last = result[result.length - 1];
    if (last && next.start <= last.end) result[result.length - 1] = { start: last.start, end: Math.max(last.end, next.end) };
    else result.push(next);
  }
  return result;
}

/** Minutes since 1970-01-01 00:00 on Tianjin's clocks. */
const tianjinMinutes = (now: Date): number => Math.floor(now.getTime() / 60_000) + 8 * 60;
/** The first day of 1970 was a Thursday. */
const weekdayOf = (day: number): number => (day + 3) % 7;

/** `YYYY-MM-DD` in Tianjin. */
export const tianjinDate = (now: Date): string => isoDate(Math.floor(tianjinMinutes(now) / DAY));
const isoDate = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10);

export function clock(minute: number): string {
  const inDay = ((minute % DAY) + DAY) % DAY;
  return `${String(Math.floor(inDay / 60)).padStart(2, '0')}:${String(inDay % 60).padStart(2, '0')}`;
}

/** How many midnights lie between now and `minutes` later. */
export function daysAhead(now: Date, minutes: number): number {
  const from = tianjinMinutes(now);
  return Math.floor((from + minutes) / DAY) - Math.floor(from / DAY);
}

function timesOf(hours: Hours, day: number, holiday: boolean): readonly Interval[] {
  const weekday = weekdayOf(day);
  return hours.findLast((rule) => rule.days.includes(weekday) || (holiday && rule.holidays))?.times ?? [];
}

const unknown: Status = { state: 'unknown', minutesLeft: null, at: null };

/**
 * Open, closing within the hour, closed or unknown at `now`. Where the hours speak of holidays and a
 * day's year has no notice yet, both readings are tried: what they agree on is said, the rest is unknown.
 */
export function statusAt(hours: Hours | null, now: Date, kindOf: (date: string) => DayKind = (date) => dayOf(date).kind): Status {
  if (hours === null) return unknown;
  const minute = tianjinMinutes(now);
  const today = Math.floor(minute / DAY);
  const asks = namesHolidays(hours);
  const days = Array.from({ length: AHEAD + 2 }, (_, index) => ({ day: today - 1 + index, kind: asks ? kindOf(isoDate(today - 1 + index)) : 'ordinary' }));

  const read = (yesterday: boolean, current: boolean, later: boolean): Status => {
    const assumed = [yesterday, current];
    const open = merge(days.flatMap(({ day, kind }, index) => {
      const holiday = kind === 'holiday' || (kind === 'unknown' && (assumed[index] ?? later));
      return timesOf(hours, day, holiday).map((it) => ({ start: it.start + day * DAY, end: it.end + day * DAY }));
    }));
    const running = open.find(({ start, end }) => start <= minute && minute < end);
    if (running) {
      const left = running.end - minute;
      if (left > AHEAD * DAY) return { state: 'open', minutesLeft: null, at: null };
      return { state: left <= CLOSING ? 'closing' : 'open', minutesLeft: left, at: clock(running.end) };
    }
    const next = open.find(({ start }) => start > minute);
    return next ? { state: 'closed', minutesLeft: next.start - minute, at: clock(next.start) } : { state: 'closed', minutesLeft: null, at: null };
  };
  const either = [false, true];
  const readings = days.every(({ kind }) => kind !== 'unknown')
    ? [read(false, false, false)]
    : either.flatMap((a) => either.flatMap((b) => either.map((c) => read(a, b, c))));
  const [first, ...others] = readings as [Status, ...Status[]];
  if (others.every((it) => it.state === first.state && it.minutesLeft === first.minutesLeft)) return first;
  const said = (status: Status) => (status.state === 'closing' ? 'open' : status.state);
  if (others.some((it) => said(it) !== said(first))) return { ...unknown, holidaysUnknown: true };
  return { state: said(first), minutesLeft: null, at: null, holidaysUnknown: true };
}
