import { dayOf, type DayKind } from './holidays.ts';
import { everyDay, NIGHT_END, type Hours, type Rule } from './hours-text.ts';

export { NIGHT_END, parseHours, readHours, type Hours } from './hours-text.ts';

/**
 * What opening hours say at a minute. All clocks are Asia/Shanghai, which has no summer time. What is past
 * midnight belongs to the evening before, and a night ends at five. `services/hours/hours.cpp` says the same.
 *
 * Where it is not certain which hours a day has, all readings are tried; what they agree on is said, the rest is
 * unknown: days of a year whose holidays are not announced, where the hours speak of holidays, and days off that are
 * worked (调休), where working days have other hours than the weekend.
 */

export type OpenState = 'open' | 'closing' | 'later' | 'closed' | 'unknown';

/** Why one should ask before going. */
export type Doubt =
  /** the calendar of that year is not known, and a holiday could matter */
  | 'calendar'
  /** a day off that is worked: the hours may be those of either */
  | 'makeup'
  /** a holiday of which the hours do not speak */
  | 'holiday';

export interface Status {
  readonly state: OpenState;
  /** Minutes until the place opens or closes; null when it does not within a fortnight, or that is not known. */
  readonly minutesLeft: number | null;
  /** Clock time of the change, `HH:MM`. */
  readonly at: string | null;
  readonly doubt: Doubt | null;
}

type Said = 'open' | 'closed' | 'unknown';

export interface Span {
  readonly start: number;
  readonly end: number;
  readonly said: Exclude<Said, 'closed'>;
}

export const DAY = 1440;
/** Days looked ahead: longer than the longest holidays. */
const AHEAD = 15;
const CLOSING = 60;

/** Minutes since 1970-01-01 00:00 on Tianjin's clocks. */
export const tianjinMinutes = (now: Date): number => Math.floor(now.getTime() / 60_000) + 8 * 60;
/** The first day of 1970 was a Thursday. */
export const weekdayOf = (day: number): number => (day + 3) % 7;
const isoDate = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10);
/** `YYYY-MM-DD` in Tianjin. */
export const tianjinDate = (now: Date): string => isoDate(Math.floor(tianjinMinutes(now) / DAY));

export function clock(minute: number): string {
  const inDay = ((minute % DAY) + DAY) % DAY;
  return `${String(Math.floor(inDay / 60)).padStart(2, '0')}:${String(inDay % 60).padStart(2, '0')}`;
}

/** How many midnights lie between now and `minutes` later. */
export function daysAhead(now: Date, minutes: number): number {
  const from = tianjinMinutes(now);
  return Math.floor((from + minutes) / DAY) - Math.floor(from / DAY);
}

/** Whether a rule speaks of holidays in particular. */
export const namesHolidays = (hours: Hours): boolean => hours.some((rule) => rule.holidays && rule.weekdays !== everyDay);
const neverChanges = (hours: Hours): boolean =>
  hours.every((rule) => rule.dates.length === 0 && rule.times.length === 0 && rule.weekdays === everyDay);

// One day

function fitsDate(rule: Rule, day: number): boolean {
  if (rule.dates.length === 0) return true;
  const date = new Date(day * 86_400_000);
  const year = date.getUTCFullYear();
  const key = (date.getUTCMonth() + 1) * 32 + date.getUTCDate();
  return rule.dates.some(({ fromYear, toYear, from, to }) => {
    if (fromYear > 0) return year * 512 + key >= fromYear * 512 + from && year * 512 + key <= toYear * 512 + to;
    return from <= to ? key >= from && key <= to : key >= from || key <= to;
  });
}

function fitsWeekday(rule: Rule, day: number, weekday: number): boolean {
  if ((rule.weekdays >> weekday) & 1) return true;
  if (rule.nth.length === 0) return false;
  const date = new Date(day * 86_400_000);
  const dayOfMonth = date.getUTCDate();
  const days = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  const which = Math.ceil(dayOfMonth / 7);
  const fromEnd = -Math.ceil((days - dayOfMonth + 1) / 7);
  return rule.nth.some((it) => it.weekday === weekday && (it.which === which || it.which === fromEnd));
}

