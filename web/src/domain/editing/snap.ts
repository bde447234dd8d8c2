import { edgesOf, type Edge } from './faults.ts';
import type { Guides, OnGuide } from './guides.ts';
import { boxOf, type Area, type Plane, type Position, type Vertex } from './plane.ts';

/** What is near a place: vertices of a plane first, then its edges, then roads. Distances in degrees of latitude. */

export interface Snap {
  readonly at: Position;
  readonly vertex?: Vertex;
  readonly edge?: Edge;
  /** An area that has the vertex or the edge. */
  readonly key?: string;
  /** Nothing of the plane: the place alone is taken from it. */
  readonly road?: OnGuide;
}

/** How much shorter a degree of longitude is. */
const narrow = (lat: number): number => Math.cos((lat * Math.PI) / 180);

export interface SnapOptions {
  /** In degrees of latitude. */
  readonly reach: number;
  /** Vertices, and edges that have one, which are not meant. */
  readonly without?: ReadonlySet<Vertex>;
  readonly areas?: (key: string) => boolean;
  /** Borders go before them: a border beside a road is the border, and two that nearly meet are a sliver. */
  readonly guides?: Guides | undefined;
}

export function snapTo(plane: Plane, at: Position, { reach, without, areas, guides }: SnapOptions): Snap | null {
  const squeeze = narrow(at[1]);
  let vertex: { it: Vertex; far: number; key: string } | null = null;
  let edge: { it: Edge; far: number; at: Position; key: string } | null = null;
  const look = (a: Vertex, b: Vertex, key: string): void => {
    if (without?.has(a) || without?.has(b)) {
      if (!without.has(a)) nearVertex(a, key);
      return;
    }
    nearVertex(a, key);
    const p = plane.positions[a]!;
    const q = plane.positions[b]!;
    const [px, py, qx, qy] = [(p[0] - at[0]) * squeeze, p[1] - at[1], (q[0] - at[0]) * squeeze, q[1] - at[1]];
    const length = (qx - px) ** 2 + (qy - py) ** 2;
    if (length === 0) return;
    const along = -(px * (qx - px) + py * (qy - py)) / length;
    if (along <= 0 || along >= 1) return;
    const far = Math.hypot(px + along * (qx - px), py + along * (qy - py));
    if (far <= reach && (edge === null || far < edge.far)) edge = { it: [a, b], far, key, at: [p[0] + along * (q[0] - p[0]), p[1] + along * (q[1] - p[1])] };
  };
  const nearVertex = (a: Vertex, key: string): void => {
    const p = plane.positions[a]!;
    const far = Math.hypot((p[0] - at[0]) * squeeze, p[1] - at[1]);
    if (far <= reach && (vertex === null || far < vertex.far)) vertex = { it: a, far, key };
  };
  const wide = reach / squeeze;
  for (const [key, area] of plane.areas) {
    if (areas && !areas(key)) continue;
    const [west, south, east, north] = boxOf(plane, area);
    if (at[0] < west - wide || at[0] > east + wide || at[1] < south - reach || at[1] > north + reach) continue;
    for (const part of area) for (const ring of part) for (const [a, b] of edgesOf(ring)) look(a, b, key);
  }
  const found = vertex as { it: Vertex; key: string } | null;
  if (found) return { vertex: found.it, key: found.key, at: plane.positions[found.it]! };
  const line = edge as { it: Edge; at: Position; key: string } | null;
  if (line) return { edge: line.it, key: line.key, at: line.at };
  const road = guides?.near(at, reach) ?? null;
  return road && { road, at: road.at };
}

/** The shorter way, by vertices between, from one vertex to another along a ring that has both; null where none has. */
export function along(areas: Iterable<Area>, from: Vertex, to: Vertex): Vertex[] | null {
  let best: Vertex[] | null = null;
  for (const area of areas)
    for (const part of area)
      for (const ring of part) {
        const i = ring.indexOf(from);
        const j = ring.indexOf(to);
        if (i < 0 || j < 0 || i === j) continue;
        const n = ring.length;
        const onward = (j - i + n) % n;
        const back = n - onward;
        const way = onward <= back ? Array.from({ length: onward - 1 }, (_, k) => ring[(i + 1 + k) % n]!) : Array.from({ length: back - 1 }, (_, k) => ring[(i - 1 - k + n) % n]!);
        if (best === null || way.length < best.length) best = way;
      }
  return best;
}
