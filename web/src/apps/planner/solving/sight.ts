import type { Problem } from '../../../domain/siting/types.ts';
import * as state from '../desk/state.ts';
import { openNow, problem } from './now.ts';

/** What the map is brought to. */

/** Its sites and whom they serve; of a plan without demand its sites. */
export const pointsOf = (asked: Problem, open: readonly string[]): readonly { readonly lon: number; readonly lat: number }[] => {
  const chosen = new Set(open);
  return [...asked.demand, ...asked.candidates.filter(({ id }) => chosen.has(id))];
};
export function fitPlan(): void {
  const asked = problem.peek();
  if (asked) state.fitPoints(pointsOf(asked, openNow.peek()));
}
