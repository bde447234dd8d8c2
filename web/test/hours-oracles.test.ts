import { describe, expect, it } from 'vitest';
import { parseHours, readHours, statusAt, statusAtMinute, type KindOf } from '../src/domain/hours.ts';
import { compare, ours, theirs, withDates } from './support/hours-oracles.ts';

process.env['TZ'] = 'Asia/Shanghai';

/** All kinds of writing; `./bench hours` does the same with every text of the extracts, three years, and a second reader. */
const texts = [
  '24/7', 'Mo-Su 00:00-24:00', '10:00-22:00', 'Mo-Fr 08:00-20:00; Sa 08:00-18:00; Su off', 'Mo-Fr 10:00-19:00, Sa 10:00-18:00',
  'Mo-Th 11:00-24:00, Fr 11:00-03:00, Sa 11:00-02:00, Su 12:00-24:00', 'Mo-Th 17:00-01:00; Fr,Sa 17:00-03:00', '18:00-02:00; Mo off',
  'Mo,Tu 18:00-01:00; We,Th 18:00-02:00; Fr,Sa 16:00-03:00; PH off', 'Mo-Fr 07:30-19:00; Sa 09:00-17:00; Su,PH 09:00-13:00',
  'Mo-Sa 08:00-20:00; Su,PH 08:00-13:00,15:00-20:00', '10:00-18:00; 12:00-13:00 off', 'Sa[1] 10:00-12:00; Su[-1] 14:00-16:00', 'Mo[1-2] 10:00-12:00',
  'Apr-Oct Mo-Su 10:00-18:00; Nov-Mar Mo-Su 10:00-17:00', 'Oct 17-Mar 25 off; Jul,Aug 10:00-19:00', 'Nov 19,Dec 25 off; Sa 10:00-12:00',
  'Sep 01-15: 20:00-23:00', 'Dec,May-Aug: Su 10:00-19:00', '2026 Sep 20-2026 Oct 03 10:00-20:00', '2025-2026 Sa 10:00-12:00', 'Mo-Fr 08:00-16:00 || "by appointment"',
  'Sa,Su "on request"', 'Mo-Fr 11:00-15:00 open "Lunch"; We-Fr 17:00-22:00 open "Dinner"', 'mo-fr 9:00-18:00', 'Mo-Fr 16:00-20:00; Fr unknown', 'Mo-Fr 10-18', 'Fr 22:00-26:00',
];
const first = Date.UTC(2026, 8, 20) / 86_400_000;
const stretch = { first, last: first + 20 };

describe('opening hours, minute by minute beside opening_hours (npm), over the National Day of 2026', () => {
  for (const text of texts)
    it(text, () => {
      const hours = parseHours(text);
      const dated = withDates(text);
      const others = theirs(dated ?? text, stretch);
      expect(hours && dated && others, 'all of them read it').toBeTruthy();
      const { wrong, split, abstained, evening, equal } = compare(ours(hours!, stretch), [others!]);
      expect({ wrong, split, abstained }).toEqual({ wrong: 0, split: 0, abstained: 0 });
      expect(evening, 'evenings that the next day cuts').toBeLessThan(21 * 180);
      expect(equal).toBeGreaterThan(21 * 1200);
    });
});

