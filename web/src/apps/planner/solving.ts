import { batch, computed, signal } from '@preact/signals';
import { SitingError, type ElbowValues, type Evaluation, type Scenario, type ScenarioHead } from '../../data/siting-api.ts';
import { sharesOf, standardOf, walksFrom, type Plan, type Shares, type Walks } from '../../domain/siting-plan.ts';
import { problemOf } from '../../domain/siting-problems.ts';
import { frontPoints, type FrontPoint } from '../../domain/siting-front.ts';
import { noSteps, redone, stepped, undone, type Steps } from '../../domain/undo.ts';
import { isDone, type Job, type Problem, type Solution } from '../../domain/siting-types.ts';
import type { LonLat } from '../../domain/types.ts';
import * as state from './state.ts';

/** A plan from the moment it is asked for: the search followed, the plan changed by hand, kept and opened again. */

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
const pointAsked = (): number | null => (point.peek() !== null && (solution.peek()?.front?.length ?? 0) > 0 ? point.peek() : null);

/** Finished plans of this visit and opened ones, for comparing. */
export const plans = signal<ReadonlyMap<string, Plan>>(new Map());
export const slotA = signal<string | null>(null);
export const slotB = signal<string | null>(null);

let following: AbortController | null = null;

export const solve = (): Promise<void> => start(state.problem.peek(), state.draft.peek().seconds);
/** The same question once more, with twice the time: what was found before is found sooner. */
export function goOn(): void {
  const asked = problem.peek();
  if (asked === null || running.peek()) return;
  const seconds = Math.min(3600, 2 * state.draft.peek().seconds);
  state.change({ seconds });
  void start(asked, seconds);
}

