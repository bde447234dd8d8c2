/**
 * Tonight's tours: from where one stands to a few places one after another on foot, each of them open
 * from arrival until one has stayed there. Of all such tours the one with the most places, and of those
 * the one with the least walking. Exact: what is found is what trying every order would find.
 */

/** Whole seconds; metres at the pace that the server counts with. */
export const secondsOf = (metres: number): number => Math.ceil((metres * 60) / METRES_A_MINUTE);
export const METRES_A_MINUTE = 75;

export interface TourAsk {
  /** Seconds of walking between places; row and column 0 are where one starts. null: there is no way. */
  readonly seconds: readonly (readonly (number | null)[])[];
  /** Whether the place (1 …) is open all the time, in seconds from setting out. */
  readonly isOpen: (place: number, from: number, until: number) => boolean;
  /** Spent at each place. */
  readonly stay: number;
  /** From setting out to leaving the last place. */
  readonly budget: number;
  readonly least: number;
  readonly most: number;
}

export interface Tour {
  /** Places (1 …) in the order of the tour. */
  readonly order: readonly number[];
  /** At each of them, from setting out. */
  readonly arrivals: readonly number[];
  /** Of all walks. */
  readonly walking: number;
}

/** For each number of places from the most that can be had down to `least`: its best tour. Of equal ones the first in the order of numbers. */
export function bestTours(ask: TourAsk): Tour[] {
  const tours: Tour[] = [];
  for (let count = Math.min(ask.most, ask.seconds.length - 1); count >= Math.max(1, ask.least); count -= 1) {
    const tour = bestOf(ask, count);
    if (tour) tours.push(tour);
  }
  return tours;
}

function bestOf({ seconds, isOpen, stay, budget }: TourAsk, count: number): Tour | null {
  const places = seconds.length - 1;
  // The shortest way into each place bounds from below what is still to be walked.
  const into = Array.from({ length: places }, (_, i) => Math.min(...seconds.map((row, from) => (from === i + 1 ? Infinity : (row[i + 1] ?? Infinity)))));
  const cheapest = [...into].sort((a, b) => a - b);
  const atLeast = [0];
  for (let left = 1; left <= count; left += 1) atLeast.push(atLeast[left - 1]! + (cheapest[left - 1] ?? Infinity));
  const nearest = seconds.map((row) => row.map((_, to) => to).filter((to) => to > 0 && row[to] !== null).sort((a, b) => row[a]! - row[b]! || a - b));

  const order: number[] = [];
  const arrivals: number[] = [];
  const visited = new Set<number>();
  let best: Tour | null = null;
  let limit = budget - stay * count;

  const go = (here: number, walked: number): void => {
    const left = count - order.length;
    if (left === 0) {
      if (best === null || walked < best.walking || comesBefore(order, best.order)) best = { order: [...order], arrivals: [...arrivals], walking: walked };
      limit = best.walking;
      return;
    }
    for (const to of nearest[here]!) {
      const next = walked + seconds[here]![to]!;
      if (next + atLeast[left - 1]! > limit) break; // the next ones are farther
      if (visited.has(to)) continue;
      const arrival = next + stay * order.length;
      if (!isOpen(to, arrival, arrival + stay)) continue;
      order.push(to);
      arrivals.push(arrival);
      visited.add(to);
      go(to, next);
      visited.delete(to);
      arrivals.pop();
      order.pop();
    }
  };
  go(0, 0);
  return best;
}

function comesBefore(a: readonly number[], b: readonly number[]): boolean {
  const at = a.findIndex((place, i) => place !== b[i]);
  return at >= 0 && a[at]! < b[at]!;
}
