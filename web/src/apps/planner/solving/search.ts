import { batch } from '@preact/signals';
import { HttpError } from '../../../kit/http/http.ts';
import { walksFrom, type Walks } from '../../../domain/siting/plan.ts';
import { problemOf } from '../../../domain/siting/problems.ts';
import { isDone, type Job, type Problem, type Solution } from '../../../domain/siting/types.ts';
import * as state from '../desk/state.ts';
import { catchments, choosing, elbow, forgetEdit, history, job, pause, plans, point, problem, robustness, running, scenario, slotA, slotB, solution, starting, trouble, walks } from './now.ts';
import { fitPlan } from './sight.ts';
import { loadCatchments } from './beside.ts';

/** A search from the moment it is asked for until its plan is there. */

let following: AbortController | null = null;
/** What is followed now is not wanted any more. */
export const unfollow = (): void => following?.abort();

export const solve = (): Promise<void> => start(state.problem.peek(), state.draft.peek().seconds);
/** From the plan and the bound that are there, for as long again. A job that the server has forgotten is asked anew. */
export function goOn(): void {
  const asked = problem.peek();
  const before = job.peek();
  if (asked === null || before === null || running.peek()) return;
  void start(asked, state.draft.peek().seconds, hasAnswer(before) ? before.id : undefined);
}

async function start(asked: Problem, seconds: number, from?: string): Promise<void> {
  const draft = state.draft.peek();
  starting.value = true;
  try {
    const started = await state.api.start(draft.title.trim() || state.words.peek().untitled, asked, { time_limit_s: seconds, seed: draft.seed, gap: draft.gap / 100, certificate: draft.certificate, ...(from !== undefined && { from }) });
    batch(() => {
      begin(started, asked);
      state.goTo('plan');
      state.named.value = { scenario: null, version: null, job: started.id };
    });
    void follow(started.id);
  } catch (error) {
    if (from !== undefined && error instanceof HttpError && error.status === 404) return await start(asked, seconds);
    refuse(state.explain(error));
  } finally {
    starting.value = false;
  }
}

/** Said where it was asked, and at the field that it is about. */
function refuse(text: string): void {
  trouble.value = { text, gone: false };
  state.refuse(text);
}

function begin(started: Job, asked: Problem): void {
  unfollow();
  job.value = started;
  problem.value = asked;
  solution.value = null;
  point.value = null;
  walks.value = [];
  history.value = [];
  trouble.value = null;
  scenario.value = null;
  forgetEdit();
  catchments.value = null;
  elbow.value = null;
  robustness.value = null;
}

/** Long polls until the search is over; its plan is drawn then: while it runs the server tells how good it is, not what it is. */
export async function follow(id: string): Promise<void> {
  const mine = new AbortController();
  following = mine;
  let since: number | undefined;
  let failures = 0;
  while (!mine.signal.aborted) {
    try {
      const news = await state.api.job(id, since, mine.signal);
      failures = 0;
      if (mine.signal.aborted) return;
      since = news.step;
      take(news);
      if (isDone(news.status)) {
        if (hasAnswer(news)) await load(id, mine.signal);
        return;
      }
      await pause(150); // a search that improves by the millisecond is not asked by the millisecond
    } catch (error) {
      if (mine.signal.aborted) return;
      const gone = error instanceof HttpError && error.status === 404;
      failures += 1;
      if (gone || failures > 5) {
        trouble.value = { text: gone ? state.words.peek().gone : state.explain(error), gone };
        return;
      }
      await pause(500 * 2 ** failures);
    }
  }
}

/** One that failed has none, nor one that was cancelled before it had a plan. */
const hasAnswer = ({ status, best }: Job): boolean => status !== 'failed' && (status !== 'cancelled' || (best !== null && best !== undefined));

export function take(news: Job): void {
  batch(() => {
    job.value = news;
    if (news.history && news.history.length > 0) history.value = news.history;
    else if (news.elapsed_s !== undefined) history.value = [...history.peek(), [news.elapsed_s, news.best ?? null, news.bound ?? null]];
    if (news.error) refuse(news.error.detail ?? news.error.title ?? '');
  });
}

async function load(id: string, signal: AbortSignal): Promise<void> {
  const found = await state.api.solution(id);
  const asked = problem.peek();
  const lines = await linesOf(id, found, asked, null);
  if (signal.aborted) return;
  batch(() => {
    solution.value = found;
    walks.value = lines;
    point.value = found.front && found.front.length > 0 ? 0 : null;
    keepPlan(id);
  });
  if (state.tab.peek() === 'plan') fitPlan();
}

/** What has no demand has no walks. */
const linesOf = async (id: string, found: Solution, asked: Problem | null, at: number | null): Promise<Walks> =>
  found.open.length > 0 && asked && asked.demand.length > 0 ? walksFrom(asked, await state.api.walks(id, at)) : [];

/** Another point of the front is shown: its plan comes on the map and into the panel. */
export async function choosePoint(index: number): Promise<void> {
  const id = job.peek()?.id;
  if (id === undefined || running.peek() || index === point.peek() || choosing.peek() !== null) return;
  choosing.value = index;
  try {
    const found = await state.api.solution(id, index);
    const lines = await linesOf(id, found, problem.peek(), index);
    if (job.peek()?.id !== id) return;
    batch(() => {
      forgetEdit();
      catchments.value = null;
      solution.value = found;
      walks.value = lines;
      point.value = index;
      keepPlan(`${id}#${index}`);
    });
    if (state.shown.peek().catchments) void loadCatchments(state.catchmentMinutes.peek());
  } catch (error) {
    state.tell(error instanceof HttpError && error.status === 404 ? state.words.peek().frontGone : state.explain(error));
  } finally {
    choosing.value = null;
  }
}

export const planTitle = (title: string, asked: Problem, found: Solution): string => `${title} · ${problemOf(asked.kind).short} · ${found.sites}${state.words.peek().places}`;

function keepPlan(key: string): void {
  const found = solution.peek();
  const asked = problem.peek();
  if (!found || !asked || found.open.length === 0) return;
  const title = asked.title ?? (job.peek()?.title || state.words.peek().untitled);
  const next = new Map(plans.peek());
  next.set(key, { title: planTitle(title, asked, found), problem: asked, solution: found, walks: walks.peek() });
  plans.value = next;
  if (slotA.peek() === null) slotA.value = key;
  else if (slotA.peek() !== key) slotB.value = key;
}

export async function cancel(): Promise<void> {
  const id = job.peek()?.id;
  if (id === undefined) return;
  try {
    await state.api.cancel(id);
  } catch (error) {
    state.tell(state.explain(error));
  }
}
