import { isInside } from './faults.ts';
import { turning, type Area, type Part, type Position, type Ring, type Vertex } from './plane.ts';

/**
 * An area cut along a line between two vertices of one of its outer rings; null where the line is none such.
 * The larger piece stays, and all other parts with it. Holes go with the piece that they lie in.
 */
export function parted(positions: readonly Position[], area: Area, line: readonly Vertex[]): { readonly kept: Area; readonly cut: Part } | null {
  const from = line[0];
  const to = line[line.length - 1];
  if (line.length < 2 || from === undefined || to === undefined || from === to || new Set(line).size < line.length) return null;
  const at = area.findIndex(([outer]) => outer!.includes(from) && outer!.includes(to));
  if (at < 0) return null;
  const [outer, ...holes] = area[at]! as [Ring, ...Ring[]];
  const inner = line.slice(1, -1);
  if (inner.some((vertex) => area[at]!.some((ring) => ring.includes(vertex)))) return null;
  const one = [...runOf(outer, from, to), ...[...inner].reverse()];
  const other = [...runOf(outer, to, from), ...inner];
  // An edge of the ring parts nothing, and a line outside makes a piece that turns the wrong way.
  if (one.length < 3 || other.length < 3 || turning(positions, one) <= 0 || turning(positions, other) <= 0) return null;
  const within = (ring: Ring) => (hole: Ring) => isInside(positions, [ring], inMiddle(positions, hole));
  const pieces = [one, other].map((ring): Part => [ring, ...holes.filter(within(ring))]);
  if (pieces[0]!.length + pieces[1]!.length !== holes.length + 2) return null;
  const [large, small] = turning(positions, one) >= turning(positions, other) ? [pieces[0]!, pieces[1]!] : [pieces[1]!, pieces[0]!];
  return { kept: area.map((part, i) => (i === at ? large : part)), cut: small };
}

/** The vertices of a ring from one to another, both of them in it. */
export function runOf(ring: Ring, from: Vertex, to: Vertex): Vertex[] {
  const start = ring.indexOf(from);
  const turnedRing = [...ring.slice(start), ...ring.slice(0, start)];
  return turnedRing.slice(0, turnedRing.indexOf(to) + 1);
}

function inMiddle(positions: readonly Position[], ring: Ring): Position {
  const a = positions[ring[0]!]!;
  const b = positions[ring[1]!]!;
  return [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
}
