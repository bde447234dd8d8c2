import { inLanguage } from '../../../domain/bilingual.ts';
import { formatMetres } from '../../../domain/format.ts';
import { problemOf, type Goal } from '../../../domain/siting/problems.ts';
import * as state from './state.ts';

/** Small parts that every tab is made of, and numbers in words. */

export const grouped = (value: number, digits = 0): string => value.toLocaleString('en-US', { maximumFractionDigits: digits });
export const percent = (share: number, digits = 1): string => `${(100 * share).toFixed(digits)}%`;
/** A gap as it is proven: never rounded to nought. */
export const gapWords = (gap: number | null): string => (gap === null ? '–' : gap === 0 ? '0' : gap < 0.0001 ? '< 0.01%' : percent(gap, 2));
export const metres = (value: number | null | undefined): string => (value === null || value === undefined ? '–' : formatMetres(value, state.lang.value));

/** An objective in the unit of its goal. */
export function objectiveWords(kind: string, value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  const t = state.words.value;
  const goal: Goal = problemOf(kind).goal;
  if (goal === 'weight_metres') return `${grouped(value / 1000, value < 1e6 ? 1 : 0)} ${t.personKm}`;
  if (goal === 'metres') return metres(value);
  if (goal === 'weight') return `${grouped(value)} ${t.people}`;
  if (goal === 'sites') return `${grouped(value)} ${t.places}`;
  return grouped(value, 1);
}

/** An objective on the side of a chart: walks of all in person-km. */
export const axisWords = (kind: string) => (value: number): string => short(problemOf(kind).goal === 'weight_metres' ? value / 1000 : value);

/** 1.2k, 3.4M: for the sides of charts. */
export function short(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e9) return `${Number((value / 1e9).toPrecision(4))}G`;
  if (size >= 1e6) return `${Number((value / 1e6).toPrecision(4))}M`;
  if (size >= 1e4) return `${Number((value / 1e3).toPrecision(4))}k`;
  return String(Number(value.toPrecision(4)));
}

/** What is wrong with a field, by its id: as it stands, or as the server found it. */
export function faultAt(id: string, shown: (limit: number) => number = (limit) => limit): string | undefined {
  const t = state.words.value;
  const fault = state.faults.value.find(({ field }) => field === id);
  if (fault) return `${t.faults[fault.code]}${fault.limit === undefined ? '' : ` ${shown(fault.limit)}`}`;
  return refusedAt(id);
}
/** A sentence of the server in the reader's language, districts by their names. */
export const serverWords = (text: string): string =>
  inLanguage(text.replace(/^problem: /, ''), state.lang.value).replace(/\b\d{6}\b/g, (code) => (state.districts.value.some((it) => it.code === code) ? state.districtName.value(code) : code));
/** What the server said of this place of the form. */
export const refusedAt = (id: string): string | undefined => (state.refusal.value?.field === id ? serverWords(state.refusal.value.text) : undefined);

/** The same of a section as a whole. */
export function Refused({ at }: { at: string }) {
  const text = refusedAt(at);
  return text === undefined ? null : <p class="faults" data-refused={at}>{text}</p>;
}

export function Failed({ text, onRetry }: { text: string; onRetry?: () => void }) {
  return (
    <div class="state" role="alert">
      <p class="state-title">{text}</p>
      {onRetry && <button type="button" class="button" onClick={onRetry}>{state.words.value.retry}</button>}
    </div>
  );
}

/** Shows all of a long list, or folds it again; nothing where the list is short. */
export function More({ count, shown, all, onToggle }: { count: number; shown: number; all: boolean; onToggle: () => void }) {
  const t = state.words.value;
  return count <= shown ? null : <button type="button" class="text-button more" aria-expanded={all} data-action="more" onClick={onToggle}>{all ? t.fold : t.showAll(count)}</button>;
}

export function Skeletons() {
  return (
    <div class="skeletons" role="status" aria-label={state.words.value.loading}>
      <div class="skeleton skeleton-tall" />
      <div class="skeleton" />
      <div class="skeleton" />
    </div>
  );
}

/** A share as a bar with its figure. */
export function Bar({ share, tone = 'good' }: { share: number; tone?: 'good' | 'faint' }) {
  return (
    <span class="bar" aria-hidden="true">
      <span class={`bar-fill bar-${tone}`} style={{ inlineSize: `${Math.max(0, Math.min(100, 100 * share))}%` }} />
    </span>
  );
}
