import { compare, type Plan } from './plan.ts';

/** Two plans beside each other as files: the table as CSV, the sites as GeoJSON. */

/** A cell that a spreadsheet would run begins with an apostrophe, which it shows as text. */
export function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
/** With a byte order mark: without it Excel takes Chinese for something else. */
export const csvOf = (rows: readonly (readonly string[])[]): string => `\ufeff${rows.map((row) => row.map(csvCell).join(',')).join('\r\n')}\r\n`;

export type Side = 'both' | 'a' | 'b';
export interface ComparedSite {
  readonly id: string;
  readonly lon: number;
  readonly lat: number;
  readonly side: Side;
  readonly existing: boolean;
}

/** All sites of two plans, each once where both have it. */
export function comparedSites(a: Plan, b: Plan): ComparedSite[] {
  const { both, onlyA, onlyB } = compare(a, b);
  const of = (plan: Plan, ids: readonly string[], side: Side): ComparedSite[] => {
    const places = new Map(plan.problem.candidates.map((point) => [point.id, point]));
    const standing = new Set(plan.problem.existing ?? []);
    return ids.flatMap((id) => { const at = places.get(id); return at ? [{ id, lon: at.lon, lat: at.lat, side, existing: standing.has(id) }] : []; });
  };
  return [...of(a, both, 'both'), ...of(a, onlyA, 'a'), ...of(b, onlyB, 'b')];
}

export const comparedGeoJson = (a: Plan, b: Plan, nameOf: (id: string) => string): GeoJSON.FeatureCollection => ({
  type: 'FeatureCollection',
  features: comparedSites(a, b).map(({ id, lon, lat, side, existing }) => ({ type: 'Feature', geometry: { type: 'Point', coordinates: [lon, lat] }, properties: { id, name: nameOf(id), plan: side, existing } })),
});
