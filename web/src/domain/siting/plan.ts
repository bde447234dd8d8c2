import type { Problem, Solution, WeightedPoint } from './types.ts';

/** A plan read for people: who walks how far, district by district, and how two plans differ. */

/** Of each demand point of the problem, in its order: metres to its site; null when it has none. */
export type Walks = readonly (number | null)[];

/** With sizes: of each demand point the share of its weight that is served; null where all of it is or none. */
export type Shares = readonly number[] | null;

export function sharesOf(problem: Problem, solution: Solution | null): Shares {
  if (!solution?.flows) return null;
  const sums = new Map<string, number>();
  for (const { demand, share } of solution.flows) sums.set(demand, (sums.get(demand) ?? 0) + share);
  return problem.demand.map(({ id }) => Math.min(1, sums.get(id) ?? 0));
}

/** With sizes: what is taken up of each site's compartments, and how many it has. */
export function loadsOf(problem: Problem, solution: Solution): ReadonlyMap<string, { readonly size: string; readonly used: number; readonly room: number }> {
  const sizes = new Map(((problem['sizes'] as readonly { id: string; capacity: number }[] | undefined) ?? []).map(({ id, capacity }) => [id, capacity]));
  const loads = problem['loads'] as Readonly<Record<string, number>> | undefined;
  const weights = new Map(problem.demand.map(({ id, weight }) => [id, loads ? (loads[id] ?? 0) : weight]));
  const used = new Map<string, number>();
  for (const { demand, site, share } of solution.flows ?? []) used.set(site, (used.get(site) ?? 0) + share * (weights.get(demand) ?? 0));
  return new Map((solution.sizes ?? []).map((size, k) => { const id = solution.open[k] ?? ''; return [id, { size, used: used.get(id) ?? 0, room: sizes.get(size) ?? 0 }]; }));
}

export interface Summary {
  readonly total: number;
  readonly served: number;
  readonly mean: number | null;
  readonly p90: number | null;
  readonly worst: number | null;
  /** Weight within `standard`; null without a standard. */
  readonly covered: number | null;
}

export function summaryOf(problem: Problem, walks: Walks, standard: number | null, shares: Shares = null): Summary {
  let total = 0;
  let served = 0;
  let metres = 0;
  let covered = 0;
  let worst = -1;
  const order: [number, number][] = [];
  problem.demand.forEach(({ weight: whole }, index) => {
    total += whole;
    const walk = walks[index] ?? null;
    const weight = whole * (shares?.[index] ?? 1);
    if (walk === null || weight <= 0) return;
    served += weight;
    metres += weight * walk;
    worst = Math.max(worst, walk);
    if (standard !== null && walk <= standard) covered += weight;
    order.push([walk, weight]);
  });
  order.sort((a, b) => a[0] - b[0]);
  let passed = 0;
  const p90 = order.find(([, weight]) => (passed += weight) >= 0.9 * served)?.[0] ?? null;
  return { total, served, mean: served > 0 ? metres / served : null, p90, worst: worst < 0 ? null : worst, covered: standard === null ? null : covered };
}

/** A point that stands for more people than live at one place: what is said of it is coarse. */
export const heavyPoint = 20_000;
export const heavyPoints = <T extends { readonly weight?: number }>(points: readonly T[]): T[] => points.filter(({ weight }) => (weight ?? 0) > heavyPoint).sort((a, b) => (b.weight ?? 0) - (a.weight ?? 0));

export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly weight: number;
}

/** Weight by length of walk, in bins of a round width; what has no site is not in them. */
export function histogram(problem: Problem, walks: Walks, most = 24, shares: Shares = null): Bin[] {
  const worst = walks.reduce<number>((longest, walk) => Math.max(longest, walk ?? 0), 0);
  const width = [25, 50, 100, 200, 250, 500, 1000, 2000].find((it) => worst / it <= most) ?? 5000;
  const bins = Array.from({ length: Math.max(1, Math.ceil((worst + 1e-9) / width)) }, (_, k) => ({ from: k * width, to: (k + 1) * width, weight: 0 }));
  problem.demand.forEach(({ weight }, index) => {
    const walk = walks[index] ?? null;
    // A walk of exactly a bin's end is within it, as the standard counts.
    if (walk !== null) bins[Math.min(bins.length - 1, Math.max(0, Math.ceil(walk / width) - 1))]!.weight += weight * (shares?.[index] ?? 1);
  });
  return bins;
}

