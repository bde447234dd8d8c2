import gcoord from 'gcoord';
import type { LonLat } from './types.ts';

/**
 * A position that says which datum it is in. Ours are WGS 84; only what leaves for a navigation
 * app is converted, once, here: a `Wgs84` cannot be passed where a `Gcj02` is wanted.
 */
export interface Datumed<Name extends string> {
  readonly datum: Name;
  readonly lonLat: LonLat;
}
export type Wgs84 = Datumed<'WGS84'>;
export type Gcj02 = Datumed<'GCJ02'>;

export function wgs84(lonLat: LonLat): Wgs84 {
  return { datum: 'WGS84', lonLat };
}

/** In Tianjin the shift is about 556 m. */
export function toGcj02(position: Wgs84): Gcj02 {
  const [lon, lat] = gcoord.transform([position.lonLat[0], position.lonLat[1]], gcoord.WGS84, gcoord.GCJ02);
  return { datum: 'GCJ02', lonLat: [lon!, lat!] };
}
