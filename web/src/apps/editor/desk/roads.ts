import { computed, signal } from '@preact/signals';
import { readRoads } from '../../../data/roads-api.ts';
import { Guides } from '../../../domain/editing/guides.ts';
import { HttpError } from '../../../kit/http/http.ts';
import * as state from './state.ts';

/** The roads about the place that is worked at, read from the server as the map goes there; never while the hand draws. */

export const wanted = signal(true);
/** `small`: the map shows too much at once; `absent`: no extract was imported; `many`: some are missing, since there are too many. */
export const roads = signal<'none' | 'small' | 'reading' | 'ready' | 'many' | 'failed' | 'absent'>('none');
/** Roads are drawn only where there is a basemap: nobody is to be held by what he does not see. */
export const offered = computed(() => (state.site.value?.basemap.present ?? false) && roads.value !== 'absent');

/** Squares of a hundredth of a degree that have been read. */
let read = new Set<string>();
let guides = new Guides();
let reading = false;
let next: { readonly box: Box; readonly zoom: number } | null = null;
type Box = readonly [west: number, south: number, east: number, north: number];

const square = 0.01;
/** Streets are told apart from here on; a view of a phone has some 6 squares then, one of a large screen 40. */
const leastZoom = 14;
const mostSquares = 60;
/** 10,000 roads at once. */
const mostPages = 10;
const mostKept = 60_000;

/** What there is to snap to; nothing while it is not wanted. */
export const near = (): Guides | undefined => (wanted.peek() && offered.peek() ? guides : undefined);

/** The map shows this now. */
export function look(box: Box, zoom: number): void {
  next = { box, zoom };
  if (!reading) void readNext();
}

async function readNext(): Promise<void> {
  reading = true;
  while (next !== null && offered.peek()) {
    const { box, zoom } = next;
    next = null;
    await readAt(box, zoom);
  }
  reading = false;
}

async function readAt(box: Box, zoom: number): Promise<void> {
  const [west, south, east, north] = box.map((it) => Math.floor(it / square)) as [number, number, number, number];
  if (zoom < leastZoom || (east - west + 1) * (north - south + 1) > mostSquares) return void (roads.value = 'small');
  const missing: [number, number][] = [];
  for (let x = west; x <= east; x++) for (let y = south; y <= north; y++) if (!read.has(`${x},${y}`)) missing.push([x, y]);
  if (missing.length === 0) return void (roads.value = 'ready');
  if (guides.size > mostKept) {
    guides = new Guides();
    read = new Set();
    return readAt(box, zoom);
  }
  const [xs, ys] = [missing.map(([x]) => x), missing.map(([, y]) => y)];
  const whole: Box = [Math.min(...xs) * square, Math.min(...ys) * square, (Math.max(...xs) + 1) * square, (Math.max(...ys) + 1) * square];
  roads.value = 'reading';
  try {
    const into = guides;
    const all = await readRoads(whole, mostPages, (some) => into.add(some));
    if (all) for (const [x, y] of missing) read.add(`${x},${y}`);
    roads.value = all ? 'ready' : 'many';
  } catch (error) {
    roads.value = error instanceof HttpError && error.status === 404 ? 'absent' : 'failed';
  }
}
