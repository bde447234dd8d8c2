import type { ElbowValues } from '../../../data/siting-api.ts';
import { isDone } from '../../../domain/siting-types.ts';
import * as state from '../desk/state.ts';
import { catchments, elbow, job, pause, pointAsked, problem, type ElbowRow } from './now.ts';

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
