/** What the server's answers about siting hold, as `docs/http.md` has it; and what a planner has set. */

import type { LonLat } from '../types.ts';

export type ProblemKind = string;
export type DemandKind = 'community' | 'campus' | 'business' | 'metro';
export const demandKinds: readonly DemandKind[] = ['community', 'campus', 'business', 'metro'];

export interface CityPoint {
  readonly id: string;
  readonly lon: number;
  readonly lat: number;
  readonly kind: string;
  readonly name?: string;
  /** GB/T 2260 code. */
  readonly district?: string;
  /** Demand: people, so that the communities of a district sum to its census. */
  readonly weight?: number;
  readonly sample?: boolean;
}

/** `GET /siting/points`. */
export interface CityPoints {
  readonly demand: readonly CityPoint[];
  readonly candidates: readonly CityPoint[];
  readonly existing: readonly CityPoint[];
  readonly sources?: readonly string[];
  readonly accuracy?: string;
}

export interface WeightedPoint {
  readonly id: string;
  readonly lon: number;
  readonly lat: number;
  readonly weight: number;
  /** What people call it, where the city does not know. */
  readonly name?: string;
  /** Of a list of one's own: the subdistrict, say, for a floor of its own. */
  readonly group?: string;
  /** GB/T 2260 code of the district that it lies in, of a list of one's own. */
  readonly district?: string;
}
export interface SitePoint {
  readonly id: string;
  readonly lon: number;
  readonly lat: number;
  readonly name?: string;
  /** Of a list of one's own: what it costs beside its size, and how it draws people. */
  readonly cost?: number;
  readonly attraction?: number;
}

/** `data/schemas/siting/problem.schema.json`, as the planner writes it. */
export interface Problem {
  readonly title?: string;
  readonly kind: ProblemKind;
  readonly demand: readonly WeightedPoint[];
  readonly candidates: readonly SitePoint[];
  readonly required?: readonly string[];
  readonly existing?: readonly string[];
  readonly forbidden?: readonly string[];
  readonly distance: { readonly model: DistanceModel; readonly cutoff_m?: number; readonly snap_m?: number };
  readonly [member: string]: unknown;
}
export type DistanceModel = 'walking' | 'geodesic' | 'manhattan';

export interface SiteDetail {
  readonly id: string;
  readonly rule: 'free' | 'required' | 'existing' | 'forbidden';
  readonly serves_points: number;
  readonly serves_weight: number;
  readonly mean_distance_m: number;
  readonly worst_distance_m: number;
  readonly loss_if_closed?: number | null;
  /** Where the site would go at the least loss if its place cannot be had. */
  readonly next_best?: { readonly id: string; readonly loss: number };
}
export interface Uncovered {
  readonly demand: string;
  readonly weight: number;
  readonly why: string;
  readonly nearest_candidate?: string;
  readonly distance_m?: number;
}

/** `data/schemas/siting/solution.schema.json`. */
export interface Solution {
  readonly kind: ProblemKind;
  readonly status: 'optimal' | 'feasible' | 'infeasible' | 'unknown';
  readonly objective: number | null;
  readonly bound: number | null;
  readonly gap: number | null;
  readonly sites: number;
  readonly open: readonly string[];
  readonly reason?: string;
  readonly conflict?: readonly string[];
  readonly notes?: readonly string[];
  readonly seconds?: number;
  readonly seed?: number;
  readonly nodes?: number;
  readonly distance_model?: string;
  readonly site_details?: readonly SiteDetail[];
  readonly assignment?: readonly (string | null)[];
  readonly uncovered?: readonly Uncovered[];
  /** Of the new sites, where something has a cost. */
  readonly cost?: number;
  /** With sizes: that of each of `open`. */
  readonly sizes?: readonly string[];
  readonly flows?: readonly { readonly demand: string; readonly site: string; readonly share: number }[];
  /** By falling cost or worst walk. */
  readonly front?: readonly FrontPlan[];
}
export interface FrontPlan {
  readonly objective: number;
  readonly cost?: number;
  readonly worst_walk_m?: number;
  readonly proven: boolean;
  readonly open: readonly string[];
}

export type JobStatus = 'queued' | 'running' | 'proven' | 'stopped' | 'infeasible' | 'failed' | 'cancelled';
export interface ProblemDetails {
  readonly title?: string;
  readonly detail?: string;
  /** Beside a Chinese `detail`. */
  readonly detail_en?: string;
  readonly status?: number;
}
export interface Job {
  readonly id: string;
  readonly title: string;
  readonly status: JobStatus;
  readonly step: number;
  readonly phase?: string;
  readonly best?: number | null;
  readonly bound?: number | null;
  readonly gap?: number | null;
  /** Of proven: whether the server's own checker accepted the proof; else it is the solver's word. */
  readonly checked?: boolean;
  readonly nodes?: number;
  readonly elapsed_s?: number;
  readonly history?: readonly (readonly [number, number | null, number | null])[];
  readonly error?: ProblemDetails | null;
  readonly kind?: string;
  /** Of a problem with a front, the points found so far: [cost or worst walk, objective, proven]. */
  readonly front?: readonly (readonly [number, number, boolean])[];
}
export const isDone = (status: JobStatus): boolean => status !== 'queued' && status !== 'running';