export interface DistrictShare {
  readonly district: string;
  readonly total: number;
  readonly covered: number;
  readonly mean: number | null;
}

export function byDistrict(problem: Problem, walks: Walks, standard: number | null, districtOf: (demand: WeightedPoint) => string | undefined, shares: Shares = null): DistrictShare[] {
  const sums = new Map<string, { total: number; covered: number; served: number; metres: number }>();
  problem.demand.forEach((point, index) => {
    const { weight: whole } = point;
    const weight = whole * (shares?.[index] ?? 1);
    const district = districtOf(point) ?? '';
    const sum = sums.get(district) ?? { total: 0, covered: 0, served: 0, metres: 0 };
    sums.set(district, sum);
    const walk = walks[index] ?? null;
    sum.total += whole;
    if (walk === null) return;
    sum.served += weight;
    sum.metres += weight * walk;
    if (standard === null || walk <= standard) sum.covered += weight;
  });
  return [...sums].map(([district, { total, covered, served, metres }]) => ({ district, total, covered, mean: served > 0 ? metres / served : null })).sort((a, b) => b.total - a.total);
}

/** The longest walk that counts as covered when the problem itself sets none. */
export const usualStandard = 500;
export function standardOf(problem: Problem): number {
  const standard = problem['standard_m'];
  return typeof standard === 'number' ? standard : usualStandard;
}

export interface Plan {
  readonly title: string;
  readonly problem: Problem;
  readonly solution: Solution;
  readonly walks: Walks;
}

export interface Comparison {
  readonly both: readonly string[];
  readonly onlyA: readonly string[];
  readonly onlyB: readonly string[];
}

/** A site is the same when its id and its place are. */
export function compare(a: Plan, b: Plan): Comparison {
  const where = (plan: Plan) => new Map(plan.problem.candidates.map((point) => [point.id, `${point.id}@${point.lon.toFixed(6)},${point.lat.toFixed(6)}`]));
  const keys = (plan: Plan) => {
    const at = where(plan);
    return new Map(plan.solution.open.map((id) => [at.get(id) ?? id, id]));
  };
  const inA = keys(a);
  const inB = keys(b);
  return {
    both: [...inA].filter(([key]) => inB.has(key)).map(([, id]) => id),
    onlyA: [...inA].filter(([key]) => !inB.has(key)).map(([, id]) => id),
    onlyB: [...inB].filter(([key]) => !inA.has(key)).map(([, id]) => id),
  };
}

export interface Survivor {
  readonly id: string;
  readonly lon: number;
  readonly lat: number;
  /** In how many of the plans it is open. */
  readonly times: number;
}

/** New sites of several plans, the most often chosen first; one that stands in every plan already is no choice. */
export function survivorsOf(plans: readonly Plan[]): Survivor[] {
  const found = new Map<string, { id: string; lon: number; lat: number; times: number }>();
  for (const { problem, solution } of plans) {
    const standing = new Set(problem.existing ?? []);
    const places = new Map(problem.candidates.map((point) => [point.id, point]));
    for (const id of new Set(solution.open)) {
      const at = places.get(id);
      if (!at || standing.has(id)) continue;
      const key = `${id}@${at.lon.toFixed(6)},${at.lat.toFixed(6)}`;
      const known = found.get(key);
      if (known) known.times += 1;
      else found.set(key, { id, lon: at.lon, lat: at.lat, times: 1 });
    }
  }
  return [...found.values()].sort((a, b) => b.times - a.times || (a.id < b.id ? -1 : 1));
}

/** Metres of each demand point from the server's walks (a line each, with `demand` and `distance_m`). */
export function walksFrom(problem: Problem, lines: GeoJSON.FeatureCollection): Walks {
  const metres = new Map(lines.features.map(({ properties }) => [String(properties?.['demand']), Number(properties?.['distance_m'])]));
  return problem.demand.map(({ id }) => metres.get(id) ?? null);
}

/** The gap in words' terms: relative, 0 when proven. */
export function gapOf(best: number | null | undefined, bound: number | null | undefined): number | null {
  if (best === null || best === undefined || bound === null || bound === undefined) return null;
  if (best === bound) return 0;
  return best === 0 ? null : Math.abs(best - bound) / Math.abs(best);
}
