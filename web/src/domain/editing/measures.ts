import geodesic from 'geographiclib-geodesic';
import { edgesOf } from './faults.ts';
import type { Area, Plane, Position, Ring } from './plane.ts';

/** Measures on the WGS 84 ellipsoid. Edges are straight in longitude and latitude (RFC 7946), as for the server. */

const { WGS84 } = geodesic.Geodesic;
const f = 1 / 298.257223563;
const e2 = f * (2 - f);
const e = Math.sqrt(e2);
const radians = Math.PI / 180;

/** From the equator to a latitude, for one radian of longitude (Snyder 1987, eq. 3-12 times a²/2). */
function zone(lat: number): number {
  const s = Math.sin(lat * radians);
  return ((WGS84.a * WGS84.a) / 2) * (1 - e2) * (s / (1 - e2 * s * s) + Math.atanh(e * s) / e);
}

export interface Measures {
  readonly squareMetres: number;
  /** Of all rings, holes too. */
  readonly perimeter: number;
  readonly vertices: number;
  readonly parts: number;
  readonly holes: number;
}

/** Simpson's rule along each edge. */
function ofRing(positions: readonly Position[], ring: Ring): { area: number; perimeter: number } {
  let [sum, perimeter] = [0, 0];
  for (const [a, b] of edgesOf(ring)) {
    const p = positions[a]!;
    const q = positions[b]!;
    sum += ((q[0] - p[0]) * radians * (zone(p[1]) + 4 * zone((p[1] + q[1]) / 2) + zone(q[1]))) / 6;
    perimeter += metresBetween(p, q);
  }
  return { area: Math.abs(sum), perimeter };
}

const known = new WeakMap<Area, Measures>();
/** An area's form never changes under its name, so each is measured once. */
export function measuresOf(plane: Plane, area: Area): Measures {
  const found = known.get(area);
  if (found) return found;
  let [squareMetres, perimeter, vertices, holes] = [0, 0, 0, 0];
  for (const part of area)
    part.forEach((ring, i) => {
      const { area: own, perimeter: round } = ofRing(plane.positions, ring);
      squareMetres += i === 0 ? own : -own;
      perimeter += round;
      vertices += ring.length;
      if (i > 0) holes++;
    });
  const measures = { squareMetres, perimeter, vertices, parts: area.length, holes };
  known.set(area, measures);
  return measures;
}

/** 1 公顷 = 15 亩 = 10,000 m². */
export const hectares = (squareMetres: number): number => squareMetres / 10_000;
export const mu = (squareMetres: number): number => (squareMetres * 3) / 2000;

export const metresBetween = (a: Position, b: Position): number => WGS84.Inverse(a[1], a[0], b[1], b[0]).s12!;

/** Lengths of the edges of a ring, in its order. */
export const edgeLengths = (positions: readonly Position[], ring: Ring): number[] => [...edgesOf(ring)].map(([a, b]) => metresBetween(positions[a]!, positions[b]!));

/** Metres to degrees at a latitude, for steps by keyboard: east, north. */
export function degreesOf(metres: number, lat: number): Position {
  const a = 6_378_137;
  const e2 = 0.00669437999014;
  const s = Math.sin((lat * Math.PI) / 180);
  const w = Math.sqrt(1 - e2 * s * s);
  const east = (a / w) * Math.cos((lat * Math.PI) / 180);
  const north = (a * (1 - e2)) / w ** 3;
  const toDegrees = 180 / Math.PI;
  return [(metres / east) * toDegrees, (metres / north) * toDegrees];
}
