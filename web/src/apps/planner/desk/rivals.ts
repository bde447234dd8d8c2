import type { Rival } from '../../../domain/siting-types.ts';
import type { LonLat } from '../../../domain/types.ts';
import * as state from './state.ts';

/** One more, where the map was clicked or as typed. */
export function placeRival([lon, lat]: LonLat): void {
  const { placed } = state.draft.peek().market;
  const number = 1 + placed.reduce((most, { id }) => Math.max(most, Number(id.replace('rival-map-', '')) || 0), 0);
  const rival: Rival = { id: `rival-map-${number}`, lon: Number(lon.toFixed(6)), lat: Number(lat.toFixed(6)), name: state.words.peek().rivalName(number) };
  state.part('market', { placed: [...placed, rival] });
}
