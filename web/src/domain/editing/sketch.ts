import type { Edge } from './faults.ts';
import type { Corner, Operation } from './operations.ts';
import type { Plane, Position, Vertex } from './plane.ts';
import { along, type Snap } from './snap.ts';

/** A line that is being drawn, made into operations. Pure. */

/** Where it was put: in the open, on a vertex, or on an edge, in which it gets a vertex then. */
export type Put = Snap;

/**
 * Vertices set into the edges that the line was put on, and the line's corners. Where it runs from one vertex of a border
 * to another and `follows`, it goes along that border.
 */
export function cornersOf(plane: Plane, puts: readonly Put[], { closed, follows }: { readonly closed: boolean; readonly follows: boolean }): { readonly steps: Operation[]; readonly corners: Corner[] } {
  const steps: Operation[] = [];
  const made: { vertex: Vertex; edge: Edge; at: Position }[] = [];
  const named = puts.map((put): Corner => {
    if (put.vertex !== undefined) return put.vertex;
    if (!put.edge) return put.at;
    const vertex = plane.positions.length + made.length;
    steps.push({ do: 'insert', edge: pieceOf(plane, made, put.edge, put.at), at: put.at });
    made.push({ vertex, edge: put.edge, at: put.at });
    return vertex;
  });
  const corners: Corner[] = [];
  named.forEach((corner, i) => {
    corners.push(corner);
    const next = named[i + 1] ?? (closed ? named[0] : undefined);
    if (!follows || typeof corner !== 'number' || typeof next !== 'number' || corner === next) return;
    // Vertices that are only made by `steps` stand between the ends of their edges.
    if (corner >= plane.positions.length || next >= plane.positions.length) return;
    corners.push(...(along(plane.areas.values(), corner, next) ?? []));
  });
  return { steps, corners };
}

/** An edge that earlier steps cut: the piece of it that a place is on. */
function pieceOf(plane: Plane, made: readonly { vertex: Vertex; edge: Edge; at: Position }[], [a, b]: Edge, at: Position): Edge {
  const from = plane.positions[a]!;
  const far = (place: Position): number => Math.hypot(place[0] - from[0], place[1] - from[1]);
  const cuts = made.filter(({ edge }) => (edge[0] === a && edge[1] === b) || (edge[0] === b && edge[1] === a)).map(({ vertex, at: place }) => ({ vertex, far: far(place) }));
  const before = cuts.filter((cut) => cut.far <= far(at)).sort((x, y) => y.far - x.far)[0];
  const after = cuts.filter((cut) => cut.far > far(at)).sort((x, y) => x.far - y.far)[0];
  return [before?.vertex ?? a, after?.vertex ?? b];
}

export const drawing = (plane: Plane, puts: readonly Put[], key: string, as: 'area' | 'part' | 'hole', follows: boolean): Operation => {
  const { steps, corners } = cornersOf(plane, puts, { closed: true, follows });
  return { do: 'all', steps: [...steps, { do: 'draw', key, as, ring: corners }] };
};
export const cutting = (plane: Plane, puts: readonly Put[], key: string, into: string): Operation => {
  const { steps, corners } = cornersOf(plane, puts, { closed: false, follows: false });
  return { do: 'all', steps: [...steps, { do: 'split', key, line: corners, into }] };
};
