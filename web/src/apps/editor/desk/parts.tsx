import type { ChangeState } from '../../../data/changes-api.ts';
import * as state from './state.ts';

/** Small parts that the pages share, and numbers in words. */

export const grouped = (value: number, digits = 0): string => value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
export const hectareWords = (squareMetres: number): string => `${grouped(squareMetres / 10_000, squareMetres < 1e6 ? 4 : 2)} ${state.words.value.hectares}`;
export function percentWords(share: number): string {
  const percent = 100 * share;
  return `${percent >= 0 ? '+' : '−'}${Math.abs(percent).toFixed(Math.abs(percent) < 10 ? 2 : 0)}%`;
}
/** `year`: with it, for what may be long ago. */
export function whenWords(time: string | undefined, year = false): string {
  const at = new Date(time ?? '');
  return Number.isNaN(at.getTime()) ? '' : at.toLocaleString(state.lang.value === 'zh' ? 'zh-CN' : 'en-GB', { timeZone: 'Asia/Shanghai', ...(year && { year: 'numeric' }), month: year && state.lang.value === 'en' ? 'short' : '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' });
}

export const StateBadge = ({ state: it }: { state: ChangeState }) => <span class={`badge badge-${it}`}>{state.words.value.states[it] ?? it}</span>;
export const Waiting = () => <div class="skeletons" role="status" aria-label={state.words.value.loading}><div class="skeleton" /><div class="skeleton" /><div class="skeleton" /></div>;
export const Trouble = ({ text, onRetry }: { text: string; onRetry: () => void }) => (
  <div class="state" role="alert">
    <p class="state-title">{text}</p>
    <button type="button" class="button" onClick={onRetry}>{state.words.value.retry}</button>
  </div>
);
