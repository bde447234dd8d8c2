import type { Region } from '../../../domain/regions.ts';
import { compare, type Plan, type Survivor, type Walks } from '../../../domain/siting/plan.ts';
import type { Area, CityPoint, DrawnArea, Problem, SitePoint, WeightedPoint } from '../../../domain/siting/types.ts';
import type { CoverageGap } from '../../../data/siting-api.ts';
import type { LonLat } from '../../../domain/types.ts';

/** What the map draws, as feature collections; pure, so that it is tested without a map. */

export const sceneNames = ['area', 'catchments', 'walks', 'demand', 'candidates', 'rivals', 'gaps', 'sites', 'sketch'] as const;
export type SceneName = (typeof sceneNames)[number];
export type Scene = Readonly<Record<SceneName, GeoJSON.FeatureCollection>>;

const collection = (features: GeoJSON.Feature[]): GeoJSON.FeatureCollection => ({ type: 'FeatureCollection', features });
export const nothing = collection([]);
const point = (lon: number, lat: number, properties: GeoJSON.GeoJsonProperties): GeoJSON.Feature => ({ type: 'Feature', geometry: { type: 'Point', coordinates: [lon, lat] }, properties });

/** 0: within half the standard; 1: within it; 2: over it; 3: no site; -1: not known. */
export function bandOf(walk: number | null | undefined, standard: number): number {
  if (walk === undefined) return -1;
  if (walk === null) return 3;
  return walk <= standard / 2 ? 0 : walk <= standard ? 1 : 2;
}

export function areaOf(area: Area, regions: readonly Region[] = []): GeoJSON.FeatureCollection {
  if (area.kind === 'all') return nothing;
  if (area.kind === 'districts') return collection(regions.flatMap(({ code, outline }) => (outline && area.codes.includes(code) ? [{ type: 'Feature', properties: { code }, geometry: outline } satisfies GeoJSON.Feature] : [])));
  const [west, south, east, north] = area.box;
  return collection([{ type: 'Feature', properties: {}, geometry: { type: 'Polygon', coordinates: [[[west, south], [east, south], [east, north], [west, north], [west, south]]] } }]);
}

export function demandScene(demand: readonly WeightedPoint[], walks: Walks | null, standard: number): GeoJSON.FeatureCollection {
  const heaviest = demand.reduce((most, { weight }) => Math.max(most, weight), 1e-9);
  return collection(demand.map(({ id, lon, lat, weight }, index) => point(lon, lat, { id, size: Math.sqrt(weight / heaviest), band: walks === null ? -1 : bandOf(walks[index] ?? null, standard) })));
}

export function candidateScene(candidates: readonly (SitePoint | CityPoint)[], open: ReadonlySet<string>, out: ReadonlySet<string> = new Set()): GeoJSON.FeatureCollection {
  return collection(candidates.filter(({ id }) => !open.has(id)).map(({ id, lon, lat }) => point(lon, lat, { id, out: out.has(id) })));
}

/** Outlines that are drawn already, and the corners of the one at hand, with what they enclose. */
export function sketchScene(areas: readonly DrawnArea[], corners: readonly LonLat[]): GeoJSON.FeatureCollection {
  const ringOf = (ring: readonly LonLat[]): GeoJSON.Position[] => [...ring, ring[0]!].map(([lon, lat]) => [lon, lat]);
  const drawn = areas.map(({ ring, use }): GeoJSON.Feature => ({ type: 'Feature', properties: { use }, geometry: { type: 'Polygon', coordinates: [ringOf(ring)] } }));
  if (corners.length === 0) return collection(drawn);
  const line: GeoJSON.Feature[] =
    corners.length < 2 ? [] : [{ type: 'Feature', properties: { use: 'now' }, geometry: { type: 'LineString', coordinates: corners.map(([lon, lat]) => [lon, lat]) } }];
  const inside: GeoJSON.Feature[] = corners.length < 3 ? [] : [{ type: 'Feature', properties: { use: 'now' }, geometry: { type: 'Polygon', coordinates: [ringOf(corners)] } }];
  return collection([...drawn, ...inside, ...line, ...corners.map(([lon, lat]) => point(lon, lat, { use: 'corner' }))]);
}

export interface SitesOf {
  readonly problem: Problem;
  readonly open: readonly string[];
  readonly moved: Readonly<Record<string, LonLat>>;
  readonly locked: ReadonlySet<string>;
  /** Of two plans, what both have: it stands back. */
  readonly shared?: ReadonlySet<string>;
  readonly selected: string | null;
}

