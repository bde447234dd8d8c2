import { brands, layerIds, placeLayers, type BrandFilter, type LayerId, type PlaceLayer } from './types.ts';

/**
 * The view in the address bar, after the `#` so that the server never sees it:
 * `#map=12.5/39.13/117.2&layers=night_streets,carriers&sel=night_streets/ns04&lang=en`.
 * Reading forgives: what is not understood is left out.
 */

export type Lang = 'zh' | 'en';

export interface View {
  readonly zoom: number;
  readonly lat: number;
  readonly lon: number;
}

export interface UrlState {
  readonly view: View | null;
  /** null: the layers that are on by default. */
  readonly layers: readonly LayerId[] | null;
  readonly selected: { readonly layer: PlaceLayer; readonly id: string } | null;
  readonly brand: BrandFilter;
  readonly lang: Lang | null;
  readonly theme: 'night' | 'day' | null;
}

/** The page of a place, which the server makes: what is handed on to others. */
export const pageOf = ({ layer, id }: { readonly layer: PlaceLayer; readonly id: string }, lang: Lang): string => `/places/${layer}/${id.split('/').map(encodeURIComponent).join('/')}${lang === 'zh' ? '' : '?lang=en'}`;

export const emptyState: UrlState = { view: null, layers: null, selected: null, brand: null, lang: null, theme: null };

const slugs: readonly (readonly [Exclude<BrandFilter, null>, string])[] = [
  [brands[0], 'payment'],
  [brands[1], 'live'],
  [brands[2], 'review'],
  [brands[3], 'cloud'],
  ['none', 'none'],
];

/** The brand by its word in addresses; null for any other word. */
export const brandOfSlug = (word: string | null): BrandFilter => slugs.find(([, slug]) => slug === word)?.[0] ?? null;

export function parseUrl(hash: string): UrlState {
  const query = new URLSearchParams(hash.replace(/^#/, ''));
  const lang = query.get('lang');
  const theme = query.get('theme');
  const layers = query.get('layers');
  return {
    view: parseView(query.get('map')),
    layers: layers === null ? null : layerIds.filter((id) => layers.split(',').includes(id)),
    selected: parseSelected(query.get('sel')),
    brand: brandOfSlug(query.get('brand')),
    lang: lang === 'zh' || lang === 'en' ? lang : null,
    theme: theme === 'night' || theme === 'day' ? theme : null,
  };
}

function parseView(value: string | null): View | null {
  const parts = (value ?? '').split('/').map((part) => (part.trim() === '' ? NaN : Number(part)));
  const [zoom, lat, lon] = parts;
  if (parts.length !== 3 || zoom === undefined || lat === undefined || lon === undefined) return null;
  if (!parts.every(Number.isFinite) || zoom < 0 || zoom > 24 || Math.abs(lat) > 85 || Math.abs(lon) > 180) return null;
  return { zoom, lat, lon };
}

function parseSelected(value: string | null): UrlState['selected'] {
  const match = /^([a-z_]+)\/(.{1,200})$/.exec(value ?? '');
  const layer = placeLayers.find((id) => id === match?.[1]);
  return match && layer ? { layer, id: match[2]! } : null;
}

/** The hash for a state, `#` included; '' for nothing. */
export function formatUrl(state: UrlState): string {
  const parts: string[] = [];
  if (state.view) {
    const { zoom, lat, lon } = state.view;
    // As many digits as a pixel at this zoom is wide.
    const digits = Math.min(6, Math.max(3, Math.ceil((zoom * Math.LN2 + Math.log(512 / 360)) / Math.LN10)));
    parts.push(`map=${Number(zoom.toFixed(2))}/${lat.toFixed(digits)}/${lon.toFixed(digits)}`);
  }
  if (state.layers) parts.push(`layers=${state.layers.join(',')}`);
  const brand = slugs.find(([name]) => name === state.brand);
  if (brand) parts.push(`brand=${brand[1]}`);
  if (state.selected) parts.push(`sel=${state.selected.layer}/${encodeURIComponent(state.selected.id)}`);
  if (state.lang) parts.push(`lang=${state.lang}`);
  if (state.theme) parts.push(`theme=${state.theme}`);
  return parts.length === 0 ? '' : `#${parts.join('&')}`;
}
