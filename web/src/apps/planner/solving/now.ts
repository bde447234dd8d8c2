import { computed, signal } from '@preact/signals';
import type { Address, Evaluation, Robustness, RobustnessAsk, ScenarioHead } from '../../../data/siting-api.ts';
import { frontPoints, type FrontPoint } from '../../../domain/siting/front.ts';
import { sharesOf, standardOf, type Plan, type Shares, type Walks } from '../../../domain/siting/plan.ts';
import { isDone, type Job, type Problem, type Solution } from '../../../domain/siting/types.ts';
import type { LonLat } from '../../../domain/types.ts';
import { noSteps, type Steps } from '../../../domain/undo.ts';
import * as state from '../desk/state.ts';

/** The plan at hand and what is known of it: what search, changes by hand and the archive share. */

export const job = signal<Job | null>(null);
export const problem = signal<Problem | null>(null);
export const solution = signal<Solution | null>(null);
export const walks = signal<Walks>([]);
export const trouble = signal<{ readonly text: string; readonly gone: boolean } | null>(null);
export const starting = signal(false);
export const opening = signal(false);
export const scenario = signal<ScenarioHead | null>(null);
/** Best and bound over time, as the chart takes them. */
export const history = signal<readonly (readonly [number, number | null, number | null])[]>([]);

export const running = computed(() => job.value !== null && !isDone(job.value.status));
export const standard = computed(() => (problem.value ? standardOf(problem.value) : 500));

/** Of a problem with two objectives: the points found so far, then all of them; and which of them is shown. */
export const front = computed<readonly FrontPoint[]>(() => frontPoints(solution.value, job.value));
export const point = signal<number | null>(null);
export const choosing = signal<number | null>(null);
/** That of the server's addresses: the first is the job's own plan. */
export const pointAsked = (): number | null => (point.peek() !== null && (solution.peek()?.front?.length ?? 0) > 0 ? point.peek() : null);

/** Finished plans of this visit and opened ones, for comparing. */
export const plans = signal<ReadonlyMap<string, Plan>>(new Map());
export const slotA = signal<string | null>(null);
export const slotB = signal<string | null>(null);

// Changed by hand

export interface Edit {
  readonly open: readonly string[];
  readonly moved: Readonly<Record<string, LonLat>>;
}
export const edit = signal<Edit | null>(null);
export const edited = signal<(Evaluation & { readonly took: number }) | null>(null);
export const editFailed = signal('');
export const locked = computed(() => new Set(state.draft.value.required));

export const shares = computed<Shares>(() => (problem.value && edit.value === null ? sharesOf(problem.value, solution.value) : null));
export const openNow = computed(() => edit.value?.open ?? solution.value?.open ?? []);
export const walksNow = computed<Walks>(() => edited.value?.walk_m ?? walks.value);

/** Changes by hand that can be taken back, and made again; `null` is the plan as it was found. */
export const steps = signal<Steps<Edit | null>>(noSteps);

export function forgetEdit(): void {
  edit.value = null;
  edited.value = null;
  editFailed.value = '';
  steps.value = noSteps;
}

// Asked for beside the plan

export const catchments = signal<{ readonly minutes: number; readonly lines: GeoJSON.FeatureCollection } | null>(null);
export interface ElbowRow {
  /** One of the two, as it was asked. */
  readonly p?: number;
  readonly standard_m?: number;
  readonly sites?: number;
  readonly best: number | null;
  readonly bound: number | null;
}
export const elbow = signal<{ readonly busy: boolean; readonly rows: readonly ElbowRow[]; readonly trouble: string } | null>(null);
/** The plan held against demand that turns out otherwise. */
export const robustness = signal<{ readonly busy: boolean; readonly asked: RobustnessAsk; readonly found: Robustness; readonly trouble: string } | null>(null);

/** Of sites, by where they stand: what the server knows beside them. */
export const addresses = signal<ReadonlyMap<string, Address>>(new Map());

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
