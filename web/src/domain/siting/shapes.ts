import { contains } from '../regions.ts';
import type { DrawnArea, Draft, Gather, WeightedPoint } from './types.ts';

/** What is drawn on the map by hand: areas that take candidates or leave them out, demand gathered, changed and added. */

/** Outside every area that leaves out; inside one of those that take, where there are such. */
export function drawnAllows(areas: readonly DrawnArea[], lon: number, lat: number): boolean {
  const inside = ({ ring }: DrawnArea): boolean => contains({ type: 'Polygon', coordinates: [ring as unknown as [number, number][]] }, lon, lat);
  const takes = areas.filter(({ use }) => use === 'take');
  return !areas.some((area) => area.use === 'leave' && inside(area)) && (takes.length === 0 || takes.some(inside));
}

const metresADegree = 111_195;

/**
 * Points of one cell, or of one group, as one: their weights summed, standing at the member that is nearest to their weighted mean,
 * so that it lies where somebody lives and not in a river. A point without a group stays as it is.
 */
export function gathered(points: readonly WeightedPoint[], { by, metres }: Gather): WeightedPoint[] {
  if (by === 'none' || points.length === 0) return [...points];
  const shrink = Math.cos((points[0]!.lat * Math.PI) / 180);
  const flat = ({ lon, lat }: WeightedPoint): readonly [number, number] => [lon * metresADegree * shrink, lat * metresADegree];
  const keyOf = (point: WeightedPoint): string => {
    if (by === 'group') return point.group === undefined || point.group === '' ? `\n${point.id}` : point.group;
    const [x, y] = flat(point);
    return `${Math.floor(x / metres)} ${Math.floor(y / metres)}`;
  };
  const cells = new Map<string, WeightedPoint[]>();
  for (const point of points) {
    const key = keyOf(point);
    const cell = cells.get(key);
    if (cell) cell.push(point);
    else cells.set(key, [point]);
  }
  return [...cells].map(([key, members]) => {
    if (members.length === 1) return members[0]!;
    const weight = members.reduce((sum, it) => sum + it.weight, 0);
    const mean = [0, 1].map((axis) => members.reduce((sum, it) => sum + flat(it)[axis as 0 | 1] * (weight > 0 ? it.weight : 1), 0) / (weight > 0 ? weight : members.length));
    const off = (it: WeightedPoint): number => Math.hypot(flat(it)[0] - mean[0]!, flat(it)[1] - mean[1]!);
    const middle = members.reduce((best, it) => (off(it) < off(best) ? it : best));
    return { ...middle, id: `cell-${middle.id}`, weight: Math.round(weight * 1000) / 1000, ...(by === 'group' && { name: key }) };
  });
}

/** Weights that were set by hand; nought takes the point away. */
export function changed(points: readonly WeightedPoint[], { edits, added }: Draft['demand']): WeightedPoint[] {
  const of = (point: WeightedPoint): WeightedPoint => (edits[point.id] === undefined ? point : { ...point, weight: edits[point.id]! });
  return [...points, ...added].map(of).filter(({ id, weight }) => weight > 0 || edits[id] === undefined);
}
