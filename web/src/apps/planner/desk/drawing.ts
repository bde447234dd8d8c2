import { batch, computed, signal } from '@preact/signals';
import { areaWithin, crossesItself, lengthOf } from '../../../domain/measuring.ts';
import type { LonLat } from '../../../domain/types.ts';
import type { DrawnArea, Rival } from '../../../domain/siting/types.ts';
import * as state from './state.ts';

/** What is drawn on the map by hand: competitors, candidates, demand, outlines, and what is measured. */

/** Corners so far, of an outline or of what is measured. */
export const sketch = signal<readonly LonLat[]>([]);
/** What the outline is for. */
export const outlineUse = signal<DrawnArea['use']>('take');
/** The demand point whose people are being set. */
export const chosenDemand = signal<string | null>(null);

export const sketchLength = computed(() => lengthOf(sketch.value));
export const sketchArea = computed(() => (crossesItself(sketch.value) ? 0 : areaWithin(sketch.value)));
export const sketchCrosses = computed(() => crossesItself(sketch.value));

/** Into a mode, or out of it when it is on already; what was drawn half is gone. */
export function switchMode(mode: state.Mode): void {
  batch(() => {
    sketch.value = [];
    state.mode.value = state.mode.peek() === mode ? 'look' : mode;
    if (state.mode.peek() !== 'look' && state.roomy.peek() === 'panel') state.roomy.value = 'even';
  });
}
export function drawOutline(use: DrawnArea['use']): void {
  const on = state.mode.peek() === 'outline' && outlineUse.peek() === use;
  batch(() => {
    outlineUse.value = use;
    if (state.mode.peek() === 'outline') state.mode.value = 'look';
    if (!on) switchMode('outline');
  });
}
export const backOne = (): void => void (sketch.value = sketch.peek().slice(0, -1));
export function giveUp(): void {
  batch(() => {
    sketch.value = [];
    state.mode.value = 'look';
  });
}
/** The outline becomes one of the draft's; one that is none (two corners, sides that cross) stays on the map. */
export function endOutline(): void {
  const ring = sketch.peek();
  if (ring.length < 3 || crossesItself(ring)) return;
  const { candidates } = state.draft.peek();
  batch(() => {
    state.change({ candidates: { ...candidates, areas: [...candidates.areas, { ring, use: outlineUse.peek() }] } });
    giveUp();
  });
}

const rounded = ([lon, lat]: LonLat): LonLat => [Number(lon.toFixed(6)), Number(lat.toFixed(6))];
/** One more than the highest number among ids of one kind. */
const nextOf = (ids: readonly { readonly id: string }[], prefix: string): number => 1 + ids.reduce((most, { id }) => Math.max(most, Number(id.replace(prefix, '')) || 0), 0);

/** One more, where the map was clicked or as typed. */
export function placeRival(at: LonLat): void {
  const { placed } = state.draft.peek().market;
  const number = nextOf(placed, 'rival-map-');
  const [lon, lat] = rounded(at);
  const rival: Rival = { id: `rival-map-${number}`, lon, lat, name: state.words.peek().rivalName(number) };
  state.part('market', { placed: [...placed, rival] });
}

export function placeCandidate(at: LonLat): void {
  const { candidates } = state.draft.peek();
  const number = nextOf(candidates.drawn, 'site-map-');
  const [lon, lat] = rounded(at);
  state.change({ candidates: { ...candidates, drawn: [...candidates.drawn, { id: `site-map-${number}`, lon, lat, name: state.words.peek().drawnName(number) }] } });
}
export function removeDrawn(id: string): void {
  const { candidates, required, forbidden } = state.draft.peek();
  state.change({ candidates: { ...candidates, drawn: candidates.drawn.filter((it) => it.id !== id) }, required: required.filter((it) => it !== id), forbidden: forbidden.filter((it) => it !== id) });
}
/** A candidate that must not be opened, or may again; one that was drawn is taken off the map. */
export function toggleExcluded(id: string): void {
  const draft = state.draft.peek();
  if (draft.candidates.drawn.some((it) => it.id === id)) removeDrawn(id);
  else state.change({ forbidden: draft.forbidden.includes(id) ? draft.forbidden.filter((it) => it !== id) : [...draft.forbidden, id], required: draft.required.filter((it) => it !== id) });
}

const usualPeople = 500;
export function placeDemand(at: LonLat): void {
  const { demand } = state.draft.peek();
  const number = nextOf(demand.added, 'demand-map-');
  const [lon, lat] = rounded(at);
  const id = `demand-map-${number}`;
  batch(() => {
    state.change({ demand: { ...demand, added: [...demand.added, { id, lon, lat, weight: usualPeople, name: state.words.peek().drawnDemandName(number) }] } });
    chosenDemand.value = id;
  });
}
/** People of a point; 0 takes it away, null is as it was. One that was drawn and is taken away is gone. */
export function setPeople(id: string, people: number | null): void {
  const { demand } = state.draft.peek();
  const { [id]: _, ...others } = demand.edits;
  const drawn = demand.added.some((it) => it.id === id);
  const added = !drawn || people === null ? demand.added : people === 0 ? demand.added.filter((it) => it.id !== id) : demand.added.map((it) => (it.id === id ? { ...it, weight: people } : it));
  batch(() => {
    state.change({ demand: { ...demand, added, edits: drawn || people === null ? others : { ...others, [id]: people } } });
    if (people === 0) chosenDemand.value = null;
  });
}
export function forgetDemandEdits(): void {
  batch(() => {
    state.change({ demand: { ...state.draft.peek().demand, edits: {}, added: [] } });
    chosenDemand.value = null;
  });
}

/** A click on the map, or Enter over its middle; whether it was taken. `hit`: the candidate or demand point that is there. */
export function takePoint(at: LonLat, hit: string | null): boolean {
  switch (state.mode.peek()) {
    case 'rival':
      placeRival(at);
      return true;
    case 'candidate':
      if (hit === null) placeCandidate(at);
      else toggleExcluded(hit);
      return true;
    case 'demand':
      if (hit === null) placeDemand(at);
      else chosenDemand.value = hit;
      return true;
    case 'outline':
    case 'measure':
      sketch.value = [...sketch.peek(), rounded(at)];
      return true;
    default:
      return false;
  }
}
