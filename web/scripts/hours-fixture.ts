/**
 * Answers anew what tests/fixtures/hours.json asks, by the web app's reading, and adds the texts given as arguments:
 * `node scripts/hours-fixture.ts [TEXT…]`. What changes is to be read in the diff: the fixture is what both readers are
 * held to, so only a change that is meant, and that `./bench hours` bears out, goes in.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseHours, readHours, statusAt } from '../src/domain/hours.ts';

const file = new URL('../../tests/fixtures/hours.json', import.meta.url);
const step = 47;
const spans = [['2026-09-28T00:10', 215], ['2026-10-09T12:00', 120], ['2026-12-29T00:10', 215], ['2027-02-05T12:00', 60]] as const;
const letters = { open: 'o', closing: 'g', later: 'l', closed: 'c', unknown: 'u' };
const doubts = { calendar: 'c', makeup: 'm', holiday: 'h' };

const before = JSON.parse(readFileSync(file, 'utf8')) as { cases: { hours: string }[] };
const texts = [...new Set([...before.cases.map(({ hours }) => hours), ...process.argv.slice(2)])];
const cases = texts.map((hours) => {
  const { fault } = readHours(hours);
  if (fault) return { hours, fault: { at: fault.at, expected: fault.expected } };
  return {
    hours,
    spans: spans.map(([from, count]) => {
      const rules = parseHours(hours); // anew: what one minute leaves behind must not matter to the next
      const all = Array.from({ length: count }, (_, index) => statusAt(rules, new Date(Date.parse(`${from}+08:00`) + index * step * 60_000)));
      return { from, left: all[0]!.minutesLeft, states: all.map(({ state }) => letters[state]).join(''), doubts: all.map(({ doubt }) => (doubt ? doubts[doubt] : '-')).join('') };
    }),
  };
});
const about = 'What the web app and the server must both say of opening hours: one letter for each 47 minutes from `from` on, in Tianjin. ' +
  'States: o open, g closing, l later, c closed, u unknown. Doubts: c calendar, m make-up day, h holiday, - none. `left` is the minutes until ' +
  'the place opens or closes at the first of them, null when not known. `fault`: not read, and where. Made by web/scripts/hours-fixture.ts.';
writeFileSync(file, `{"about":${JSON.stringify(about)},\n"step":${step},"cases":[\n${cases.map((it) => JSON.stringify(it)).join(',\n')}\n]}\n`);