/** Numbers of the new sites, in the plan's order: what the list and the map call them. */
export function numbersOf(problem: Problem, open: readonly string[]): ReadonlyMap<string, number> {
  const standing = new Set(problem.existing ?? []);
  return new Map(open.filter((id) => !standing.has(id)).map((id, index) => [id, index + 1]));
}

export function placesOf(problem: Problem, moved: Readonly<Record<string, LonLat>>): ReadonlyMap<string, LonLat> {
  return new Map(problem.candidates.map(({ id, lon, lat }) => [id, moved[id] ?? ([lon, lat] as const)]));
}

export function siteScene({ problem, open, moved, locked, shared, selected }: SitesOf): GeoJSON.FeatureCollection {
  const places = placesOf(problem, moved);
  const numbers = numbersOf(problem, open);
  return collection(
    open.flatMap((id) => {
      const at = places.get(id);
      if (!at) return [];
      const number = numbers.get(id);
      return [point(at[0], at[1], { id, kind: number === undefined ? 'existing' : locked.has(id) ? 'locked' : shared?.has(id) ? 'shared' : 'new', label: number === undefined ? '' : String(number), selected: id === selected })];
    }),
  );
}

export function walkScene(problem: Problem, assignment: readonly (string | null)[], walks: Walks, moved: Readonly<Record<string, LonLat>>, standard: number): GeoJSON.FeatureCollection {
  const places = placesOf(problem, moved);
  return collection(
    problem.demand.flatMap(({ lon, lat }, index) => {
      const site = assignment[index];
      const at = site === null || site === undefined ? undefined : places.get(site);
      if (!at) return [];
      return [{ type: 'Feature', properties: { band: bandOf(walks[index] ?? null, standard) }, geometry: { type: 'LineString', coordinates: [[lon, lat], [at[0], at[1]]] } } satisfies GeoJSON.Feature];
    }),
  );
}

export const rivalScene = (rivals: readonly SitePoint[]): GeoJSON.FeatureCollection => collection(rivals.map(({ id, lon, lat }) => point(lon, lat, { id })));
/** Those of a problem; none where nobody competes. */
export const rivalsIn = (problem: Problem): GeoJSON.FeatureCollection => rivalScene((problem['market'] as { competitors?: readonly SitePoint[] } | undefined)?.competitors ?? []);

export function gapScene(gaps: readonly CoverageGap[], selected: string | null): GeoJSON.FeatureCollection {
  const largest = gaps.reduce((most, { population }) => Math.max(most, population), 1e-9);
  return collection(gaps.map(({ lon, lat, population }, index) => point(lon, lat, { id: `gap-${index}`, size: Math.sqrt(population / largest), label: String(index + 1), selected: `gap-${index}` === selected })));
}

export const emptyScene: Scene = { area: nothing, catchments: nothing, walks: nothing, demand: nothing, candidates: nothing, rivals: nothing, gaps: nothing, sites: nothing, sketch: nothing };

/** One of two plans beside the other: what only it has stands out. */
export function compareScene(plan: Plan, other: Plan | null, standard: number): Scene {
  const shared = new Set(other ? compare(plan, other).both : []);
  const { problem, solution, walks } = plan;
  const sites = siteScene({ problem, open: solution.open, moved: {}, locked: new Set(), shared, selected: null });
  return { ...emptyScene, rivals: rivalsIn(problem), demand: demandScene(problem.demand, walks, standard), walks: walkScene(problem, solution.assignment ?? [], walks, {}, standard), sites };
}

/** Sites of several plans: those of all stand out, the others tell of how many. */
export function survivorScene(survivors: readonly Survivor[], plans: number, selected: string | null): GeoJSON.FeatureCollection {
  return collection(survivors.map(({ id, lon, lat, times }) => point(lon, lat, { id, kind: times === plans ? 'new' : 'shared', label: String(times), selected: id === selected })));
}

export const edgePadding = 40;
/** The legend stands in the lower left corner: what is fitted goes to its right or above it, whichever leaves more. */
export function paddingBeside(width: number, height: number, covered: { readonly width: number; readonly height: number } | null): { top: number; right: number; bottom: number; left: number } {
  const plain = { top: edgePadding, right: edgePadding, bottom: edgePadding, left: edgePadding };
  if (covered === null) return plain;
  const beside = (width - covered.width) * height;
  const above = (height - covered.height) * width;
  const side: 'left' | 'bottom' = beside >= above ? 'left' : 'bottom';
  const taken = (side === 'left' ? covered.width : covered.height) + edgePadding / 2;
  const room = (side === 'left' ? width : height) - taken - edgePadding;
  return room < 120 ? plain : { ...plain, [side]: taken };
}
