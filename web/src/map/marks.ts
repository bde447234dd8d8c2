import { themes } from '../domain/types.ts';
import { shapes, type Fill, type Shape, type ShapeName } from './shapes.ts';
import { glyphs, type GlyphName } from './style/glyphs.ts';
import { colours, themeColours, type Colours, type Theme } from './style/tokens.ts';

/** The marks on a canvas, for the map. */

/** An image's name says all that is needed to draw it: `shape:fill` or `shape:fill:themeIndex`. */
export function imageName(shape: ShapeName, fill: Fill, theme?: number): string {
  return theme === undefined ? `${shape}:${fill}` : `${shape}:${fill}:${theme}`;
}

export interface MarkSpec {
  readonly shape: Shape;
  readonly fill: Fill;
  readonly colour: string;
  readonly character: string | null;
}

export function markOf(name: string, theme: Theme): MarkSpec | null {
  const [shapeName, fill, index] = name.split(':');
  if (!shapeName || !(shapeName in shapes)) return null;
  if (fill !== 'solid' && fill !== 'hatched' && fill !== 'hollow') return null;
  const shape: Shape = shapes[shapeName as ShapeName];
  const number = index === undefined ? -1 : Number(index);
  return {
    shape,
    fill,
    colour: themeColours[theme][number] ?? colours[theme][shape.colour],
    character: themes[number]?.mark ?? null,
  };
}

/** Size of a drawn mark in CSS pixels at icon-size 1, with room for its outline. */
export const markSize = 26;

/** Draws a mark, or a glyph (`glyph:name`) of the base map; the pixels are `ratio` times `markSize` on a side. */
export function drawMark(name: string, theme: Theme, ratio: number, fonts: string): ImageData | null {
  const spec = markOf(name, theme);
  const glyph = name.startsWith('glyph:') ? glyphs[name.slice(6) as GlyphName] : undefined;
  if (spec === null && glyph === undefined) return null;
  const side = Math.round(markSize * ratio);
  const canvas = document.createElement('canvas');
  canvas.width = side;
  canvas.height = side;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) return null;
  const palette = colours[theme];
  context.scale(side / 28, side / 28);
  context.translate(2, 2);
  context.lineJoin = 'round';
  context.lineCap = 'round';
  if (spec === null) {
    drawGlyph(context, new Path2D(glyph), palette);
    return context.getImageData(0, 0, side, side);
  }
  const path = new Path2D(spec.shape.path);

  context.strokeStyle = palette.halo;
  context.lineWidth = 4;
  context.stroke(path);
  if (spec.fill === 'solid') {
    context.fillStyle = spec.colour;
    context.fill(path, 'evenodd');
  } else {
    context.fillStyle = palette.surfaceSunken;
    context.fill(path);
    if (spec.fill === 'hatched') {
      context.save();
      context.clip(path, 'evenodd');
      context.strokeStyle = spec.colour;
      context.globalAlpha = 0.75;
      context.lineWidth = 1.7;
      for (let x = -24; x < 48; x += 4.6) {
        context.beginPath();
        context.moveTo(x, 25);
        context.lineTo(x + 26, -1);
        context.stroke();
      }
      context.restore();
    }
    context.strokeStyle = spec.colour;
    context.lineWidth = 2;
    if (spec.fill === 'hollow') context.setLineDash([3, 2.4]);
    context.stroke(path);
    context.setLineDash([]);
  }
  if (spec.shape.detail && spec.fill === 'solid') {
    context.strokeStyle = palette.markInk;
    context.lineWidth = 1.6;
    context.globalAlpha = 0.75;
    context.stroke(new Path2D(spec.shape.detail));
    context.globalAlpha = 1;
  }
  if (spec.character !== null) {
    context.fillStyle = spec.fill === 'solid' ? palette.markInk : spec.colour;
    context.font = `700 13px ${fonts}`;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.fillText(spec.character, 12, 12.6);
  }
  return context.getImageData(0, 0, side, side);
}

function drawGlyph(context: CanvasRenderingContext2D, path: Path2D, palette: Colours): void {
  context.strokeStyle = palette.halo;
  context.lineWidth = 6;
  context.stroke(path);
  context.strokeStyle = palette.labelPoi;
  context.lineWidth = 2.2;
  context.stroke(path);
}
