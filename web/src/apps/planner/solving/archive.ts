import { batch } from '@preact/signals';
import type { Scenario, ScenarioHead } from '../../../data/siting-api.ts';
import { HttpError } from '../../../kit/http/http.ts';
import { walksFrom, type Plan, type Walks } from '../../../domain/siting/plan.ts';
import type { Solution } from '../../../domain/siting/types.ts';
import * as state from '../desk/state.ts';
import { catchments, elbow, forgetEdit, history, job, opening, plans, point, pointAsked, problem, robustness, scenario, slotA, solution, trouble, walks } from './now.ts';
import { fitPlan } from './sight.ts';
import { follow, planTitle, take, unfollow } from './search.ts';

/** Plans kept, opened again and read for comparing. */

export async function save(asNew: boolean): Promise<boolean> {
  const asked = problem.peek();
  if (!asked) return false;
  const t = state.words.peek();
  try {
    const title = state.draft.peek().title.trim() || t.untitled;
    const head = await state.api.save({ title, notes: state.draft.peek().notes.trim(), problem: asked, job: job.peek()?.id ?? null, point: pointAsked(), settings: state.draft.peek() }, asNew ? null : scenario.peek());
    batch(() => {
      scenario.value = head;
      state.named.value = { scenario: head.id, version: head.version, job: null };
    });
    state.tell(t.saved(head.title ?? title, head.version));
    void state.loadScenarios();
    return true;
  } catch (error) {
    const conflict = error instanceof HttpError && error.status === 412;
    state.tell(`${t.saveFailed}：${conflict ? t.saveConflict : state.explain(error)}`);
    return false;
  }
}

export const scenarioKey = (id: string, version: number): string => `${id}@${version}`;

export async function planOf(found: Scenario): Promise<Plan> {
  const answer = found.solution ?? null;
  const metres = (answer as (Solution & { walk_m?: Walks }) | null)?.walk_m;
  const lines = metres ?? (answer && found.job ? await state.api.walks(found.job).then((it) => walksFrom(found.problem, it), () => []) : []);
  if (!answer) throw new HttpError(404, state.words.peek().noPlan);
  return { title: planTitle(found.title, found.problem, answer), problem: found.problem, solution: answer, walks: lines };
}

/** Reads a saved plan for comparing. */
export async function loadPlan(id: string, version: number, slot: typeof slotA): Promise<void> {
  const key = scenarioKey(id, version);
  try {
    if (!plans.peek().has(key)) {
      const plan = await planOf(await state.api.scenario(id, version));
      plans.value = new Map(plans.peek()).set(key, plan);
    }
    slot.value = key;
  } catch (error) {
    state.tell(state.explain(error));
  }
}

/** Of all who look: the list is read anew whatever came of it. */
async function changeSaved(work: () => Promise<unknown>, done: string): Promise<void> {
  try {
    await work();
    state.tell(done);
  } catch (error) {
    state.tell(error instanceof HttpError && error.status === 412 ? state.words.peek().saveConflict : state.explain(error));
  }
  await state.loadScenarios();
}
/** Its title and its notes. */
export const renameScenario = (head: ScenarioHead, title: string, notes: string): Promise<void> => changeSaved(() => state.api.rename(head, title, notes), state.words.peek().renamed(title));
export const removeScenario = (head: ScenarioHead): Promise<void> =>
  changeSaved(async () => {
    await state.api.remove(head);
    if (scenario.peek()?.id !== head.id) return;
    // What is on the screen stays, as a plan that was not saved.
    scenario.value = null;
    state.named.value = { scenario: null, version: null, job: job.peek()?.id ?? null };
  }, state.words.peek().removed(head.title));

/** Which point of its front a saved plan is. */
function shownPoint({ front: all, open }: Solution): number | null {
  const ids = [...open].sort().join('\n');
  const at = all?.findIndex((it) => [...it.open].sort().join('\n') === ids) ?? -1;
  return at < 0 ? null : at;
}

export async function openScenario(id: string, version: number | null): Promise<void> {
  opening.value = true;
  try {
    const found = await state.api.scenario(id, version);
    const plan = await planOf(found).catch(() => null);
    batch(() => {
      unfollow();
      state.draft.value = state.completed(found.settings ?? { title: found.title, kind: found.problem.kind });
      problem.value = found.problem;
      solution.value = plan?.solution ?? null;
      point.value = plan ? shownPoint(plan.solution) : null;
      walks.value = plan?.walks ?? [];
      history.value = [];
      trouble.value = null;
      job.value = null;
      elbow.value = null;
      robustness.value = null;
      catchments.value = null;
      forgetEdit();
      scenario.value = { id: found.id, version: found.version, title: found.title };
      state.named.value = { scenario: found.id, version: found.version, job: null };
      state.goTo('plan');
      if (plan) {
        plans.value = new Map(plans.peek()).set(scenarioKey(found.id, found.version), plan);
        slotA.value ??= scenarioKey(found.id, found.version);
      }
    });
    fitPlan();
    // The search itself may still be there: then the plan can be changed by hand at once.
    if (found.job) {
      const alive = await state.api.job(found.job).catch(() => null);
      if (alive && scenario.peek()?.id === found.id) job.value = alive;
    }
  } catch (error) {
    trouble.value = { text: state.explain(error), gone: error instanceof HttpError && error.status === 404 };
    state.tab.value = 'plan';
  } finally {
    opening.value = false;
  }
}

/** A job that the address names: followed from where it is, with the problem that was asked. */
export async function openJob(id: string): Promise<void> {
  opening.value = true;
  try {
    const [found, asked] = await Promise.all([state.api.job(id), state.api.problem(id)]);
    batch(() => {
      problem.value = asked;
      state.change({ title: asked.title ?? '', kind: asked.kind, front: asked['front'] !== undefined });
      take(found);
    });
    fitPlan();
    void follow(id);
  } catch (error) {
    const gone = error instanceof HttpError && error.status === 404;
    trouble.value = { text: gone ? state.words.peek().gone : state.explain(error), gone };
  } finally {
    opening.value = false;
  }
}
