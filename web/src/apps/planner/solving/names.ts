import { formatMetres } from '../../../domain/format.ts';
import type { LonLat } from '../../../domain/types.ts';
import * as state from '../desk/state.ts';
import { placeKey } from './beside.ts';
import { addresses } from './now.ts';

/** What sites are called: by their own name, else by street and neighbour, else by district, kind and number. */

const metres = (value: number | undefined): string => formatMetres(value ?? 0, state.lang.value);

/** The street that it stands by and the place that it is near, as far as the server knows names for them. */
export function addressOf([lon, lat]: LonLat): { readonly street: string; readonly near: string } {
  const t = state.words.value;
  const found = addresses.value.get(placeKey(lon, lat));
  const zh = state.lang.value === 'zh';
  return {
    street: found?.street === undefined ? '' : t.byStreet(zh ? found.street : (found.street_en ?? found.street), metres(found.street_m)),
    near: found?.near === undefined ? '' : t.nearPlace(zh ? found.near : (found.near_en ?? found.near), metres(found.near_m)),
  };
}

/** One that nobody has named is called by where it stands. */
export function siteName(id: string, at: LonLat): string {
  const { street, near } = addressOf(at);
  const words = [street, near].filter(Boolean).join(state.words.value.clause);
  return state.isUnnamed(id) && words !== '' ? words : state.nameOf(id);
}
