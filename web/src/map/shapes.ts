import drawn from '../../../data/presentation/marks.json';
import type { Colours } from './style/tokens.ts';

/**
 * The marks of the map, as paths in a box of 24 by 24. The map draws them on a canvas, the legend
 * and the list as SVG, so they cannot drift apart. Brands differ in shape as well as in hue.
 */

export interface Shape {
  readonly path: string;
  /** Drawn on top in the ink colour. */
  readonly detail?: string;
  readonly colour: keyof Colours;
}

export type ShapeName = keyof typeof drawn;

export const shapes = drawn as Readonly<Record<ShapeName, Shape>>;

/** How a mark is filled: known, unknown (hatched), closed or not located (outline only). */
export type Fill = 'solid' | 'hatched' | 'hollow';
