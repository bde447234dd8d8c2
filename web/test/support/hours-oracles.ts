import OpeningHours from 'opening_hours';
import table from '../../../data/holidays.json' with { type: 'json' };
import { applied, DAY, fitsDay, saidBy, statusAtMinute, weekdayOf, type KindOf, type Span } from '../../src/domain/hours.ts';
import type { Hours } from '../../src/domain/hours-text.ts';

/**
 * Our reading of opening hours beside those of others, minute by minute. They know nothing of China's
 * holidays, so `PH` is written out as dates for them; of days off that are worked they take the weekday as it is.
 */

const dates = table.years.flatMap(({ days }) => days);
const holidays = new Set(dates.filter(({ kind }) => kind === 'holiday').map(({ date }) => date));
export const plainCalendar: KindOf = (date) => (holidays.has(date) ? 'holiday' : 'ordinary');

const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const written = [...holidays].map((date) => `${date.slice(0, 4)} ${monthNames[Number(date.slice(5, 7)) - 1]} ${date.slice(8)}`).join(',');

/** `PH` as dates; null where it stands in a way that this does not take apart. */
export function withDates(text: string): string | null {
  const rules = text.split(';').map((rule) => rule.trim()).filter((rule) => rule !== '');
  const result = rules.flatMap((rule) => {
    if (!/\bPH\b/.test(rule)) return [rule];
    const parts = /^((?:[A-Z][a-z](?:\s*[-,]\s*[A-Z][a-z])*)\s*,\s*)?PH\s+([^A-Z]*|off|closed)$/.exec(rule);
    if (parts === null) return [null];
    const days = parts[1]?.replace(/\s*,\s*$/, '');
    return [...(days ? [`${days} ${parts[2]}`] : []), `${written} ${parts[2]}`];
  });
  return result.includes(null) ? null : result.join('; ');
}

export const codes = { closed: 0, open: 1, unknown: 2 } as const;
/** Whole days, counted from 1970. */
export interface Stretch {
  readonly first: number;
  readonly last: number;
}

/** One code a minute, as opening_hours (npm) has it; the process must run on Tianjin's clocks. Null: it does not read the text. */
export function theirs(text: string, { first, last }: Stretch): Uint8Array | null {
  const minutes = new Uint8Array((last - first + 1) * DAY);
  const zero = first * DAY - 480;
  let oracle: OpeningHours;
  try {
    oracle = new OpeningHours(text, { lat: 39.13, lon: 117.2, address: { country_code: 'cn', state: '天津市' } } as never, { locale: 'en' } as never);
  } catch {
    return null;
  }
  for (const [from, to, unknown] of oracle.getOpenIntervals(new Date(zero * 60_000), new Date((zero + minutes.length) * 60_000)))
    minutes.fill(unknown ? codes.unknown : codes.open, from.getTime() / 60_000 - zero, to.getTime() / 60_000 - zero);
  return minutes;
}

/** Our own reading; and that of readers for whom a day ends at midnight. */
export interface Mine {
  readonly whole: Uint8Array;
  readonly civil: Uint8Array;
}

export function ours(hours: Hours, { first, last }: Stretch): Mine {
  const whole = new Uint8Array((last - first + 1) * DAY);
  const civil = new Uint8Array(whole.length);
  const code = { open: codes.open, closing: codes.open, later: codes.closed, closed: codes.closed, unknown: codes.unknown };
  for (let day = first; day <= last; day++) {
    const offset = (day - first) * DAY;
    const spans = civilDay(hours, day);
    for (let minute = 0; minute < DAY; minute++) {
      whole[offset + minute] = code[statusAtMinute(hours, day * DAY + minute, plainCalendar).state];
      civil[offset + minute] = codes[saidBy(spans, minute)];
    }
  }
  return { whole, civil };
}

const isHoliday = (day: number): boolean => plainCalendar(new Date(day * 86_400_000).toISOString().slice(0, 10)) === 'holiday';

/**
 * A day as the others take it: what is past midnight is a rule of the next day, which that day's own rules replace,
 * and which is there even where the evening before was off.
 */
function civilDay(hours: Hours, day: number): readonly Span[] {
  let spans: readonly Span[] = hours.every((rule) => rule.kind === 'off') ? [{ start: 0, end: DAY, said: 'unknown' }] : [];
  for (const rule of hours) {
    const times = rule.times.length === 0 ? [{ start: 0, end: DAY }] : rule.times;
    if (fitsDay(rule, day, weekdayOf(day), isHoliday(day))) spans = applied(rule, spans);
    const rest = times.filter(({ end }) => end > DAY).map(({ start, end }) => ({ start: Math.max(0, start - DAY), end: end - DAY }));
    if (rest.length > 0 && fitsDay(rule, day - 1, weekdayOf(day - 1), isHoliday(day - 1))) spans = applied({ ...rule, times: rest, join: rule.join === 'else' ? 'else' : 'beside' }, spans);
  }
  return spans;
}

export interface Comparison {
  minutes: number;
  equal: number;
  /** Ours belongs to the evening before, theirs to the day; as above. */
  evening: number;
  /** The others do not agree among themselves; we say what one of them says, or that it is unknown. */
  split: number;
  /** We say unknown, they know. */
  abstained: number;
  /** Nothing excuses these. */
  wrong: number;
  firstWrong: number | null;
}

export function compare({ whole, civil }: Mine, others: readonly Uint8Array[]): Comparison {
  const result: Comparison = { minutes: whole.length, equal: 0, evening: 0, split: 0, abstained: 0, wrong: 0, firstWrong: null };
  const [a, b = a!] = others as [Uint8Array, Uint8Array?];
  for (let i = 0; i < whole.length; i++) {
    const mine = whole[i], day = civil[i], x = a[i], y = b[i];
    if (mine === x && mine === y) result.equal++;
    else if (day === x && day === y) result.evening++;
    else if (x !== y && (mine === x || mine === y || day === x || day === y || mine === codes.unknown)) result.split++;
    else if (mine === codes.unknown) result.abstained++;
    else {
      result.wrong++;
      result.firstWrong ??= i;
    }
  }
  return result;
}
