import type { Problem } from './types.ts';

/** Demand that no candidate can reach, as far as a straight line tells: no walk is shorter. */

const metresADegree = 111_195; // on the mean sphere

export interface OutOfReach {
  readonly id: string;
  /** Metres in a straight line to the nearest candidate that may be opened; null when there is none. */
  readonly nearest: number | null;
}

/** The longest walk that counts: the standard, else where distances are cut off. */
export function reachOf(problem: Problem): number | null {
  const standard = problem['standard_m'];
  return typeof standard === 'number' ? standard : (problem.distance.cutoff_m ?? null);
}

/** All of them at once, in the order of the demand. Candidates are put into cells of the reach's size. */
export function outOfReach(problem: Problem): OutOfReach[] {
  // A little more: this is a plane, and who is just within reach is not to be called lost.
  const reach = (reachOf(problem) ?? Infinity) * 1.01;
  if (reach === Infinity || problem.demand.length === 0) return [];
  const out = new Set(problem.forbidden ?? []);
  const open = problem.candidates.filter(({ id }) => !out.has(id));
  const shrink = Math.cos(((problem.demand[0]!.lat) * Math.PI) / 180);
  const at = (lon: number, lat: number): readonly [number, number] => [lon * metresADegree * shrink, lat * metresADegree];
  const points = open.map(({ lon, lat }) => at(lon, lat));
  const cells = new Map<string, (readonly [number, number])[]>();
  const cell = (value: number): number => Math.floor(value / reach);
  for (const point of points) {
    const key = `${cell(point[0])},${cell(point[1])}`;
    const list = cells.get(key);
    if (list) list.push(point);
    else cells.set(key, [point]);
  }
  const result: OutOfReach[] = [];
  for (const { id, lon, lat, weight } of problem.demand) {
    if (weight <= 0) continue;
    const [x, y] = at(lon, lat);
    let near = false;
    for (let dx = -1; dx <= 1 && !near; dx++)
      for (let dy = -1; dy <= 1 && !near; dy++) near = (cells.get(`${cell(x) + dx},${cell(y) + dy}`) ?? []).some(([u, v]) => Math.hypot(u - x, v - y) <= reach);
    if (near) continue;
    let nearest: number | null = null;
    for (const [u, v] of points) nearest = Math.min(nearest ?? Infinity, Math.hypot(u - x, v - y));
    result.push({ id, nearest });
  }
  return result;
}
