import { existingAre, extraMembers, standing } from './extras.ts';
import { regionAt, type Region } from '../regions.ts';
import { changed, drawnAllows, gathered } from './shapes.ts';
import { frontOf, membersOf, numberOf } from './problems.ts';
import type { Area, Box, CityPoint, CityPoints, DemandKind, Draft, Problem, SitePoint, WeightedPoint } from './types.ts';

/** From what a planner has set and what the city has, to the problem that is solved. */

export const inBox = ([west, south, east, north]: Box, lon: number, lat: number): boolean => lon >= west && lon <= east && lat >= south && lat <= north;

/** A box from two corners in any order. */
export const boxOf = (a: readonly [number, number], b: readonly [number, number]): Box => [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[0], b[0]), Math.max(a[1], b[1])];

export function inArea(area: Area, point: { readonly lon: number; readonly lat: number; readonly district?: string }): boolean {
  if (area.kind === 'all') return true;
  if (area.kind === 'box') return inBox(area.box, point.lon, point.lat);
  return area.codes.length === 0 || (point.district !== undefined && area.codes.includes(point.district));
}

/** `regions` tell in which district a point of one's own lies; without them such points count everywhere. */
export function demandOf(draft: Draft, city: CityPoints, regions: readonly Region[] = []): WeightedPoint[] {
  const { use, weight, own } = draft.demand;
  const chosen: WeightedPoint[] = [];
  const gathers = draft.demand.gather.by !== 'none';
  for (const point of city.demand) {
    const kind = point.kind as DemandKind;
    if (!use[kind] || !inArea(draft.area, point)) continue;
    const people = kind === 'community' ? (point.weight ?? 1) * weight[kind] : weight[kind];
    if (people > 0) chosen.push({ id: point.id, lon: point.lon, lat: point.lat, weight: rounded(people), ...(gathers && point.district !== undefined && { district: point.district }) });
  }
  const located = regions.some(({ outline }) => outline !== null);
  for (const point of own) {
    const district = point.district ?? regionAt(regions, point.lon, point.lat);
    const placed = { ...point, ...(district !== undefined && { district }) };
    if (inArea(draft.area, placed) || (draft.area.kind === 'districts' && !located)) chosen.push(named({ ...placed, id: free(point.id, 'own-') }, point.id));
  }
  const out = new Set(draft.leftOut);
  return changed(gathered(unique(chosen), draft.demand.gather), draft.demand).filter(({ id }) => !out.has(id));
}

/** The demand points that a sentence of the server names. */
export function namedIn(text: string, demand: readonly WeightedPoint[]): string[] {
  const words = new Set(text.split(/[\s,，、;；:："“”()（）]+/));
  return demand.map(({ id }) => id).filter((id) => words.has(id));
}

/** A list of one's own has no other names than its ids: they go along. */
const named = <T extends { readonly name?: string }>(point: T, id: string): T => (point.name === undefined ? { ...point, name: id } : point);
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
    return moved ? { ...point, lon: moved[0], lat: moved[1] } : point;
  };
  const held = new Set([...draft.required, ...Object.keys(draft.moved)]);
  const { areas } = draft.candidates;
  const within = ({ id, lon, lat }: SitePoint): boolean => held.has(id) || drawnAllows(areas, lon, lat);
  const chosen = city.candidates.filter((point) => held.has(point.id) || (wanted.has(point.kind) && inArea(draft.area, point) && within(point))).map((point) => at(site(point)));
  const own = [...draft.candidates.own.filter(within), ...draft.candidates.drawn].map((point) => at(named({ ...point, id: free(point.id, 'site-') }, point.id)));
  const kept = existingAre(draft) === 'ours' ? standing(draft, city).filter((point) => inArea(draft.area, point)).map(site) : [];
  const taken = new Set(kept.map(({ id }) => id));
  return { all: unique([...kept, ...chosen.filter(({ id }) => !taken.has(id)), ...own]), existing: kept.map(({ id }) => id) };
}

/** What candidates there are, with how many of each in the area. */
export function kindsOf(points: readonly CityPoint[], area: Area): { kind: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const point of points) counts.set(point.kind, (counts.get(point.kind) ?? 0) + (inArea(area, point) ? 1 : 0));
  return [...counts].map(([kind, count]) => ({ kind, count })).sort((a, b) => b.count - a.count || (a.kind < b.kind ? -1 : 1));
}

