import { membersOf } from './siting-problems.ts';
import type { Area, Box, CityPoint, CityPoints, DemandKind, Draft, Problem, SitePoint, WeightedPoint } from './siting-types.ts';

/** From what a planner has set and what the city has, to the problem that is solved. */

export const inBox = ([west, south, east, north]: Box, lon: number, lat: number): boolean => lon >= west && lon <= east && lat >= south && lat <= north;

/** A box from two corners in any order. */
export const boxOf = (a: readonly [number, number], b: readonly [number, number]): Box => [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[0], b[0]), Math.max(a[1], b[1])];

export function inArea(area: Area, point: { readonly lon: number; readonly lat: number; readonly district?: string }): boolean {
  if (area.kind === 'all') return true;
  if (area.kind === 'box') return inBox(area.box, point.lon, point.lat);
  return area.codes.length === 0 || (point.district !== undefined && area.codes.includes(point.district));
}

export function demandOf(draft: Draft, city: CityPoints): WeightedPoint[] {
  const { use, weight, own } = draft.demand;
  const chosen: WeightedPoint[] = [];
  for (const point of city.demand) {
    const kind = point.kind as DemandKind;
    if (!use[kind] || !inArea(draft.area, point)) continue;
    const people = kind === 'community' ? (point.weight ?? 1) * weight[kind] : weight[kind];
    if (people > 0) chosen.push({ id: point.id, lon: point.lon, lat: point.lat, weight: rounded(people) });
  }
  for (const point of own) if (draft.area.kind !== 'box' || inBox(draft.area.box, point.lon, point.lat)) chosen.push({ ...point, id: free(point.id, 'own-') });
  const out = new Set(draft.leftOut);
  return unique(chosen).filter(({ id }) => !out.has(id));
}

/** The demand points that a sentence of the server names. */
export function namedIn(text: string, demand: readonly WeightedPoint[]): string[] {
  const words = new Set(text.split(/[\s,，、;；:："“”()（）]+/));
  return demand.map(({ id }) => id).filter((id) => words.has(id));
}

const rounded = (people: number): number => Math.round(people * 1000) / 1000;
/** Ids of lists of one's own are kept apart from the city's. */
const free = (id: string, prefix: string): string => (id.startsWith(prefix) ? id : prefix + id);

function unique<T extends { id: string }>(points: T[]): T[] {
  const seen = new Set<string>();
  return points.filter(({ id }) => !seen.has(id) && seen.add(id));
}

export interface Candidates {
  readonly all: readonly SitePoint[];
  readonly existing: readonly string[];
}

export function candidatesOf(draft: Draft, city: CityPoints): Candidates {
  const wanted = new Set(draft.candidates.kinds.length === 0 ? city.candidates.map(({ kind }) => kind) : draft.candidates.kinds);
  const site = (point: CityPoint): SitePoint => ({ id: point.id, lon: point.lon, lat: point.lat });
  const at = (point: SitePoint): SitePoint => {
    const moved = draft.moved[point.id];
    return moved ? { id: point.id, lon: moved[0], lat: moved[1] } : point;
  };
  const named = new Set([...draft.required, ...Object.keys(draft.moved)]);
  const chosen = city.candidates.filter((point) => named.has(point.id) || (wanted.has(point.kind) && inArea(draft.area, point))).map((point) => at(site(point)));
  const own = draft.candidates.own.map((point) => at({ ...point, id: free(point.id, 'site-') }));
  const kept = draft.existing ? city.existing.filter((point) => inArea(draft.area, point)).map(site) : [];
  const taken = new Set(kept.map(({ id }) => id));
  return { all: unique([...kept, ...chosen.filter(({ id }) => !taken.has(id)), ...own]), existing: kept.map(({ id }) => id) };
}

/** What candidates there are, with how many of each in the area. */
export function kindsOf(points: readonly CityPoint[], area: Area): { kind: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const point of points) counts.set(point.kind, (counts.get(point.kind) ?? 0) + (inArea(area, point) ? 1 : 0));
  return [...counts].map(([kind, count]) => ({ kind, count })).sort((a, b) => b.count - a.count || (a.kind < b.kind ? -1 : 1));
}

export function problemFrom(draft: Draft, city: CityPoints): Problem {
  const { all, existing } = candidatesOf(draft, city);
  const ids = new Set(all.map(({ id }) => id));
  const standing = new Set(existing);
  const required = draft.required.filter((id) => ids.has(id) && !standing.has(id));
  const forbidden = draft.forbidden.filter((id) => ids.has(id) && !standing.has(id) && !required.includes(id));
  const members = membersOf(draft.kind, draft.values);
  const cutoff = members['unserved_distance_m'];
  return {
    ...(draft.title.trim() !== '' && { title: draft.title.trim() }),
    kind: draft.kind,
    ...members,
    demand: demandOf(draft, city),
    candidates: all,
    ...(required.length > 0 && { required }),
    ...(existing.length > 0 && { existing }),
    ...(forbidden.length > 0 && { forbidden }),
    distance: { model: draft.distance, ...(cutoff !== undefined && { cutoff_m: cutoff }) },
  };
}

export type Objection = 'no_demand' | 'no_candidates' | 'too_few_candidates' | 'required_over_p';

/** What would be refused in any case, said before the server is asked. */
export function objections(problem: Problem): Objection[] {
  const result: Objection[] = [];
  const p = typeof problem['p'] === 'number' ? problem['p'] : null;
  const standing = problem.existing?.length ?? 0;
  const free = problem.candidates.length - standing - (problem.forbidden?.length ?? 0);
  if (problem.demand.length === 0) result.push('no_demand');
  if (problem.candidates.length === 0) result.push('no_candidates');
  else if (p !== null && p > free) result.push('too_few_candidates');
  if (p !== null && (problem.required?.length ?? 0) > p) result.push('required_over_p');
  return result;
}
