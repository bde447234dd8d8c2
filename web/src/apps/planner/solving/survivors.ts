import { computed, signal } from '@preact/signals';
import { survivorsOf, type Plan, type Survivor } from '../../../domain/siting/plan.ts';
import * as state from '../desk/state.ts';
import { planOf, scenarioKey } from './archive.ts';
import { plans, slotA, slotB } from './now.ts';
import { pointsOf } from './sight.ts';

/** Which sites are in all plans: the saved ones, and those of this visit. */

export const compareMode = signal<'two' | 'all'>('two');

export interface Choice {
  readonly key: string;
  readonly title: string;
  /** Where it is kept; null: it is of this visit. */
  readonly saved: { readonly id: string; readonly version: number } | null;
}
/** The newest version of each saved plan, then what was found in this visit and is not saved. */
export const choices = computed<readonly Choice[]>(() => {
  const saved = state.scenarios.value.map(({ id, version, title }) => ({ key: scenarioKey(id, version), title: `${title} · ${state.words.value.version(version)}`, saved: { id, version } }));
  const keys = new Set(saved.map(({ key }) => key));
  return [...saved, ...[...plans.value].filter(([key]) => !keys.has(key) && !key.includes('@')).map(([key, plan]) => ({ key, title: plan.title, saved: null }))];
});

/** Keys that are left out; all others count. */
export const without = signal<ReadonlySet<string>>(new Set());
export const chosen = computed(() => choices.value.filter(({ key }) => !without.value.has(key)));
export const mostPlans = 50;

const read = signal<ReadonlyMap<string, Plan>>(new Map());
/** Chosen ones that have no plan, or could not be read. */
export const lost = signal<readonly string[]>([]);
export const reading = signal(false);

/** Reads the chosen ones that are not here yet. */
export async function readChosen(): Promise<void> {
  if (reading.peek()) return;
  reading.value = true;
  const missed: string[] = [];
  for (const { key, title, saved } of chosen.peek().slice(0, mostPlans)) {
    if (saved === null || plans.peek().has(key) || read.peek().has(key)) continue;
    try {
      const plan = await planOf(await state.api.scenario(saved.id, saved.version));
      read.value = new Map(read.peek()).set(key, plan);
    } catch {
      missed.push(title);
    }
  }
  lost.value = missed;
  reading.value = false;
}

export const counted = computed<readonly Plan[]>(() => chosen.value.slice(0, mostPlans).flatMap(({ key }) => plans.value.get(key) ?? read.value.get(key) ?? []));
export const survivors = computed<readonly Survivor[]>(() => survivorsOf(counted.value));

/** Both of two plans, or all sites of several, wherever they lie. */
export function fitCompared(): void {
  if (compareMode.peek() === 'all') return state.fitPoints(survivors.peek());
  state.fitPoints([slotA, slotB].flatMap(({ value }) => { const plan = plans.peek().get(value ?? ''); return plan ? pointsOf(plan.problem, plan.solution.open) : []; }));
}