export type Area = { readonly kind: 'all' } | { readonly kind: 'districts'; readonly codes: readonly string[] } | { readonly kind: 'box'; readonly box: Box };
/** West, south, east, north in degrees. */
export type Box = readonly [number, number, number, number];

export type Values = Readonly<Record<string, number | boolean>>;

export type FrontKind = 'worst_walk' | 'cost';
export interface LockerSize {
  readonly id: string;
  readonly capacity: number;
  readonly cost: number;
}
/** Lockers of several sizes, what they hold and cost. */
export interface SizesDraft {
  readonly on: boolean;
  readonly list: readonly LockerSize[];
  /** That of every existing locker. */
  readonly existing: string;
  readonly single: boolean;
  /** Compartments taken up by 1,000 people. */
  readonly load: number;
}
export interface EquityDraft {
  readonly on: boolean;
  readonly by: 'district' | 'group';
  /** Per cent of every group, and of those that have a floor of their own. */
  readonly share: number;
  readonly own: Readonly<Record<string, number>>;
}
export interface Rival {
  readonly id: string;
  readonly lon: number;
  readonly lat: number;
  readonly name?: string;
  readonly attraction?: number;
}
export interface MarketDraft {
  readonly model: 'huff' | 'logit';
  readonly decay: Readonly<Record<'huff' | 'logit', number>>;
  /** How much a site of ours, and one of theirs, draws. */
  readonly attraction: number;
  readonly rivalAttraction: number;
  /** Whose the existing lockers are. */
  readonly existing: 'rivals' | 'ours' | 'none';
  readonly own: readonly Rival[];
  readonly placed: readonly Rival[];
}

/** Demand as it is, or gathered into cells of so many metres, or into its groups. */
export interface Gather {
  readonly by: 'none' | 'grid' | 'group';
  readonly metres: number;
}
/** An outline on the map: candidates in it are taken, or left out. */
export interface DrawnArea {
  readonly ring: readonly LonLat[];
  readonly use: 'take' | 'leave';
}

/** All that a planner has set: what a scenario keeps beside its problem. */
export interface Draft {
  readonly title: string;
  /** What the planner wants to remember of it. */
  readonly notes: string;
  readonly area: Area;
  readonly demand: {
    readonly use: Readonly<Record<DemandKind, boolean>>;
    /** community: times the census weight; others: people a place. */
    readonly weight: Readonly<Record<DemandKind, number>>;
    readonly own: readonly WeightedPoint[];
    readonly gather: Gather;
    /** Set by hand: people of a point, 0 to leave it out. */
    readonly edits: Readonly<Record<string, number>>;
    /** Drawn on the map. */
    readonly added: readonly WeightedPoint[];
  };
  readonly candidates: {
    readonly kinds: readonly string[];
    readonly own: readonly SitePoint[];
    readonly drawn: readonly SitePoint[];
    readonly areas: readonly DrawnArea[];
  };
  readonly existing: boolean;
  /** Lockers that are only examples count among the existing ones. */
  readonly samples: boolean;
  readonly kind: ProblemKind;
  readonly values: Values;
  readonly unit: 'm' | 'min';
  readonly distance: DistanceModel;
  readonly seconds: number;
  readonly seed: number;
  /** Per cent: content with a plan this near to the bound. */
  readonly gap: number;
  readonly certificate: boolean;
  /** Two objectives instead of one, where the goal has a second. */
  readonly front: boolean;
  readonly sizes: SizesDraft;
  /** The number of sites follows from the budget. */
  readonly budgetDecides: boolean;
  readonly equity: EquityDraft;
  readonly market: MarketDraft;
  readonly required: readonly string[];
  readonly forbidden: readonly string[];
  /** Demand left out, since nothing reaches it. */
  readonly leftOut: readonly string[];
  /** Candidates that were dragged elsewhere. */
  readonly moved: Readonly<Record<string, LonLat>>;
}

export const emptyDraft: Draft = {
  title: '',
  notes: '',
  area: { kind: 'all' },
  demand: {
    use: { community: true, campus: false, business: false, metro: false },
    weight: { community: 1, campus: 1000, business: 200, metro: 500 },
    own: [],
    gather: { by: 'none', metres: 500 },
    edits: {},
    added: [],
  },
  candidates: { kinds: [], own: [], drawn: [], areas: [] },
  existing: true,
  samples: false,
  kind: 'p_median',
  values: {},
  unit: 'm',
  distance: 'walking',
  seconds: 30,
  seed: 1,
  gap: 0,
  certificate: false,
  front: false,
  sizes: { on: false, list: [{ id: '小', capacity: 40, cost: 1 }, { id: '中', capacity: 80, cost: 1.6 }, { id: '大', capacity: 160, cost: 2.8 }], existing: '中', single: false, load: 20 },
  budgetDecides: true,
  equity: { on: false, by: 'district', share: 50, own: {} },
  market: { model: 'huff', decay: { huff: 2, logit: 0.003 }, attraction: 1, rivalAttraction: 1, existing: 'rivals', own: [], placed: [] },
  required: [],
  forbidden: [],
  leftOut: [],
  moved: {},
};
