import type { Summary } from '../../../domain/siting/plan.ts';
import { grouped, percent } from './parts.tsx';
import * as state from './state.ts';

/** What figures leave out, or know only roughly. */

/** Who is in none of the figures of walks, since nothing reaches them. */
export function missing({ total, served }: Summary): string {
  return total - served > 0.5 ? state.words.value.leftOutOfMean(grouped(total - served), percent((total - served) / total)) : '';
}

export function Heavy({ points }: { points: readonly { readonly id: string; readonly weight?: number }[] }) {
  const t = state.words.value;
  return <li class="hint" data-caveat="heavy">{t.heavy(points.length, points.slice(0, 3).map(({ id, weight }) => t.heavyOne(state.nameOf(id), grouped(weight ?? 0))).join(t.semicolon))}</li>;
}
