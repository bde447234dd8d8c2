/**
 * Opening hours as OSM's `opening_hours` writes them, read into rules. What is not read is refused with
 * the place of the first character that does not fit; nothing is guessed. `services/hours/hours_text.cpp`
 * reads the same: `tests/fixtures/hours.json` holds both to it.
 *
 * Read are: rules joined by `;` (the later holds for its days), `,` (added) and `||` (else); years, months and
 * dates; weekdays, also the nth of a month (`Sa[1]`); `PH`; times, past midnight and open-ended too; `24/7`;
 * `open`, `off`, `closed`, `unknown`; comments in quotes.
 * Not read: `SH`, `week`, `easter`, sunrise and the like, hours of a 12-hour clock.
 */

/** Minutes of the day; `end` may run past its last minute. `after`: what follows is not known until the night ends. */
export interface Interval {
  readonly start: number;
  readonly end: number;
  readonly after?: true;
}

/** Days of a year, or of one year; a range may run over New Year's Eve. */
export interface DateRange {
  /** 0: every year. */
  readonly fromYear: number;
  readonly toYear: number;
  /** month × 32 + day */
  readonly from: number;
  readonly to: number;
}

export type Kind = 'open' | 'off' | 'unknown';
/** How a rule stands to those before it: in their place on its days, beside them, or where they leave the place shut. */
export type Join = 'instead' | 'beside' | 'else';

export interface Rule {
  readonly join: Join;
  readonly kind: Kind;
  /** Empty: all dates. */
  readonly dates: readonly DateRange[];
  /** Bit 0 is Monday. */
  readonly weekdays: number;
  /** Weekdays of which only some of a month count: 1 is the first, -1 the last. */
  readonly nth: readonly { readonly weekday: number; readonly which: number }[];
  readonly holidays: boolean;
  /** Empty: the whole day. */
  readonly times: readonly Interval[];
}

export type Hours = readonly Rule[];

export interface Fault {
  /** Characters before the one that does not fit. */
  readonly at: number;
  readonly found: string;
  readonly expected: FaultWord;
}

export type FaultWord = 'rule' | 'day' | 'date' | 'time' | 'time_end' | 'quote' | 'clock12' | 'separator' | 'unsupported';

const DAY = 1440;
const HOUR = 60;
/** Until when an open end is not known: the night ends at five. */
export const NIGHT_END = 5 * HOUR;
export const everyDay = 0x7f;
const weekdayNames = ['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su'];
const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const monthDays = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const unsupported = ['sh', 'week', 'easter', 'sunrise', 'sunset', 'dawn', 'dusk'];
const kinds: Record<string, Kind> = { open: 'open', off: 'off', closed: 'off', unknown: 'unknown' };

/** What editors and input methods write for plain characters. The server has the same list. */
const plainly: readonly (readonly [RegExp, string])[] = [
  [/[\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff\t\n\v\f\r]/, ' '],
  [/[\u2010-\u2015\u2212\u301c\uff0d\uff5e~]/, '-'],
  [/\uff1a/, ':'],
  [/\uff0c/, ','],
  [/\uff1b/, ';'],
  [/[\u201c\u201d\u201e]/, '"'],
];
const plain = (character: string): string => {
  for (const [pattern, by] of plainly) if (pattern.test(character)) return by;
  return character;
};

class Refusal {
  readonly at: number;
  readonly expected: FaultWord;
  constructor(at: number, expected: FaultWord) {
    this.at = at;
    this.expected = expected;
  }
}

class Reader {
  private readonly text: readonly string[];
  private at = 0;

  constructor(source: string) {
    this.text = [...source].map(plain);
  }

