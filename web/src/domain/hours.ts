/**
 * Opening hours in the part of OSM's `opening_hours` that the data uses: rules joined by `;`,
 * weekdays (`Mo`, `Mo-Fr`, `Sa,Su`), times (`18:00-22:00`, past midnight too), `24/7`, `off`.
 * Anything else is unknown, never guessed. All clocks are Asia/Shanghai, which has no summer time.
 */

export type OpenState = 'open' | 'closing' | 'closed' | 'unknown';

export interface Interval {
  /** Minutes from Monday 00:00; `end` may run past the week's last minute. */
  readonly start: number;
  readonly end: number;
}

export interface Status {
  readonly state: OpenState;
  /** Minutes until the state changes; null when it does not, or is unknown. */
  readonly minutesLeft: number | null;
  /** Clock time of the change, `HH:MM`. */
  readonly at: string | null;
}

const DAY = 1440;
const WEEK = 7 * DAY;
const CLOSING = 60;
const dayNames = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'];

/** Weekly opening intervals, sorted; null when the text is not understood. */
export function parseHours(source: string): readonly Interval[] | null {
  const text = source.trim();
  if (text === '') return null;
  const days: Interval[][] = Array.from({ length: 7 }, () => []);
  for (const rule of text.split(';')) {
    const trimmed = rule.trim();
    if (trimmed === '') continue;
    if (trimmed === '24/7') {
      days.forEach((_, day) => (days[day] = [{ start: 0, end: DAY }]));
      continue;
    }
    const match = /^(?:([A-Z][a-z](?:[A-Za-z,\- ]*[a-z])?)\s+)?((?:\d{1,2}:\d{2}\s*-\s*\d{1,2}:\d{2})(?:\s*,\s*\d{1,2}:\d{2}\s*-\s*\d{1,2}:\d{2})*|off|closed)$/.exec(trimmed);
    if (!match) return null;
    const selected = match[1] === undefined ? [0, 1, 2, 3, 4, 5, 6] : parseDays(match[1]);
    const times = parseTimes(match[2]!);
    if (selected === null || times === null) return null;
    for (const day of selected) days[day] = times; // a later rule replaces an earlier one
  }
  const week = days.flatMap((list, day) => list.map((it) => ({ start: it.start + day * DAY, end: it.end + day * DAY })));
  return merge(week);
}

function parseDays(source: string): number[] | null {
  const result: number[] = [];
  for (const part of source.split(',')) {
    const [from, to] = part.trim().split('-').map((name) => dayNames.indexOf(name.trim()));
    if (from === undefined || from < 0 || (to !== undefined && to < 0)) return null;
    for (let day = from; ; day = (day + 1) % 7) {
      result.push(day);
      if (day === (to ?? from)) break;
    }
  }
  return result;
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

/** Minutes since Monday 00:00 in Tianjin. */
export function tianjinMinute(now: Date): number {
  const local = new Date(now.getTime() + 8 * 3_600_000);
  return ((local.getUTCDay() + 6) % 7) * DAY + local.getUTCHours() * 60 + local.getUTCMinutes();
}

export function clock(minute: number): string {
  const inDay = ((minute % DAY) + DAY) % DAY;
  return `${String(Math.floor(inDay / 60)).padStart(2, '0')}:${String(inDay % 60).padStart(2, '0')}`;
}

/** Open, closing within the hour, closed or unknown at `now`. */
export function statusAt(hours: readonly Interval[] | null, now: Date): Status {
  if (hours === null) return { state: 'unknown', minutesLeft: null, at: null };
  const minute = tianjinMinute(now);
  if (hours.some((it) => it.end - it.start >= WEEK)) return { state: 'open', minutesLeft: null, at: null };
  for (const { start, end } of hours) {
    // An interval of last Sunday may still be running on Monday.
    for (const shift of [0, WEEK]) {
      if (minute + shift >= start && minute + shift < end) {
        const left = end - minute - shift;
        return { state: left <= CLOSING ? 'closing' : 'open', minutesLeft: left, at: clock(end) };
      }
    }
  }
  const waits = hours.map(({ start }) => (start - minute + WEEK) % WEEK);
  if (waits.length === 0) return { state: 'closed', minutesLeft: null, at: null };
  const wait = Math.min(...waits);
  return { state: 'closed', minutesLeft: wait, at: clock(minute + wait) };
}
