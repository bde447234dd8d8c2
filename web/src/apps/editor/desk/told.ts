import { differences } from '../../../domain/editing/differences.ts';
import { grouped, hectareWords, percentWords } from './parts.tsx';
import * as state from './state.ts';

/** What differs between two states of a record, in sentences of the reader's language. */

const longest = 80;
function valueWords(field: string, value: unknown): string {
  const t = state.words.value;
  if (typeof value === 'boolean') return value ? t.yes : t.no;
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  const known = t.valueNames[field]?.[text] ?? text;
  return known.length > longest ? `${known.slice(0, longest)}…` : known;
}
export const fieldWords = (field: string): string => state.words.value.fieldNames[field] ?? field;
export const fieldValueWords = (field: string, value: unknown): string => (value === null || value === undefined ? '–' : valueWords(field, value));

export function differenceWords(before: GeoJSON.Feature<GeoJSON.Geometry | null> | null, after: GeoJSON.Feature<GeoJSON.Geometry | null> | null): string[] {
  const t = state.words.value;
  const { shape, fields } = differences(before, after);
  const words: string[] = [];
  if (shape.kind === 'reshaped') {
    const [was, now] = [shape.was.squareMetres, shape.now.squareMetres];
    words.push(t.reshaped(hectareWords(was), hectareWords(now), percentWords((now - was) / was)));
    if (shape.was.vertices !== shape.now.vertices) words.push(t.verticesWere(shape.was.vertices, shape.now.vertices));
  } else if (shape.kind === 'outlined') words.push(t.outlinedNow(hectareWords(shape.measures.squareMetres)));
  else if (shape.kind === 'unoutlined') words.push(t.unoutlined(hectareWords(shape.measures.squareMetres)));
  else if (shape.kind !== 'same') words.push(t[shape.kind]);
  // Of a record that is new or gone as a whole its fields are no news.
  if (before === null || after === null) return words;
  for (const { field, was, now } of fields) {
    const name = fieldWords(field);
    if (was === null) words.push(t.fieldSet(name, valueWords(field, now)));
    else if (now === null) words.push(t.fieldGone(name, valueWords(field, was)));
    else words.push(t.fieldWas(name, valueWords(field, was), valueWords(field, now)));
  }
  return words;
}

/** How a drawn area compares with the one that the record states; within half a percent they agree. */
export function statedWords(squareMetres: number, stated: unknown): string | null {
  const t = state.words.value;
  if (typeof stated !== 'number' || !(stated > 0)) return null;
  const share = squareMetres / 10_000 / stated - 1;
  const said = grouped(stated, Number.isInteger(stated) ? 0 : 1);
  if (Math.abs(share) < 0.005) return t.statedSame(said);
  const percent = `${Math.max(1, Math.round(100 * Math.abs(share)))}%`;
  return share < 0 ? t.statedSmaller(said, percent) : t.statedLarger(said, percent);
}