describe('opening hours where something is not known', () => {
  /** Numbers that are the same in every run. */
  const random = (() => {
    let state = 20261130;
    return (below: number) => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
  })();
  const kinds = ['ordinary', 'holiday', 'workday', 'unknown'] as const;

  it('are never told as closed, nor as open: 100,000 random places, minutes and calendars', () => {
    const doubtful = ['', 'evening market', 'SH 10:00-12:00', 'sunset-24:00', '8-6:30'];
    let seen = 0;
    for (let i = 0; i < 100_000; i++) {
      const salt = random(1000);
      const kindOf: KindOf = (date) => kinds[(Number(date.slice(8)) * 7 + salt) % 4]!;
      const minute = Date.UTC(2026, 0, 1) / 60_000 + random(3 * 365 * 1440);
      const text = random(4) === 0 ? doubtful[random(doubtful.length)]! : texts[random(texts.length)]!;
      const hours = parsed(text);
      const { state } = statusAtMinute(hours, minute, kindOf);
      if (hours === null) {
        expect(state).toBe('unknown');
        continue;
      }
      if (state === 'unknown') continue;
      // Whatever the days turn out to be, the answer must have been right.
      const worlds = ['ordinary', 'holiday'] as const;
      for (const world of worlds) {
        const decided: KindOf = (date) => (kindOf(date) === 'unknown' ? world : kindOf(date));
        const then = statusAtMinute(hours, minute, decided).state;
        const open = (it: string) => it === 'open' || it === 'closing';
        if (then !== 'unknown' && open(then) !== open(state)) throw new Error(`${text} at ${minute}: ${state}, with every unknown day as ${world} ${then}`);
        seen++;
      }
    }
    expect(seen).toBeGreaterThan(50_000);
  }, 120_000);
  const known = new Map<string, ReturnType<typeof parseHours>>();
  const parsed = (text: string) => {
    if (!known.has(text)) known.set(text, parseHours(text));
    return known.get(text)!;
  };

  const at = (text: string, time: string) => statusAt(parseHours(text), new Date(`${time}+08:00`));
  it('ask one to check on a day off that is worked, where working days differ', () => {
    // Saturday 2026-10-10 is worked.
    expect(at('Mo-Fr 10:00-18:00; Sa 12:00-16:00', '2026-10-10T11:00')).toMatchObject({ state: 'unknown', doubt: 'makeup' });
    expect(at('Mo-Fr 10:00-18:00; Sa 12:00-16:00', '2026-10-10T13:00'), 'open by both').toMatchObject({ state: 'open', at: null, doubt: 'makeup' });
    expect(at('Mo-Fr 10:00-18:00; Sa 12:00-16:00', '2026-10-10T09:00'), 'closed by both').toMatchObject({ state: 'closed', at: null, doubt: 'makeup' });
    expect(at('10:00-18:00', '2026-10-10T11:00')).toMatchObject({ state: 'open', doubt: null });
  });
  it('say that the calendar of 2027 is not known, wherever a holiday could matter', () => {
    // New Year's Eve of the lunar calendar, and an ordinary Monday.
    expect(at('10:00-22:00', '2027-02-05T20:00')).toMatchObject({ state: 'open', doubt: 'calendar' });
    expect(at('10:00-22:00', '2027-03-01T08:00')).toMatchObject({ state: 'later', doubt: 'calendar' });
    expect(at('10:00-22:00; PH off', '2027-02-05T20:00')).toMatchObject({ state: 'unknown', doubt: 'calendar' });
    expect(at('24/7', '2027-02-05T20:00')).toMatchObject({ state: 'open', doubt: null });
    expect(at('10:00-22:00', '2026-11-23T20:00')).toMatchObject({ state: 'open', doubt: null });
    expect(at('10:00-22:00', '2026-10-01T20:00'), 'a holiday of which they do not speak').toMatchObject({ state: 'open', doubt: 'holiday' });
    expect(at('18:00-02:00', '2027-01-01T01:00'), 'the evening of 2026').toMatchObject({ state: 'closing', doubt: null });
  });
  it('tell opening tonight from being shut for the night', () => {
    expect(at('18:00-02:00', '2026-11-23T17:00')).toMatchObject({ state: 'later', at: '18:00', minutesLeft: 60 });
    expect(at('10:00-22:00', '2026-11-23T23:00')).toMatchObject({ state: 'closed', at: '10:00' });
    expect(at('10:00-22:00', '2026-11-24T04:59'), 'the night ends at five').toMatchObject({ state: 'closed', at: '10:00' });
    expect(at('10:00-22:00', '2026-11-24T05:00')).toMatchObject({ state: 'later', at: '10:00' });
  });
  it('are open-ended to nobody\'s guess', () => {
    expect(at('18:00+', '2026-11-23T19:00').state).toBe('unknown');
    expect(at('18:00-22:00+', '2026-11-23T21:30')).toMatchObject({ state: 'open', at: null });
    expect(at('18:00-22:00+', '2026-11-24T04:30').state).toBe('unknown');
    expect(at('18:00-22:00+', '2026-11-24T05:00').state).toBe('later');
    expect(at('PH off', '2026-11-23T19:00'), 'rules that only close').toMatchObject({ state: 'unknown' });
    expect(at('PH off', '2026-10-01T19:00')).toMatchObject({ state: 'closed' });
  });
});

describe('opening hours that are not read', () => {
  for (const [text, place, found, expected] of [
    ['', 0, '', 'rule'], ['夜市', 0, '夜', 'rule'], ['Mo-Fr 10:00-25:00x', 17, 'x', 'separator'], ['Mo-Fr 10:60-12:00', 9, '6', 'time'], ['Mo-Fr 10:00–', 12, '', 'time'],
    ['Mo,Do 10:00-12:00', 3, 'D', 'day'], ['8-6:30', 0, '8', 'clock12'], ['周末 10:00-12:00', 0, '周', 'rule'], ['Sa sunset-24:00', 3, 's', 'unsupported'],
    ['SH off', 0, 'S', 'unsupported'], ['Jul 32 off', 4, '3', 'date'], ['10:00-12:00 "x', 12, '"', 'quote'], ['10:00-12:00,', 12, '', 'rule'], ['Mo 10:00', 8, '', 'time_end'],
  ] as const)
    it(`${JSON.stringify(text)}: what was expected, and where`, () => expect(readHours(text).fault).toEqual({ at: place, found, expected }));
});