  hours(): Hours {
    const rules: (Rule & { complete: boolean })[] = [];
    let join: Join = 'instead';
    for (;;) {
      this.spaces();
      if (this.at === this.text.length) break;
      if (this.peek() === ';') {
        this.at++;
        join = 'instead';
        continue;
      }
      rules.push(this.rule(join));
      this.spaces();
      if (this.at === this.text.length) break;
      if (this.take(';')) join = 'instead';
      else if (this.take('|')) {
        if (!this.take('|')) this.refuse('separator');
        join = 'else';
      } else if (this.take(',')) join = 'beside';
      else if (!(rules.at(-1)!.complete && this.startsDays())) this.refuse(unsupported.includes(this.word()) ? 'unsupported' : 'separator');
      else join = 'instead';
      if (join !== 'instead') {
        this.spaces();
        if (this.at === this.text.length || this.peek() === ';') this.refuse('rule');
      }
    }
    if (rules.length === 0) this.refuse('rule');
    return rules.map(({ complete: _, ...rule }) => rule);
  }

  /** `complete`: other days may follow it without a separator. */
  private rule(join: Join): Rule & { complete: boolean } {
    const start = this.at;
    const always = this.take('2', '4', '/', '7');
    const dates = always ? [] : this.dates();
    this.colon(dates.length > 0);
    const days = always ? null : this.weekdays();
    this.colon(days !== null);
    const times = always ? [] : this.times();
    this.spaces();
    const word = this.word();
    let kind: Kind | null = null;
    if (Object.hasOwn(kinds, word)) {
      kind = kinds[word]!;
      this.at += word.length;
      this.spaces();
    }
    const comment = this.comment();
    if (this.at === start) {
      const next = this.word();
      this.refuse(unsupported.includes(next) ? 'unsupported' : 'rule');
    }
    return {
      complete: times.length > 0 || kind !== null,
      join, kind: kind ?? (comment ? 'unknown' : 'open'), dates, times,
      weekdays: days?.weekdays ?? everyDay, nth: days?.nth ?? [], holidays: days === null || days.holidays,
    };
  }

  /** Some write one after the days. */
  private colon(allowed: boolean): void {
    const before = this.at;
    this.spaces();
    if (allowed && this.peek() === ':') this.at++;
    else this.at = before;
  }

  private startsDays(): boolean {
    return weekdayNames.includes(this.word()) || this.word() === 'ph' || this.monthHere() > 0 || this.yearHere() > 0;
  }

  // Dates

  private dates(): DateRange[] {
    const result: DateRange[] = [];
    for (;;) {
      this.spaces();
      const range = this.dateRange(result.at(-1));
      if (range === null) {
        if (result.length > 0) this.refuse('date');
        return result;
      }
      result.push(range);
      const before = this.at;
      this.spaces();
      if (!this.take(',') || !this.startsDate()) {
        this.at = before;
        return result;
      }
    }
  }

  /** After a comma: another date, or something else? */
  private startsDate(): boolean {
    this.spaces();
    return this.monthHere() > 0 || this.yearHere() > 0 || this.dayHere() > 0;
  }

  /** `last`: the range before a comma, whose month holds for a day alone (`Jan 1,6`). */
  private dateRange(last?: DateRange): DateRange | null {
    const year = this.takeYear();
    const start = this.at;
    let month = this.takeMonth();
    let day = 0;
    if (month === 0 && last !== undefined && year === 0) {
      month = last.to >> 5;
      day = this.takeDay(month);
      if (day === 0) return null;
    } else if (month > 0) {
      day = this.takeDay(month);
    } else if (year > 0) {
      // A year, or some years.
      const to = this.tryDash(() => this.takeYear());
      if (to > 0 && to < year) this.refuseAt(start, 'date');
      return { fromYear: year, toYear: to || year, from: 33, to: 12 * 32 + 31 };
    } else return null;
    const from = month * 32 + (day || 1);
    let toYear = 0, toMonth = 0, toDay = 0;
    this.tryDash(() => {
      toYear = year > 0 ? this.takeYear() : 0;
      toMonth = this.takeMonth();
      if (toMonth === 0 && (toYear > 0 || day === 0)) {
        toYear = 0;
        return 0;
      }
      toDay = this.takeDay(toMonth || month);
      if (toMonth === 0 && toDay === 0) return 0;
      toMonth ||= month;
      return 1;
    });
    if (toMonth === 0) return { fromYear: year, toYear: year, from, to: month * 32 + (day || 31) };
    const to = toMonth * 32 + (toDay || 31);
    if (year === 0) return { fromYear: 0, toYear: 0, from, to };
    const end = toYear || (to < from ? year + 1 : year);
    if (end * 512 + to < year * 512 + from) this.refuseAt(start, 'date');
    return { fromYear: year, toYear: end, from, to };
  }

