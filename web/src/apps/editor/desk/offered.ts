import { signal } from '@preact/signals';
import { boxOf, planeOf, type AreaGeometry, type Position } from '../../../domain/editing/plane.ts';
import * as state from './state.ts';

/** A shape that is looked at beside the present one, and not taken: from a file, or a mend. */

export interface Offered {
  readonly geometry: AreaGeometry;
  /** Where something stands against it. */
  readonly marks: readonly Position[];
}
export const offered = signal<Offered | null>(null);

/** On the map, and in sight. */
export function offer(geometry: AreaGeometry, marks: readonly Position[] = []): void {
  offered.value = { geometry, marks };
  const plane = planeOf([{ key: 'x/x', geometry }]);
  const area = plane.areas.get('x/x');
  if (area) state.wish.value = { kind: 'box', box: boxOf(plane, area) };
}
