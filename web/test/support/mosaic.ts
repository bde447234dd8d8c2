import type { AreaFeature } from '../../src/domain/editing/plane.ts';

/** Numbers that are the same in every run (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Parcels like courses of bricks, each course shifted by half of one: T-junctions everywhere, written down by one side only. */
export function bricks(columns: number, rows: number, { lon = 117.2, lat = 39.1, width = 0.0012, height = 0.0009 } = {}): AreaFeature[] {
  const features: AreaFeature[] = [];
  const place = (x: number, y: number): [number, number] => [Number((lon + x * width).toFixed(8)), Number((lat + y * height).toFixed(8))];
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const west = column + (row % 2) / 2;
      features.push({
        key: `parcels/${row}-${column}`,
        geometry: { type: 'Polygon', coordinates: [[place(west, row), place(west + 1, row), place(west + 1, row + 1), place(west, row + 1), place(west, row)]] },
      });
    }
  return features;
}