  /** A dash and what `read` takes after it; when it takes nothing the dash is left. */
  private tryDash(read: () => number): number {
    const before = this.at;
    this.spaces();
    if (!this.take('-')) {
      this.at = before;
      return 0;
    }
    this.spaces();
    const value = read();
    if (value === 0) this.refuse('date');
    return value;
  }

  private yearHere(): number {
    const digits = this.digits();
    if (digits.length !== 4 || digits < '1970' || this.text[this.at + 4] === ':') return 0;
    return Number(digits);
  }
  private takeYear(): number {
    const year = this.yearHere();
    if (year > 0) {
      this.at += 4;
      this.spaces();
    }
    return year;
  }
  private monthHere(): number {
    const word = this.word();
    return word.length === 3 ? monthNames.indexOf(word) + 1 : 0;
  }
  private takeMonth(): number {
    const month = this.monthHere();
    if (month > 0) this.at += 3;
    return month;
  }
  /** A number that is not the hour of a time. */
  private dayHere(): number {
    const digits = this.digits();
    if (digits.length < 1 || digits.length > 2) return 0;
    const after = this.at + digits.length;
    return this.text[after] === ':' && this.isDigit(after + 1) ? 0 : Number(digits);
  }
  private takeDay(month: number): number {
    const before = this.at;
    this.spaces();
    const day = this.dayHere();
    if (day === 0 || day > monthDays[month - 1]!) {
      if (day > 0) this.refuse('date');
      this.at = before;
      return 0;
    }
    this.at += this.digits().length;
    return day;
  }

  // Weekdays

  private weekdays(): { weekdays: number; nth: { weekday: number; which: number }[]; holidays: boolean } | null {
    let weekdays = 0;
    let holidays = false;
    const nth: { weekday: number; which: number }[] = [];
    for (let first = true; ; first = false) {
      const before = this.at;
      this.spaces();
      const word = this.word();
      if (word === 'ph') {
        this.at += 2;
        holidays = true;
      } else {
        const from = this.takeWeekday();
        if (from < 0) {
          if (!first) this.refuse(unsupported.includes(word) ? 'unsupported' : 'day');
          this.at = before;
          return null;
        }
        const end = this.at;
        this.spaces();
        if (this.peek() === '[') nth.push(...this.nth(from));
        else if (this.take('-')) {
          this.spaces();
          const to = this.takeWeekday();
          if (to < 0) this.refuse('day');
          for (let day = from; ; day = (day + 1) % 7) {
            weekdays |= 1 << day;
            if (day === to) break;
          }
        } else {
          this.at = end;
          weekdays |= 1 << from;
        }
      }
      const end = this.at;
      this.spaces();
      if (!this.take(',')) {
        this.at = end;
        return { weekdays, nth, holidays };
      }
      this.spaces();
      if (this.isDigit(this.at)) this.refuse('day');
    }
  }

  private nth(weekday: number): { weekday: number; which: number }[] {
    this.at++;
    const result: { weekday: number; which: number }[] = [];
    const one = (): number => {
      const sign = this.take('-') ? -1 : 1;
      const digits = this.digits();
      if (digits < '1' || digits > '5' || digits.length !== 1) this.refuse('day');
      this.at++;
      return sign * Number(digits);
    };
    do {
      const from = one();
      const to = from > 0 && this.take('-') ? one() : from;
      if (to < from) this.refuse('day');
      for (let which = from; which <= to; which++) result.push({ weekday, which });
    } while (this.take(','));
    if (!this.take(']')) this.refuse('day');
    return result;
  }

  private takeWeekday(): number {
    const found = weekdayNames.indexOf(this.word());
    if (found >= 0) this.at += 2;
    return found;
  }