/** What is cut out of the spans, and what comes in its place. */
function overlay(spans: readonly Span[], cut: readonly { start: number; end: number }[], added: readonly Span[]): Span[] {
  let rest: Span[] = [...spans];
  for (const { start, end } of cut)
    rest = rest.flatMap((span) => {
      if (span.end <= start || span.start >= end) return [span];
      const pieces: Span[] = [];
      if (span.start < start) pieces.push({ ...span, end: start });
      if (span.end > end) pieces.push({ ...span, start: end });
      return pieces;
    });
  return [...rest, ...added];
}

function spansOf(rule: Rule): Span[] {
  const said = rule.kind === 'unknown' ? 'unknown' : 'open';
  if (rule.times.length === 0) return [{ start: 0, end: DAY, said }];
  return rule.times.flatMap(({ start, end, after }): Span[] => [
    ...(end > start ? [{ start, end, said } as Span] : []),
    ...(after ? [{ start: end, end: Math.max(end, DAY + NIGHT_END), said: 'unknown' } as Span] : []),
  ]);
}

/** The opening of one day read as that weekday; spans may run into the next. */
function readDay(hours: Hours, day: number, weekday: number, holiday: boolean): readonly Span[] {
  // Rules that only close say nothing of the days they do not name.
  const silent = hours.every((rule) => rule.kind === 'off');
  let spans: readonly Span[] = silent ? [{ start: 0, end: DAY, said: 'unknown' }] : [];
  for (const rule of hours) if (fitsDay(rule, day, weekday, holiday)) spans = applied(rule, spans);
  return spans;
}

export const fitsDay = (rule: Rule, day: number, weekday: number, holiday: boolean): boolean =>
  fitsDate(rule, day) && (fitsWeekday(rule, day, weekday) || (holiday && rule.holidays));

/** What a rule makes of the spans of the rules before it. */
export function applied(rule: Rule, before: readonly Span[]): readonly Span[] {
  const own = spansOf(rule);
  if (rule.kind === 'off') return rule.times.length === 0 ? [] : overlay(before, own, []);
  if (rule.join === 'instead') return own;
  return rule.join === 'beside' ? overlay(before, own, own) : overlay(own, before, before);
}

/** All that a day's opening may be: one reading where it is certain. */
function readings(hours: Hours, day: number, kind: DayKind): readonly (readonly Span[])[] {
  const weekday = weekdayOf(day);
  const plain = readDay(hours, day, weekday, kind === 'holiday');
  const others: (readonly Span[])[] = [];
  if (kind === 'unknown' && namesHolidays(hours)) others.push(readDay(hours, day, weekday, true));
  if (kind === 'workday') for (let other = 0; other < 5; other++) others.push(readDay(hours, day, other, false));
  if (others.length === 0) return [plain];
  const all = [plain];
  const seen = new Set([JSON.stringify(plain)]);
  for (const other of others) {
    const text = JSON.stringify(other);
    if (!seen.has(text)) all.push(other);
    seen.add(text);
  }
  return all;
}

export const saidBy = (spans: readonly Span[], minute: number): Said => {
  let said: Said = 'closed';
  for (const span of spans) if (span.start <= minute && minute < span.end) {
    if (span.said === 'open') return 'open';
    said = 'unknown';
  }
  return said;
};
/** Of a day and the evening before it: whoever is open has it. */
const joined = (a: Said, b: Said): Said => (a === 'open' || b === 'open' ? 'open' : a === 'unknown' || b === 'unknown' ? 'unknown' : 'closed');

// Many days

interface Stretch {
  readonly start: number;
  readonly end: number;
  readonly said: Said;
  /** The readings do not agree here. */
  readonly disputed: boolean;
}

export type KindOf = (date: string) => DayKind;
const kindOfDate: KindOf = (date) => dayOf(date).kind;

