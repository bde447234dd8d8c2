import type { Job, Problem, Solution } from './types.ts';

/** Plans that none beats in both of two objectives, as a chart and a table show them. */

export interface FrontPoint {
  /** Its place in the server's list; null while the search is on. */
  readonly index: number | null;
  /** Cost (or number of sites) or worst walk in metres: the less the better. */
  readonly other: number;
  readonly objective: number;
  readonly proven: boolean;
  readonly sites: number | null;
}

/** By rising cost or worst walk. Those of the finished answer, else what the job tells so far. */
export function frontPoints(solution: Solution | null, job: Job | null): FrontPoint[] {
  const points: FrontPoint[] =
    solution?.front && solution.front.length > 0
      ? solution.front.map(({ objective, cost, worst_walk_m: walk, proven, open }, index) => ({ index, other: cost ?? walk ?? 0, objective, proven, sites: open.length }))
      : (job?.front ?? []).map(([other, objective, proven]) => ({ index: null, other, objective, proven, sites: null }));
  return points.sort((a, b) => a.other - b.other || a.objective - b.objective);
}

/** Whether the second objective is money; else it is the number of sites, or a walk. */
export function costsMoney(problem: Problem): boolean {
  return problem['front'] === 'cost' && (problem['budget'] !== undefined || problem['site_costs'] !== undefined || problem['sizes'] !== undefined);
}

/**
 * The point that bends most: farthest from the line between the ends, both objectives scaled to 1 (Satopää et al. 2011).
 * A place to begin looking, no recommendation. Null with fewer than three points.
 */
export function kneeOf(points: readonly FrontPoint[]): FrontPoint | null {
  const first = points[0];
  const last = points[points.length - 1];
  if (points.length < 3 || !first || !last || last.other === first.other || last.objective === first.objective) return null;
  let knee: FrontPoint | null = null;
  let most = 1e-9;
  for (const point of points) {
    const across = (point.other - first.other) / (last.other - first.other);
    const gained = (point.objective - first.objective) / (last.objective - first.objective);
    if (gained - across > most) {
      most = gained - across;
      knee = point;
    }
  }
  return knee;
}
