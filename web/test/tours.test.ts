import { describe, expect, it } from 'vitest';
import { parseHours } from '../src/domain/hours.ts';
import { candidatesOf, isOpenThrough } from '../src/domain/tours/candidates.ts';
import type { Place } from '../src/domain/types.ts';
import { bestTours, secondsOf, type Tour, type TourAsk } from '../src/domain/tours/tour.ts';

/** Numbers that are the same each time. */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

interface Made extends TourAsk {
  readonly open: readonly (readonly [number, number])[];
}

function made(next: () => number, places: number): Made {
  const at = Array.from({ length: places + 1 }, () => [next() * 2000, next() * 2000] as const);
  const open = Array.from({ length: places + 1 }, () => {
    const from = Math.floor(next() * 6000) - 3000;
    return [from, from + Math.floor(next() * 9000)] as const;
  });
  return {
    seconds: at.map((a) => at.map((b) => (next() < 0.05 ? null : secondsOf(Math.hypot(a[0] - b[0], a[1] - b[1]))))),
    isOpen: (place, from, until) => open[place]![0] <= from && until <= open[place]![1],
    stay: 1200,
    budget: 3000 + Math.floor(next() * 9000),
    least: 1,
    most: 5,
    open,
  };
}

/** Every order of every choice of places. */
function everyTour(ask: TourAsk, count: number): Tour | null {
  let best: Tour | null = null;
  const go = (order: number[], arrivals: number[], walking: number): void => {
    if (order.length === count) {
      if (best === null || walking < best.walking || (walking === best.walking && order.join(',').localeCompare(best.order.join(','), 'en', { numeric: true }) < 0)) best = { order, arrivals, walking };
      return;
    }
    for (let to = 1; to < ask.seconds.length; to += 1) {
      const way = ask.seconds[order.at(-1) ?? 0]![to];
      if (way === null || way === undefined || order.includes(to)) continue;
      const arrival = walking + way + ask.stay * order.length;
      if (arrival + ask.stay > ask.budget || !ask.isOpen(to, arrival, arrival + ask.stay)) continue;
      go([...order, to], [...arrivals, arrival], walking + way);
    }
  };
  go([], [], 0);
  return best;
}

describe('tonight’s tours', () => {
  it('are those that trying every order finds, on ten thousand evenings', { timeout: 300_000 }, () => {
    const next = random(20261130);
    let found = 0;
    for (let round = 0; round < 10_000; round += 1) {
      const ask = made(next, 2 + Math.floor(next() * 5));
      const tours = bestTours(ask);
      const expected = [5, 4, 3, 2, 1].map((count) => everyTour(ask, count)).filter((tour) => tour !== null);
      expect(tours).toEqual(expected);
      found += tours.length;
    }
    expect(found).toBeGreaterThan(10_000);
  });

  it('leave no place before the stay is over, nor after it has closed', () => {
    const next = random(7);
    for (let round = 0; round < 200; round += 1) {
      const ask = made(next, 20);
      for (const { order, arrivals, walking } of bestTours(ask)) {
        let clock = 0;
        let walked = 0;
        order.forEach((place, i) => {
          const way = ask.seconds[order[i - 1] ?? 0]![place]!;
          clock += way;
          walked += way;
          expect(arrivals[i]).toBe(clock);
          expect(ask.open[place]![0]).toBeLessThanOrEqual(clock);
          clock += ask.stay;
          expect(ask.open[place]![1]).toBeGreaterThanOrEqual(clock);
        });
        expect(clock).toBeLessThanOrEqual(ask.budget);
        expect(walked).toBe(walking);
        expect(new Set(order).size).toBe(order.length);
      }
    }
  });

  it('are none where nothing is open, near enough, or there at all', () => {
    const ask = { seconds: [[0, 100], [100, 0]], isOpen: () => false, stay: 1200, budget: 7200, least: 1, most: 5 };
    expect(bestTours(ask)).toEqual([]);
    expect(bestTours({ ...ask, isOpen: () => true, budget: 1299 })).toEqual([]);
    expect(bestTours({ ...ask, isOpen: () => true, budget: 1300 })).toEqual([{ order: [1], arrivals: [100], walking: 100 }]);
    expect(bestTours({ ...ask, seconds: [[0]] })).toEqual([]);
  });
});

describe('places that a tour may lead to', () => {
  const place = (id: string, lon: number, properties: Record<string, unknown> = {}): Place => ({
    layer: 'venues', id, nameZh: id, nameEn: null, position: [lon, 39.1], properties: { kind: id.replace(/\d/g, ''), ...properties } as Place['properties'],
  });
  const from = [117.2, 39.1] as const;
  const always = () => true;

  it('are near enough, surely placed, and no examples', () => {
    const all = [
      place('bar1', 117.201), place('cafe1', 117.21), place('far1', 117.4), place('here1', 117.2),
      place('rough1', 117.201, { position_accuracy_m: 800 }), place('sample1', 117.201, { sample: true }),
      { ...place('streets1', 117.201), layer: 'night_streets' as const }, // of which nobody said how sure its position is
      { ...place('street2', 117.202, { position_accuracy_m: 100 }), layer: 'night_streets' as const },
    ];
    expect(candidatesOf(all, from, 60, 20, always).map((it) => it.id)).toEqual(['bar1', 'street2', 'cafe1']);
  });

  it('are four of a kind at most, the nearest', () => {
    const all = [...Array.from({ length: 9 }, (_, i) => place(`bar${i}`, 117.209 - i / 1000)), place('cafe1', 117.21)];
    expect(candidatesOf(all, from, 90, 20, always).map((it) => it.id)).toEqual(['bar8', 'bar7', 'bar6', 'bar5', 'cafe1']);
  });

  it('are open for the stay at some time within reach', () => {
    const opens = (it: Place, begin: number, end: number) => it.id === 'bar1' && begin >= 30 && end <= 55;
    expect(candidatesOf([place('bar1', 117.201), place('cafe1', 117.201)], from, 60, 20, opens).map((it) => it.id)).toEqual(['bar1']);
    expect(candidatesOf([place('bar1', 117.201)], from, 45, 20, opens)).toEqual([]);
  });

  it('count as open only while that is certain', () => {
    const evening = Math.floor(Date.UTC(2026, 9, 16, 20) / 60_000); // Friday, on Tianjin's clocks
    const hours = parseHours('Mo-Su 10:00-21:00');
    expect(isOpenThrough(hours, evening, evening + 20)).toBe(true);
    expect(isOpenThrough(hours, evening + 40, evening + 60)).toBe(true);
    expect(isOpenThrough(hours, evening + 41, evening + 61)).toBe(false);
    expect(isOpenThrough(null, evening, evening + 20)).toBe(false);
    expect(isOpenThrough(parseHours('24/7'), evening, evening + 20)).toBe(true);
    const festival = Math.floor(Date.UTC(2027, 1, 6, 20) / 60_000); // a day of a year whose holidays nobody has announced
    expect(isOpenThrough(hours, festival, festival + 20)).toBe(false);
  });
});
