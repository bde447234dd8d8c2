import { edgesOfArea, isInside } from './faults.ts';
import { turning, type Area, type Part, type Position, type Ring, type Vertex } from './plane.ts';

/** Two areas as one, without the edges that they share; null where they share none, or where what is left is no area. */
export function merged(positions: readonly Position[], one: Area, other: Area): Area | null {
  const out = new Map<Vertex, Set<Vertex>>();
  let shared = 0;
  for (const area of [one, other])
    for (const [a, b] of edgesOfArea(area)) {
      if (out.get(b)?.delete(a)) shared++;
      else out.set(a, (out.get(a) ?? new Set()).add(b));
    }
  if (shared === 0) return null;
  for (const turn of ['left', 'right'] as const) {
    const rings = chained(positions, out, turn);
    if (rings?.every((ring) => ring.length >= 3 && new Set(ring).size === ring.length)) return assembled(positions, rings);
  }
  return null;
}

/** Edges joined to rings; where several lead on, the one furthest to a side. */
function chained(positions: readonly Position[], edges: ReadonlyMap<Vertex, ReadonlySet<Vertex>>, turn: 'left' | 'right'): Ring[] | null {
  const left = new Map([...edges].map(([from, to]) => [from, new Set(to)]));
  const rings: Ring[] = [];
  for (const [start, ends] of left)
    while (ends.size > 0) {
      const ring: Vertex[] = [start];
      let [before, at] = [start, [...ends][0]!];
      ends.delete(at);
      while (at !== start) {
        ring.push(at);
        const onward = left.get(at);
        if (!onward || onward.size === 0) return null;
        const next = onward.size === 1 ? [...onward][0]! : furthest(positions, before, at, [...onward], turn);
        onward.delete(next);
        [before, at] = [at, next];
      }
      rings.push(ring);
    }
  return rings;
}

function furthest(positions: readonly Position[], before: Vertex, at: Vertex, onward: readonly Vertex[], turn: 'left' | 'right'): Vertex {
  const way = (from: Vertex, to: Vertex): number => Math.atan2(positions[to]![1] - positions[from]![1], positions[to]![0] - positions[from]![0]);
  const came = way(before, at);
  const angle = (to: Vertex): number => {
    const by = way(at, to) - came;
    return by > Math.PI ? by - 2 * Math.PI : by < -Math.PI ? by + 2 * Math.PI : by;
  };
  return [...onward].sort((a, b) => (turn === 'left' ? angle(b) - angle(a) : angle(a) - angle(b)))[0]!;
}

/** Each hole with the smallest outer ring that it lies in. */
function assembled(positions: readonly Position[], rings: readonly Ring[]): Area | null {
  const outers = rings.filter((ring) => turning(positions, ring) > 0).sort((a, b) => turning(positions, a) - turning(positions, b));
  const parts: Ring[][] = outers.map((outer) => [outer]);
  for (const hole of rings.filter((ring) => turning(positions, ring) <= 0)) {
    const [a, b] = [positions[hole[0]!]!, positions[hole[1]!]!];
    const part = parts.find(([outer]) => isInside(positions, [outer!], [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2]));
    if (!part) return null;
    part.push(hole);
  }
  return parts.reverse() as Part[];
}
