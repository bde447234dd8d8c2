import { isArea } from './changes.ts';
import { measuresOf, type Measures } from './measures.ts';
import { planeOf, type AreaGeometry } from './plane.ts';

/** What two states of a record differ in: its shape, and field by field. Pure; the words are the page's. */

export interface FieldDifference {
  readonly field: string;
  readonly was: unknown;
  readonly now: unknown;
}
export type ShapeDifference =
  | { readonly kind: 'same' | 'moved' | 'placed' | 'unplaced' }
  /** The first outline, or one that was taken away. */
  | { readonly kind: 'outlined' | 'unoutlined'; readonly measures: Measures }
  | { readonly kind: 'reshaped'; readonly was: Measures; readonly now: Measures };
export interface Differences {
  readonly shape: ShapeDifference;
  readonly fields: readonly FieldDifference[];
}
type Record_ = GeoJSON.Feature<GeoJSON.Geometry | null> | null;

export function measuresOfGeometry(geometry: AreaGeometry): Measures | null {
  const plane = planeOf([{ key: 'x/x', geometry }]);
  const area = plane.areas.get('x/x');
  return area ? measuresOf(plane, area) : null;
}

function shapeDifference(was: GeoJSON.Geometry | null, now: GeoJSON.Geometry | null): ShapeDifference {
  if (JSON.stringify(was) === JSON.stringify(now)) return { kind: 'same' };
  const before = isArea(was) ? measuresOfGeometry(was) : null;
  const after = isArea(now) ? measuresOfGeometry(now) : null;
  if (before && after) return { kind: 'reshaped', was: before, now: after };
  if (after) return { kind: 'outlined', measures: after };
  if (before) return { kind: 'unoutlined', measures: before };
  return { kind: was === null ? 'placed' : now === null ? 'unplaced' : 'moved' };
}

export function differences(before: Record_, after: Record_): Differences {
  const [was, now] = [before?.properties ?? {}, after?.properties ?? {}];
  const names = [...new Set([...Object.keys(was), ...Object.keys(now)])];
  const fields = names.map((field) => ({ field, was: was[field] ?? null, now: now[field] ?? null })).filter((it) => JSON.stringify(it.was) !== JSON.stringify(it.now));
  return { shape: shapeDifference(before?.geometry ?? null, after?.geometry ?? null), fields };
}