export function problemFrom(draft: Draft, city: CityPoints, regions: readonly Region[] = []): Problem {
  const { all, existing } = candidatesOf(draft, city);
  const ids = new Set(all.map(({ id }) => id));
  const kept = new Set(existing);
  const required = draft.required.filter((id) => ids.has(id) && !kept.has(id));
  const forbidden = draft.forbidden.filter((id) => ids.has(id) && !kept.has(id) && !required.includes(id));
  const demand = draft.kind === 'p_dispersion' ? [] : demandOf(draft, city, regions);
  const members = membersOf(draft);
  const front = frontOf(draft);
  const cutoff = members['unserved_distance_m'] ?? numberOf(draft, 'reach_m');
  return {
    ...(draft.title.trim() !== '' && { title: draft.title.trim() }),
    kind: draft.kind,
    ...members,
    ...extraMembers(draft, demand, all, existing, city),
    ...(front !== null && { front }),
    demand: demand.map(({ group, district, ...point }) => point),
    candidates: all.map(({ cost, attraction, ...point }) => point),
    ...(required.length > 0 && { required }),
    ...(existing.length > 0 && { existing }),
    ...(forbidden.length > 0 && { forbidden }),
    distance: { model: draft.distance, ...(cutoff !== undefined && cutoff !== null && { cutoff_m: cutoff }) },
  };
}

export type Objection = 'no_demand' | 'no_candidates' | 'too_few_candidates' | 'required_over_p' | 'no_rivals' | 'no_costs' | 'budget_short' | 'no_groups' | 'no_sizes' | 'too_few_apart';

/** What would be refused in any case, said before the server is asked. */
export function objections(problem: Problem): Objection[] {
  const result: Objection[] = [];
  const p = typeof problem['p'] === 'number' ? problem['p'] : null;
  const standing = problem.existing?.length ?? 0;
  const free = problem.candidates.length - standing - (problem.forbidden?.length ?? 0);
  if (problem.demand.length === 0 && problem.kind !== 'p_dispersion') result.push('no_demand');
  if (problem.candidates.length === 0) result.push('no_candidates');
  else if (p !== null && p > free) result.push('too_few_candidates');
  if (p !== null && (problem.required?.length ?? 0) > p) result.push('required_over_p');
  if (problem.kind === 'p_dispersion' && p !== null && p + standing < 2) result.push('too_few_apart');
  const market = problem['market'] as { competitors: readonly unknown[] } | undefined;
  if (market && market.competitors.length === 0) result.push('no_rivals');
  if ((problem['equity'] as readonly unknown[] | undefined)?.length === 0) result.push('no_groups');
  result.push(...moneyObjections(problem, p, free));
  return result;
}

/** A budget that no plan can keep, or that nothing counts towards. */
function moneyObjections(problem: Problem, p: number | null, free: number): Objection[] {
  const sizes = problem['sizes'] as readonly { cost: number }[] | undefined;
  if (sizes?.length === 0) return ['no_sizes'];
  const budget = problem['budget'];
  if (typeof budget !== 'number') return [];
  const costs = problem['site_costs'] as Readonly<Record<string, number>> | undefined;
  const cheapest = sizes ? Math.min(...sizes.map(({ cost }) => cost)) : 0;
  if (!costs && !(sizes?.some(({ cost }) => cost > 0) ?? false)) return ['no_costs'];
  const required = new Set(problem.required ?? []);
  const out = new Set([...(problem.existing ?? []), ...(problem.forbidden ?? [])]);
  const cost = (id: string): number => (costs?.[id] ?? 0) + cheapest;
  const others = problem.candidates.filter(({ id }) => !required.has(id) && !out.has(id)).map(({ id }) => cost(id)).sort((a, b) => a - b);
  const more = p === null ? 0 : Math.max(0, Math.min(p, free) - required.size);
  const least = [...required].reduce((sum, id) => sum + cost(id), 0) + others.slice(0, more).reduce((sum, it) => sum + it, 0);
  return least > budget * (1 + 1e-12) ? ['budget_short'] : [];
}

/** The problem as it is sent: what has no demand has no such member. */
export const sent = (problem: Problem): unknown => {
  if (problem.kind !== 'p_dispersion') return problem;
  const { demand: _, ...rest } = problem;
  return rest;
};
/** A problem as it is read; points of a layer of the server are not in it. */
export const received = (problem: Problem): Problem => ({ ...problem, demand: Array.isArray(problem.demand) ? problem.demand : [], candidates: Array.isArray(problem.candidates) ? problem.candidates : [] });
