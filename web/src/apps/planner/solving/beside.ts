import type { ElbowValues, Robustness, RobustnessAsk } from '../../../data/siting-api.ts';
import { isDone } from '../../../domain/siting/types.ts';
import * as state from '../desk/state.ts';
import { catchments, addresses, elbow, job, pause, pointAsked, problem, robustness, type ElbowRow } from './now.ts';

/** What is asked for beside a plan: who gets where in time, and how many sites are worth it. */

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

/** Follows a job that grows by rows; ends when it is over, or another was asked meanwhile. */
export async function tryOthers(sites: readonly string[], draws: number, spread: number, seconds: number): Promise<void> {
  const asked = problem.peek();
  if (!asked) return;
  const ask: RobustnessAsk = { sites, draws, spread };
  const show = (busy: boolean, found: Robustness, trouble = '') => void (robustness.value = { busy, asked: ask, found, trouble });
  const wanted = (): boolean => robustness.peek()?.asked === ask;
  show(true, {});
  try {
    const started = await state.api.startRobustness(asked.title ?? '', asked, ask, { time_limit_s: seconds, seed: state.draft.peek().seed });
    for (let since: number | undefined; wanted(); ) {
      const news = await state.api.job(started.id, since);
      since = news.step;
      const found = await state.api.solution<Robustness>(started.id).catch(() => robustness.peek()?.found ?? {});
      if (!wanted()) return;
      const over = isDone(news.status);
      show(!over, found, news.error?.detail ?? '');
      if (over) return;
      await pause(200);
    }
  } catch (error) {
    if (wanted()) show(false, {}, state.explain(error));
  }
}

export const placeKey = (lon: number, lat: number): string => `${lon.toFixed(6)},${lat.toFixed(6)}`;
const mostAddresses = 1000;
const asking = new Set<string>();
/** Streets and neighbours of places that are not known yet. What the server cannot say is left unsaid. */
export async function loadAddresses(points: readonly (readonly [number, number])[]): Promise<void> {
  const known = addresses.peek();
  const asked = points.filter(([lon, lat]) => !known.has(placeKey(lon, lat)) && !asking.has(placeKey(lon, lat))).slice(0, mostAddresses);
  if (asked.length === 0) return;
  asked.forEach(([lon, lat]) => asking.add(placeKey(lon, lat)));
  try {
    const found = await state.api.addresses(asked);
    addresses.value = new Map([...addresses.peek(), ...asked.map(([lon, lat], k) => [placeKey(lon, lat), found[k] ?? {}] as const)]);
  } catch {
    // coordinates are shown all the same
  } finally {
    asked.forEach(([lon, lat]) => asking.delete(placeKey(lon, lat)));
  }
}