async function start(asked: Problem, seconds: number): Promise<void> {
  const draft = state.draft.peek();
  starting.value = true;
  try {
    const started = await state.api.start(draft.title.trim() || state.words.peek().untitled, asked, { time_limit_s: seconds, seed: draft.seed, gap: draft.gap / 100, certificate: draft.certificate });
    batch(() => {
      begin(started, asked);
      state.goTo('plan');
      state.named.value = { scenario: null, version: null, job: started.id };
    });
    void follow(started.id);
  } catch (error) {
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
  following?.abort();
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
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

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
      const gone = error instanceof SitingError && error.status === 404;
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

function take(news: Job): void {
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
    state.tell(error instanceof SitingError && error.status === 404 ? state.words.peek().frontGone : state.explain(error));
  } finally {
    choosing.value = null;
  }
}

const planTitle = (title: string, asked: Problem, found: Solution): string => `${title} · ${problemOf(asked.kind).short} · ${found.sites}${state.words.peek().places}`;

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
/** A site that is dragged, or nudged again and again, is one change. */
let lastMoved = { id: '', at: 0 };

function forgetEdit(): void {
  edit.value = null;
  edited.value = null;
  editFailed.value = '';
  steps.value = noSteps;
}
export const undoEdit = (): void => batch(forgetEdit);

export function alter(part: (now: Edit) => Edit, moved = ''): void {
  if (solution.peek() === null || running.peek()) return;
  const now = performance.now();
  const sameMove = moved !== '' && moved === lastMoved.id && now - lastMoved.at < 1500;
  lastMoved = { id: moved, at: now };
  batch(() => {
    if (!sameMove) steps.value = stepped(steps.peek(), edit.peek());
    edit.value = part(edit.peek() ?? { open: solution.peek()!.open, moved: {} });
  });
  void evaluateLatest();
}

function step(go: typeof undone): void {
  const gone = go(steps.peek(), edit.peek());
  if (gone === null || running.peek()) return;
  lastMoved = { id: '', at: 0 };
  batch(() => {
    steps.value = gone.steps;
    edit.value = gone.value;
    if (gone.value === null) edited.value = null;
  });
  if (gone.value !== null) void evaluateLatest();
}
export const undo = (): void => step(undone);
export const redo = (): void => step(redone);
export const addSite = (id: string): void => alter((now) => (now.open.includes(id) ? now : { ...now, open: [...now.open, id] }));
export const removeSite = (id: string): void => alter((now) => ({ open: now.open.filter((it) => it !== id), moved: Object.fromEntries(Object.entries(now.moved).filter(([it]) => it !== id)) }));
export const moveSite = (id: string, at: LonLat): void => alter((now) => ({ ...now, moved: { ...now.moved, [id]: at } }), id);

let evaluating = false;
let again = false;
/** One question at a time; while it is on its way only the newest change waits. */
async function evaluateLatest(): Promise<void> {
  if (evaluating) {
    again = true;
    return;
  }
  evaluating = true;
  do {
    again = false;
    const now = edit.peek();
    const id = job.peek()?.id;
    if (now === null || id === undefined) break;
    const began = performance.now();
    try {
      const move = Object.entries(now.moved).map(([candidate, [lon, lat]]) => ({ candidate, lon, lat }));
      const result = await state.api.evaluate(id, now.open, move);
      if (edit.peek() !== null)
        batch(() => {
          edited.value = { ...result, took: Math.max(1, Math.round(performance.now() - began)) };
          editFailed.value = '';
        });
    } catch (error) {
      editFailed.value = state.explain(error);
    }
  } while (again);
  evaluating = false;
}

export function toggleLock(id: string): void {
  const { required } = state.draft.peek();
  state.change({ required: required.includes(id) ? required.filter((it) => it !== id) : [...required, id] });
}

/** What was added or moved must be opened, what was taken away must not; then the rest is found anew. */
export function resolve(): void {
  const now = edit.peek();
  const before = new Set(solution.peek()?.open ?? []);
  if (now) {
    const draft = state.draft.peek();
    const added = now.open.filter((id) => !before.has(id) || now.moved[id] !== undefined);
    const taken = [...before].filter((id) => !now.open.includes(id));
    state.change({
      required: [...new Set([...draft.required.filter((id) => !taken.includes(id)), ...added])],
      forbidden: [...new Set([...draft.forbidden.filter((id) => !added.includes(id)), ...taken])],
      moved: { ...draft.moved, ...now.moved },
    });
  }
  void solve();
}

// Catchments and elbow

export const catchments = signal<{ readonly minutes: number; readonly lines: GeoJSON.FeatureCollection } | null>(null);
export async function loadCatchments(minutes: number): Promise<void> {
  const id = job.peek()?.id;
  if (id === undefined || catchments.peek()?.minutes === minutes) return;
  try {
    const lines = await state.api.catchments(id, minutes, pointAsked());
    if (job.peek()?.id === id) catchments.value = { minutes, lines };
  } catch (error) {
    state.tell(state.explain(error));
  }
}

export interface ElbowRow {
  /** One of the two, as it was asked. */
  readonly p?: number;
  readonly standard_m?: number;
  readonly sites?: number;
  readonly best: number | null;
  readonly bound: number | null;
}
export const elbow = signal<{ readonly busy: boolean; readonly rows: readonly ElbowRow[]; readonly trouble: string } | null>(null);

export async function drawElbow(values: ElbowValues): Promise<void> {
  const asked = problem.peek();
  if (!asked) return;
  elbow.value = { busy: true, rows: [], trouble: '' };
  try {
    const started = await state.api.startElbow(asked.title ?? '', asked, values, { time_limit_s: Math.min(20, state.draft.peek().seconds), seed: state.draft.peek().seed });
    for (let since: number | undefined; ; ) {
      const news = await state.api.job(started.id, since);
      since = news.step;
      const rows = await state.api.solution<{ rows?: readonly ElbowRow[] }>(started.id).then(({ rows: found }) => found ?? [], () => []);
      const over = isDone(news.status);
      elbow.value = { busy: !over, rows, trouble: news.error?.detail ?? '' };
      if (over) return;
      await pause(200);
    }
  } catch (error) {
    elbow.value = { busy: false, rows: [], trouble: state.explain(error) };
  }
}

// Kept and opened again

export async function save(asNew: boolean): Promise<boolean> {
  const asked = problem.peek();
  if (!asked) return false;
  const t = state.words.peek();
  try {
    const title = state.draft.peek().title.trim() || t.untitled;
    const head = await state.api.save({ title, problem: asked, job: job.peek()?.id ?? null, point: pointAsked(), settings: state.draft.peek() }, asNew ? null : scenario.peek());
    batch(() => {
      scenario.value = head;
      state.named.value = { scenario: head.id, version: head.version, job: null };
    });
    state.tell(t.saved(head.title ?? title, head.version));
    void state.loadScenarios();
    return true;
  } catch (error) {
    const conflict = error instanceof SitingError && error.status === 412;
    state.tell(`${t.saveFailed}：${conflict ? t.saveConflict : state.explain(error)}`);
    return false;
  }
}

export const scenarioKey = (id: string, version: number): string => `${id}@${version}`;

async function planOf(found: Scenario): Promise<Plan> {
  const answer = found.solution ?? null;
  const metres = (answer as (Solution & { walk_m?: Walks }) | null)?.walk_m;
  const lines = metres ?? (answer && found.job ? await state.api.walks(found.job).then((it) => walksFrom(found.problem, it), () => []) : []);
  if (!answer) throw new SitingError(404, state.words.peek().noPlan);
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
    state.tell(error instanceof SitingError && error.status === 412 ? state.words.peek().saveConflict : state.explain(error));
  }
  await state.loadScenarios();
}
export const renameScenario = (head: ScenarioHead, title: string): Promise<void> => changeSaved(() => state.api.rename(head, title), state.words.peek().renamed(title));
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
      following?.abort();
      state.draft.value = state.completed(found.settings ?? { title: found.title, kind: found.problem.kind });
      problem.value = found.problem;
      solution.value = plan?.solution ?? null;
      point.value = plan ? shownPoint(plan.solution) : null;
      walks.value = plan?.walks ?? [];
      history.value = [];
      trouble.value = null;
      job.value = null;
      elbow.value = null;
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
    trouble.value = { text: state.explain(error), gone: error instanceof SitingError && error.status === 404 };
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
    const gone = error instanceof SitingError && error.status === 404;
    trouble.value = { text: gone ? state.words.peek().gone : state.explain(error), gone };
  } finally {
    opening.value = false;
  }
}

/** Its sites and whom they serve; of a plan without demand its sites. */
const pointsOf = (asked: Problem, open: readonly string[]): readonly { readonly lon: number; readonly lat: number }[] => {
  const chosen = new Set(open);
  return [...asked.demand, ...asked.candidates.filter(({ id }) => chosen.has(id))];
};
export function fitPlan(): void {
  const asked = problem.peek();
  if (asked) state.fitPoints(pointsOf(asked, openNow.peek()));
}
/** Both of two plans, wherever they lie. */
export function fitCompared(): void {
  state.fitPoints([slotA, slotB].flatMap(({ value }) => { const plan = plans.peek().get(value ?? ''); return plan ? pointsOf(plan.problem, plan.solution.open) : []; }));
}
