import { describe, expect, it } from 'vitest';
import fixture from '../../tests/fixtures/hours.json';
import { readHours, statusAt } from '../src/domain/hours.ts';

interface Case {
  hours: string;
  fault?: { at: number; expected: string };
  spans?: { from: string; left: number | null; states: string; doubts: string }[];
}

/** The server reads the same file: tests/unit/services/hours. */
describe('opening hours, as the server answers them', () => {
  const letters = { open: 'o', closing: 'g', later: 'l', closed: 'c', unknown: 'u' } as const;
  const doubtLetters = { calendar: 'c', makeup: 'm', holiday: 'h' } as const;
  for (const { hours: source, fault, spans = [] } of fixture.cases as Case[]) {
    it(JSON.stringify(source), () => {
      const read = readHours(source);
      if (fault) expect(read.fault).toMatchObject(fault);
      else expect(read.fault).toBeNull();
      for (const { from, left, states, doubts } of spans) {
        const at = (index: number) => statusAt(read.hours, new Date(Date.parse(`${from}+08:00`) + index * fixture.step * 60_000));
        expect(at(0).minutesLeft).toBe(left);
        const all = [...states].map((_, index) => at(index));
        expect(all.map(({ state }) => letters[state]).join('')).toBe(states);
        expect(all.map(({ doubt }) => (doubt ? doubtLetters[doubt] : '-')).join('')).toBe(doubts);
      }
    });
  }
});
