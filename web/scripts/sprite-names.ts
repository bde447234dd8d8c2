import { createHash } from 'node:crypto';
import { glyphs } from '../src/map/style/glyphs.ts';
import { imageName } from '../src/map/marks.ts';
import { shapes, type Fill, type ShapeName } from '../src/map/shapes.ts';
import { colours, themeColours, type Theme } from '../src/map/style/tokens.ts';
import { themes } from '../src/domain/types.ts';

const fills: readonly Fill[] = ['solid', 'hatched', 'hollow'];
const themed = new Set<ShapeName>(['park', 'building']);

/** Every image that the styles can ask for. */
export function spriteNames(): string[] {
  const marks = (Object.keys(shapes) as ShapeName[]).flatMap((shape) => fills.flatMap((fill) =>
    (themed.has(shape) ? [-1, ...themes.keys()].map((index) => imageName(shape, fill, index)) : [imageName(shape, fill)])));
  return [...marks, ...Object.keys(glyphs).map((name) => `glyph:${name}`)].sort();
}

/** Of all that the images are drawn from: the sprites are drawn anew when it changes. */
export function spriteSource(theme: Theme): string {
  const c = colours[theme];
  const used = [...Object.values(shapes).map((it) => c[it.colour]), c.halo, c.surfaceSunken, c.markInk, c.labelPoi];
  return createHash('sha256').update(JSON.stringify([shapes, glyphs, themes, themeColours[theme], used])).digest('hex').slice(0, 16);
}