  // Times

  private times(): Interval[] {
    const result: Interval[] = [];
    for (;;) {
      const before = this.at;
      this.spaces();
      if (!this.isDigit(this.at)) {
        this.at = before;
        return result;
      }
      result.push(this.interval());
      const end = this.at;
      this.spaces();
      if (!this.take(',')) {
        this.at = end;
        return result;
      }
      this.spaces();
      if (!this.isDigit(this.at)) {
        // Another rule comes, or nothing, which `hours` refuses.
        this.at = end;
        return result;
      }
    }
  }

  private interval(): Interval {
    const first = this.at;
    const from = this.clock(24);
    this.spaces();
    if (this.take('+')) return { start: from.minutes, end: from.minutes, after: true };
    if (!this.take('-')) this.refuse('time_end');
    this.spaces();
    const to = this.clock(48);
    const wraps = to.minutes <= from.minutes;
    // "8-6:30" may well be half past six in the evening.
    if ((from.bare || to.bare) && wraps && from.minutes <= 12 * HOUR && to.minutes > 0) this.refuseAt(first, 'clock12');
    const end = wraps ? to.minutes + DAY : to.minutes;
    this.spaces();
    return this.take('+') ? { start: from.minutes, end, after: true } : { start: from.minutes, end };
  }

  private clock(latest: number): { minutes: number; bare: boolean } {
    const hours = this.digits();
    const start = this.at;
    if (hours.length < 1 || hours.length > 2) this.refuse(unsupported.includes(this.word()) ? 'unsupported' : 'time');
    if (Number(hours) > latest) this.refuse('time');
    this.at += hours.length;
    if (this.peek() !== ':') {
      if (this.isLetter() || this.peek() === '.') this.refuse('time');
      return { minutes: Number(hours) * HOUR, bare: true };
    }
    this.at++;
    const minutes = this.digits();
    if (minutes.length !== 2 || minutes > '59') this.refuse('time');
    this.at += 2;
    const sum = Number(hours) * HOUR + Number(minutes);
    if (sum > latest * HOUR) this.refuseAt(start, 'time');
    return { minutes: sum, bare: false };
  }

  // Characters

  private comment(): boolean {
    if (this.peek() !== '"') return false;
    const end = this.text.indexOf('"', this.at + 1);
    if (end < 0) this.refuse('quote');
    this.at = end + 1;
    return true;
  }

  private peek(): string {
    return this.text[this.at] ?? '';
  }
  private take(...characters: string[]): boolean {
    if (!characters.every((character, index) => this.text[this.at + index] === character)) return false;
    this.at += characters.length;
    return true;
  }
  private spaces(): void {
    while (this.peek() === ' ') this.at++;
  }
  private isDigit(at: number): boolean {
    const character = this.text[at] ?? '';
    return character >= '0' && character <= '9';
  }
  private isLetter(): boolean {
    return /^[A-Za-z]$/.test(this.peek());
  }
  private digits(): string {
    let end = this.at;
    while (this.isDigit(end)) end++;
    return this.text.slice(this.at, end).join('');
  }
  /** The ASCII letters from here on, small. */
  private word(): string {
    let end = this.at;
    while (/^[A-Za-z]$/.test(this.text[end] ?? '')) end++;
    return this.text.slice(this.at, end).join('').toLowerCase();
  }
  private refuse(expected: FaultWord): never {
    return this.refuseAt(this.at, expected);
  }
  private refuseAt(at: number, expected: FaultWord): never {
    throw new Refusal(at, expected);
  }
}

export type Reading = { readonly hours: Hours; readonly fault: null } | { readonly hours: null; readonly fault: Fault };

/** The rules, or why there are none. */
export function readHours(source: string): Reading {
  try {
    return { hours: new Reader(source).hours(), fault: null };
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal;
    return { hours: null, fault: { at: refusal.at, found: [...source][refusal.at] ?? '', expected: refusal.expected } };
  }
}

/** The rules; null when the text is not understood. */
export const parseHours = (source: string): Hours | null => readHours(source).hours;
