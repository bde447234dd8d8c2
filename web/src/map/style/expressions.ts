import type { ExpressionSpecification } from '@maplibre/maplibre-gl-style-spec';
import { brands } from '../../domain/types.ts';
import type { Lang } from '../../domain/urlstate.ts';
import { fontStack } from './tokens.ts';

export type Expr = ExpressionSpecification;

/** Zoom stops, linear between them. */
export function byZoom(...stops: (readonly [number, number | Expr])[]): Expr {
  return ['interpolate', ['linear'], ['zoom'], ...stops.flat()] as unknown as Expr;
}

export function byColour(...stops: (readonly [number, string])[]): Expr {
  return ['interpolate', ['linear'], ['zoom'], ...stops.flat()] as unknown as Expr;
}

/** Widths that double as roads do: exponential between the stops. */
export function widths(...stops: (readonly [number, number])[]): Expr {
  return ['interpolate', ['exponential', 1.5], ['zoom'], ...stops.flat()] as unknown as Expr;
}

export const isClass = (...names: string[]): Expr => ['match', ['get', 'class'], names, true, false] as unknown as Expr;

/** The name of a feature of ours: both languages are stored. */
export const liveName = (lang: Lang): Expr =>
  lang === 'zh' ? ['get', 'name_zh'] : ['coalesce', ['get', 'name_en'], ['get', 'name_zh']];

/** The name without what a record adds in brackets: the card has the whole. */
export function shortName(lang: Lang): Expr {
  const name = liveName(lang);
  const bracket = lang === 'zh' ? '（' : ' (';
  return ['case', ['>', ['index-of', bracket, name], 0], ['slice', name, 0, ['index-of', bracket, name]], name] as unknown as Expr;
}

/** The name of a feature of the base map. */
export const baseName = (lang: Lang): Expr =>
  lang === 'zh' ? ['get', 'name'] : ['coalesce', ['get', 'name_en'], ['get', 'name']];

/** MapLibre reads the weight from the first family's name; none of that name exists, so the next one is used. */
export const regular: string[] = fontStack.filter((name) => name !== 'sans-serif');
export const medium: string[] = ['Jintu Medium', ...regular];

export const brandColour = (palette: { brandPayment: string; brandLive: string; brandReview: string; brandCloud: string; brandNone: string }): Expr =>
  ['match', ['get', 'brand'],
    brands[0], palette.brandPayment, brands[1], palette.brandLive, brands[2], palette.brandReview, brands[3], palette.brandCloud,
    palette.brandNone] as unknown as Expr;
