import type { Box } from './siting/types.ts';

/** Areas with a name and an outline, and which of them a point lies in. */

export interface Region {
  /** GB/T 2260 code. */
  readonly code: string;
  readonly zh: string;
  readonly en: string;
  /** Null where the outline is not known. */
  readonly outline: GeoJSON.Polygon | GeoJSON.MultiPolygon | null;
}

const polygonsOf = (outline: GeoJSON.Polygon | GeoJSON.MultiPolygon): readonly GeoJSON.Position[][][] => (outline.type === 'Polygon' ? [outline.coordinates] : outline.coordinates);

/** Even-odd: a point on a border may count to either side. */
export function contains(outline: GeoJSON.Polygon | GeoJSON.MultiPolygon, lon: number, lat: number): boolean {
  let inside = false;
  for (const rings of polygonsOf(outline))
    for (const ring of rings)
      for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
        const [x, y] = ring[i] as [number, number];
        const [u, v] = ring[j] as [number, number];
        if (y > lat !== v > lat && lon < ((u - x) * (lat - y)) / (v - y) + x) inside = !inside;
      }
  return inside;
}

export const regionAt = (regions: readonly Region[], lon: number, lat: number): string | undefined => regions.find(({ outline }) => outline !== null && contains(outline, lon, lat))?.code;

/** The box of all points of some regions; null when no outline is known. */
export function boxOfRegions(regions: readonly Region[]): Box | null {
  let box: [number, number, number, number] | null = null;
  for (const { outline } of regions)
    for (const rings of outline ? polygonsOf(outline) : [])
      for (const position of rings[0] ?? []) {
        const [lon, lat] = position as [number, number];
        box = box ? [Math.min(box[0], lon), Math.min(box[1], lat), Math.max(box[2], lon), Math.max(box[3], lat)] : [lon, lat, lon, lat];
      }
  return box;
}
