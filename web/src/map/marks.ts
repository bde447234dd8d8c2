import { themes } from '../domain/types.ts';
import { glyphs, type GlyphName } from './style/glyphs.ts';
import { colours, themeColours, type Colours, type Theme } from './style/tokens.ts';

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

export const shapes = {
  'brand-none': {
    path: 'M9.2 3.2h5.6v2.1c3.5.8 6 3.4 6 6.7s-2.5 5.9-6 6.7v2.1H9.2v-2.1c-3.5-.8-6-3.4-6-6.7s2.500-5.900 6-6.700z',
    detail: 'M9.400 6.200c-1.800 3.700-1.800 7.900 0 11.600M14.600 6.200c1.800 3.700 1.800 7.900 0 11.600',
    colour: 'brandNone',
  },
  'brand-payment': {
    path: 'M12 2.500a9.500 9.500 0 1 1 0 19a9.500 9.500 0 0 1 0-19zM8.800 8.800v6.400h6.400V8.800z',
    colour: 'brandPayment',
  },
  'brand-live': {
    path: 'M5 4.300c0-1.500 1.600-2.400 2.900-1.700l13 7.700c1.200.8 1.200 2.600 0 3.400l-13 7.700C6.600 22.100 5 21.200 5 19.700z',
    colour: 'brandLive',
  },
  'brand-review': {
    path: 'M4.500 3h15A2.500 2.500 0 0 1 22 5.500v9a2.500 2.500 0 0 1-2.500 2.500H13l-5.200 4.800c-.6.500-1.300.2-1.300-.6V17h-2A2.500 2.500 0 0 1 2 14.500v-9A2.500 2.500 0 0 1 4.500 3z',
    detail: 'M7 8.300h10M7 11.900h6.500',
    colour: 'brandReview',
  },
  'brand-cloud': {
    path: 'M7 20a5.500 5.500 0 0 1-1-10.900A6.800 6.800 0 0 1 19 9.700A5.200 5.200 0 0 1 18 20z',
    colour: 'brandCloud',
  },
  checkin: {
    path: 'M12 1.800c.9 5.600 3.700 9 10.200 10.200C15.700 13.200 12.900 16.600 12 22.200C11.100 16.600 8.300 13.200 1.800 12C8.300 10.800 11.100 7.400 12 1.800z',
    colour: 'checkin',
  },
  heritage: {
    path: 'M12 2.400l10 5.200v2.600h-1.600v8.200H22v3H2v-3h1.600v-8.200H2V7.600zM7.600 11v7.400h2.600V11zM13.800 11v7.400h2.600V11z',
    colour: 'heritage',
  },
  'locker-parcel': {
    path: 'M5 2.500h14A1.500 1.500 0 0 1 20.500 4v16a1.500 1.500 0 0 1-1.500 1.500H5A1.500 1.500 0 0 1 3.500 20V4A1.500 1.500 0 0 1 5 2.500z',
    detail: 'M12 3v18M4 9h16M4 15h16',
    colour: 'lockerParcel',
  },
  'locker-station': {
    path: 'M12 2.500l9.500 7.600V20a1.500 1.500 0 0 1-1.500 1.500H4A1.500 1.500 0 0 1 2.500 20v-9.900z',
    detail: 'M8 21v-7.500h8V21',
    colour: 'lockerStation',
  },
  'locker-warm': {
    path: 'M3 9h18v8.500a4 4 0 0 1-4 4H7a4 4 0 0 1-4-4zM7.500 2.500c1.500 1.500-1 3 .5 5h1.500c-1.500-2 1-3.500-.5-5zM14.500 2.500c1.500 1.500-1 3 .5 5h1.500c-1.500-2 1-3.500-.5-5z',
    colour: 'lockerWarm',
  },
  park: { path: 'M12 1.500l9.300 5.250v10.500L12 22.500l-9.300-5.250V6.750z', colour: 'label' },
  building: { path: 'M5.500 2h13A3.500 3.500 0 0 1 22 5.500v13a3.500 3.500 0 0 1-3.500 3.500h-13A3.500 3.500 0 0 1 2 18.500v-13A3.500 3.500 0 0 1 5.500 2z', colour: 'label' },
  dot: { path: 'M12 7a5 5 0 1 1 0 10a5 5 0 0 1 0-10z', colour: 'labelPoi' },
  station: { path: 'M12 3a9 9 0 1 1 0 18a9 9 0 0 1 0-18zM12 8a4 4 0 1 0 0 8a4 4 0 0 0 0-8z', colour: 'metro' },
} as const satisfies Record<string, Shape>;

export type ShapeName = keyof typeof shapes;

/** How a mark is filled: known, unknown (hatched), closed or not located (outline only). */
export type Fill = 'solid' | 'hatched' | 'hollow';

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
