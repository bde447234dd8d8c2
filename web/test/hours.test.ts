import { describe, expect, it } from 'vitest';
import fixture from '../../tests/fixtures/hours.json';
import { parseHours, statusAt } from '../src/domain/hours.ts';

/** The server reads the same file: tests/unit/services/hours. */
describe('opening hours, as the server answers them', () => {
  const letters = { open: 'o', closing: 'g', closed: 'c', unknown: 'u' } as const;
  for (const { hours, understood, spans } of fixture.cases as { hours: string; understood: boolean; spans: { from: string; left: number | null; states: string }[] }[]) {
    it(JSON.stringify(hours), () => {
      const rules = parseHours(hours);
      expect(rules !== null).toBe(understood);
      for (const { from, left, states } of spans) {
        const at = (index: number) => new Date(Date.parse(`${from}+08:00`) + index * fixture.step * 60_000);
        expect(statusAt(rules, at(0)).minutesLeft).toBe(left);
        expect([...states].map((_, index) => letters[statusAt(rules, at(index)).state]).join('')).toBe(states);
      }
    });
  }
});
