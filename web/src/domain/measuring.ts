import type { LonLat } from './types.ts';

/** Lengths and areas of what is drawn on the map, on the ellipsoid of WGS 84. */

const semiMajor = 6378137;
const e2 = 0.00669437999014;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Metres of a degree of longitude and of latitude at a latitude: radii of curvature, good to 1e-5 over a city. */
function metresADegree(lat: number): readonly [number, number] {
  const sin = Math.sin(radians(lat));
  const w = 1 - e2 * sin * sin;
  return [radians(1) * (semiMajor / Math.sqrt(w)) * Math.cos(radians(lat)), radians(1) * ((semiMajor * (1 - e2)) / w ** 1.5)];
}

/** Metres between two points some kilometres apart. */
export function metresBetween([lon, lat]: LonLat, [u, v]: LonLat): number {
  const [x, y] = metresADegree((lat + v) / 2);
  return Math.hypot((u - lon) * x, (v - lat) * y);
}
/** Metres along a line. */
export const lengthOf = (line: readonly LonLat[]): number => line.reduce((sum, at, k) => (k === 0 ? 0 : sum + metresBetween(line[k - 1]!, at)), 0);

/** Square metres within a ring, closed or not. Zero for fewer than three points. */
export function areaWithin(ring: readonly LonLat[]): number {
  if (ring.length < 3) return 0;
  const [lon0] = ring[0]!;
  const lat0 = ring.reduce((sum, [, lat]) => sum + lat, 0) / ring.length;
  const [x, y] = metresADegree(lat0);
  let twice = 0;
  ring.forEach(([lon, lat], k) => {
    const [u, v] = ring[(k + 1) % ring.length]!;
    twice += (lon - lon0) * x * (v - lat0) * y - (u - lon0) * x * (lat - lat0) * y;
  });
  return Math.abs(twice) / 2;
}

/** Whether the sides of a ring cross each other: such an outline has no inside that people agree on. */
export function crossesItself(ring: readonly LonLat[]): boolean {
  const side = ([ax, ay]: LonLat, [bx, by]: LonLat, [cx, cy]: LonLat): number => Math.sign((bx - ax) * (cy - ay) - (by - ay) * (cx - ax));
  const n = ring.length;
  for (let i = 0; i < n; i++)
    for (let j = i + 2; j < n; j++) {
      if (i === 0 && j === n - 1) continue; // neighbours, over the end
      const [a, b, c, d] = [ring[i]!, ring[i + 1]!, ring[j]!, ring[(j + 1) % n]!];
      if (side(a, b, c) !== side(a, b, d) && side(c, d, a) !== side(c, d, b)) return true;
    }
  return false;
}
