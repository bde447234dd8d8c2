/** What the server's answers about siting hold, as `docs/http.md` has it; and what a planner has set. */

import type { LonLat } from './types.ts';

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
}
export interface SitePoint {
  readonly id: string;
  readonly lon: number;
  readonly lat: number;
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
}

export type JobStatus = 'queued' | 'running' | 'proven' | 'stopped' | 'infeasible' | 'failed' | 'cancelled';
export interface ProblemDetails {
  readonly title?: string;
  readonly detail?: string;
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
  readonly nodes?: number;
  readonly elapsed_s?: number;
  readonly history?: readonly (readonly [number, number | null, number | null])[];
  readonly error?: ProblemDetails | null;
  readonly kind?: string;
}
export const isDone = (status: JobStatus): boolean => status !== 'queued' && status !== 'running';

export type Area = { readonly kind: 'all' } | { readonly kind: 'districts'; readonly codes: readonly string[] } | { readonly kind: 'box'; readonly box: Box };
/** West, south, east, north in degrees. */
export type Box = readonly [number, number, number, number];

export type Values = Readonly<Record<string, number | boolean>>;

/** All that a planner has set: what a scenario keeps beside its problem. */
export interface Draft {
  readonly title: string;
  readonly area: Area;
  readonly demand: {
    readonly use: Readonly<Record<DemandKind, boolean>>;
    /** community: times the census weight; others: people a place. */
    readonly weight: Readonly<Record<DemandKind, number>>;
    readonly own: readonly WeightedPoint[];
  };
  readonly candidates: { readonly kinds: readonly string[]; readonly own: readonly SitePoint[] };
  readonly existing: boolean;
  readonly kind: ProblemKind;
  readonly values: Values;
  readonly unit: 'm' | 'min';
  readonly distance: DistanceModel;
  readonly seconds: number;
  readonly seed: number;
  readonly required: readonly string[];
  readonly forbidden: readonly string[];
  /** Demand left out, since nothing reaches it. */
  readonly leftOut: readonly string[];
  /** Candidates that were dragged elsewhere. */
  readonly moved: Readonly<Record<string, LonLat>>;
}

export const emptyDraft: Draft = {
  title: '',
  area: { kind: 'all' },
  demand: {
    use: { community: true, campus: false, business: false, metro: false },
    weight: { community: 1, campus: 1000, business: 200, metro: 500 },
    own: [],
  },
  candidates: { kinds: [], own: [] },
  existing: true,
  kind: 'p_median',
  values: {},
  unit: 'm',
  distance: 'walking',
  seconds: 30,
  seed: 1,
  required: [],
  forbidden: [],
  leftOut: [],
  moved: {},
};