/** The opening over a fortnight and two days, without gaps. */
function stretchesFrom(hours: Hours, today: number, kindOf: KindOf): readonly Stretch[] {
  const days = Array.from({ length: AHEAD + 3 }, (_, index) => readings(hours, today - 1 + index, kindOf(isoDate(today - 1 + index))));
  const result: Stretch[] = [];
  for (let index = 1; index < days.length; index++) {
    const offset = (today - 1 + index) * DAY;
    const before = days[index - 1]!;
    const own = days[index]!;
    const bounds = new Set([0, DAY]);
    for (const spans of own) for (const { start, end } of spans) for (const at of [start, end]) if (at > 0 && at < DAY) bounds.add(at);
    for (const spans of before) for (const { start, end } of spans) for (const at of [start - DAY, end - DAY]) if (at > 0 && at < DAY) bounds.add(at);
    const sorted = [...bounds].sort((a, b) => a - b);
    for (let k = 0; k + 1 < sorted.length; k++) {
      const start = sorted[k]!;
      const all = new Set(before.flatMap((evening) => own.map((spans) => joined(saidBy(evening, start + DAY), saidBy(spans, start)))));
      const disputed = all.size > 1;
      const said: Said = disputed ? 'unknown' : [...all][0]!;
      const last = result.at(-1);
      if (last && last.said === said && last.disputed === disputed) result[result.length - 1] = { ...last, end: offset + sorted[k + 1]! };
      else result.push({ start: offset + start, end: offset + sorted[k + 1]!, said, disputed });
    }
  }
  return result;
}

const kept = new WeakMap<Hours, { day: number; kindOf: KindOf; stretches: readonly Stretch[] }>();
function stretches(hours: Hours, today: number, kindOf: KindOf): readonly Stretch[] {
  const known = kept.get(hours);
  // A night is of two days: whoever moves through it has one answer.
  if (known && (known.day === today || known.day + 1 === today) && known.kindOf === kindOf) return known.stretches;
  const made = stretchesFrom(hours, today, kindOf);
  kept.set(hours, { day: today, kindOf, stretches: made });
  return made;
}

/** Why the readings of a minute's day and the evening before it differ. */
function mattersAt(minute: number, kindOf: KindOf): Doubt {
  const day = Math.floor(minute / DAY);
  return [day, day - 1].some((it) => kindOf(isoDate(it)) === 'unknown') ? 'calendar' : 'makeup';
}

const unknown: Status = { state: 'unknown', minutesLeft: null, at: null, doubt: null };

/** What a place's hours say at a minute on Tianjin's clocks (`tianjinMinutes`); null: the hours are not known. */
export function statusAtMinute(hours: Hours | null, minute: number, kindOf: KindOf = kindOfDate): Status {
  if (hours === null) return unknown;
  const all = stretches(hours, Math.floor(minute / DAY), kindOf);
  const here = all.findIndex(({ start, end }) => start <= minute && minute < end);
  const { said, disputed, end } = all[here]!;
  const next = end - minute > AHEAD * DAY ? undefined : all[here + 1];
  const evening = kindOf(isoDate(Math.floor((minute - NIGHT_END) / DAY)));
  let doubt: Doubt | null = null;
  if (disputed || next?.disputed) doubt = mattersAt(disputed ? minute : end, kindOf);
  else if (!namesHolidays(hours) && !neverChanges(hours)) doubt = evening === 'unknown' ? 'calendar' : evening === 'holiday' ? 'holiday' : null;
  if (said === 'unknown') return { ...unknown, doubt };
  const change = next && next.said !== 'unknown' ? { minutesLeft: end - minute, at: clock(end) } : { minutesLeft: null, at: null };
  if (said === 'open') return { state: change.minutesLeft !== null && change.minutesLeft <= CLOSING ? 'closing' : 'open', ...change, doubt };
  const nightEnds = Math.floor((minute - NIGHT_END) / DAY) * DAY + DAY + NIGHT_END;
  return { state: change.minutesLeft !== null && end < nightEnds ? 'later' : 'closed', ...change, doubt };
}

export const statusAt = (hours: Hours | null, now: Date, kindOf: KindOf = kindOfDate): Status => statusAtMinute(hours, tianjinMinutes(now), kindOf);
