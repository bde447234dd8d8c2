import { numberOf, takes, type Fault } from './problems.ts';
import type { CityPoint, CityPoints, Draft, Rival, SitePoint, WeightedPoint } from './types.ts';

/** What a plan must keep to beyond the standard problems: sizes, money, floors for groups, and rivals. */

export const mostSizes = 8;

/** Of the existing lockers, what they are in this problem. */
export const existingAre = (draft: Draft): 'ours' | 'rivals' | 'none' => (draft.kind === 'market_share' ? draft.market.existing : draft.existing ? 'ours' : 'none');

/** The lockers that stand, examples only where they are asked for: nobody keeps, or fears, what is not there. */
export const standing = (draft: Draft, city: CityPoints): readonly CityPoint[] => city.existing.filter(({ sample }) => draft.samples || sample !== true);

export const sizesOn = (draft: Draft): boolean => draft.sizes.on && takes(draft.kind, 'sizes');
export const equityOn = (draft: Draft): boolean => draft.equity.on && takes(draft.kind, 'equity');

/** Groups of demand for which there may be a floor: districts of the city, or those that a list of one's own names. */
export function groupsOf(draft: Draft, demand: readonly WeightedPoint[], city: CityPoints): ReadonlyMap<string, readonly string[]> {
  const districts = new Map(city.demand.map(({ id, district }) => [id, district]));
  const groups = new Map<string, string[]>();
  for (const point of demand) {
    const group = draft.equity.by === 'group' ? point.group : (point.district ?? districts.get(point.id));
    if (group === undefined || group === '') continue;
    const ids = groups.get(group);
    if (ids) ids.push(point.id);
    else groups.set(group, [point.id]);
  }
  return groups;
}
export const floorOf = ({ equity }: Draft, group: string): number => equity.own[group] ?? equity.share;

export function rivalsOf(draft: Draft, city: CityPoints): Rival[] {
  if (draft.kind !== 'market_share') return [];
  const theirs = draft.market.existing === 'rivals' ? standing(draft, city).map(({ id, lon, lat, name }) => ({ id, lon, lat, ...(name !== undefined && { name }) })) : [];
  const taken = new Set<string>();
  return [...theirs, ...draft.market.own.map((rival) => ({ ...rival, id: `rival-${rival.id}` })), ...draft.market.placed].filter(({ id }) => !taken.has(id) && taken.add(id));
}

/** What each candidate costs beside its size; empty when places cost nothing. */
function siteCosts(draft: Draft, candidates: readonly SitePoint[], existing: ReadonlySet<string>): Record<string, number> {
  const flat = numberOf(draft, 'site_cost');
  if (!takes(draft.kind, 'sizes')) return {};
  const own = candidates.some(({ cost }) => cost !== undefined);
  if (flat === null && !own) return {};
  return Object.fromEntries(candidates.filter(({ id }) => !existing.has(id)).flatMap(({ id, cost }) => { const it = cost ?? flat ?? 0; return it > 0 ? [[id, it]] : []; }));
}

const filled = (some: Record<string, unknown>): boolean => Object.keys(some).length > 0;

/** The members of the problem that these give. */
export function extraMembers(draft: Draft, demand: readonly WeightedPoint[], candidates: readonly SitePoint[], existing: readonly string[], city: CityPoints): Record<string, unknown> {
  const members: Record<string, unknown> = {};
  const costs = siteCosts(draft, candidates, new Set(existing));
  if (filled(costs)) members['site_costs'] = costs;
  if (sizesOn(draft)) {
    members['sizes'] = draft.sizes.list.map(({ id, capacity, cost }) => ({ id: id.trim(), capacity, cost }));
    members['loads'] = Object.fromEntries(demand.map(({ id, weight }) => [id, Number(((weight * draft.sizes.load) / 1000).toPrecision(9))]));
    if (existing.length > 0) members['existing_size'] = existingSize(draft);
    if (draft.sizes.single) members['single_source'] = true;
  }
  if (equityOn(draft)) {
    const groups = groupsOf(draft, demand, city);
    const floors = [...groups].map(([id, ids]) => ({ id, demand: ids, least_share: floorOf(draft, id) / 100 })).filter(({ least_share }) => least_share > 0);
    // Floors of nought are none; no group at all is objected to.
    if (floors.length > 0 || groups.size === 0) members['equity'] = floors;
  }
  if (draft.kind === 'market_share') members['market'] = marketOf(draft, candidates, city);
  return members;
}

/** That of the existing ones; a size that was renamed or taken away is no size. */
export const existingSize = ({ sizes }: Draft): string => (sizes.list.some(({ id }) => id === sizes.existing) ? sizes.existing : (sizes.list[0]?.id ?? '')).trim();

function marketOf(draft: Draft, candidates: readonly SitePoint[], city: CityPoints): Record<string, unknown> {
  const { model, decay, attraction, rivalAttraction } = draft.market;
  const rivals = rivalsOf(draft, city);
  const drawn = (points: readonly { id: string; attraction?: number }[], usual: number) => Object.fromEntries(points.map(({ id, attraction: own }) => [id, own ?? usual] as const).filter(([, pull]) => pull !== 1));
  const ours = drawn(candidates, attraction);
  const theirs = drawn(rivals, rivalAttraction);
  return {
    model, decay: decay[model],
    ...(filled(ours) && { attraction: ours }),
    competitors: rivals.map(({ id, lon, lat, name }) => ({ id, lon, lat, ...(name !== undefined && { name }) })),
    ...(filled(theirs) && { competitor_attraction: theirs }),
  };
}

const between = (field: string, value: number, min: number, max: number): Fault[] =>
  !Number.isFinite(value) ? [{ field, code: 'number' }] : value < min ? [{ field, code: 'min', limit: min }] : value > max ? [{ field, code: 'max', limit: max }] : [];

/** What is wrong with their numbers, by the field in which it stands. */
export function extraFaults(draft: Draft): Fault[] {
  const faults: Fault[] = [...between('gap', draft.gap, 0, 100)];
  if (sizesOn(draft)) {
    const seen = new Set<string>();
    draft.sizes.list.forEach(({ id, capacity, cost }, k) => {
      const name = id.trim();
      if (name === '') faults.push({ field: `size-${k}-id`, code: 'empty' });
      else if (seen.has(name)) faults.push({ field: `size-${k}-id`, code: 'twice' });
      seen.add(name);
      faults.push(...between(`size-${k}-capacity`, capacity, 1, 1e6), ...between(`size-${k}-cost`, cost, 0, 1e9));
    });
    faults.push(...between('load', draft.sizes.load, 0.001, 1e6));
  }
  if (equityOn(draft)) {
    faults.push(...between('equity', draft.equity.share, 0, 100));
    for (const [group, share] of Object.entries(draft.equity.own)) faults.push(...between(`equity-${group}`, share, 0, 100));
  }
  if (draft.kind === 'market_share') {
    const { model, decay, attraction, rivalAttraction } = draft.market;
    faults.push(...between('decay', decay[model], 0, model === 'huff' ? 10 : 1), ...between('attraction', attraction, 0.001, 1e6), ...between('rival_attraction', rivalAttraction, 0.001, 1e6));
  }
  return faults;
}
