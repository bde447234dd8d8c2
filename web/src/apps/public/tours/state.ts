import { batch, signal } from '@preact/signals';
import { getWalk, getWalkTable } from '../../../data/walks.ts';
import { candidatesOf, isOpenThrough } from '../../../domain/tours/candidates.ts';
import { bestTours, secondsOf } from '../../../domain/tours/tour.ts';
import { placeLayers, text, type LonLat, type Place } from '../../../domain/types.ts';
import { HttpError } from '../../../kit/http/http.ts';
import * as page from '../state.ts';

/** Tonight's tours from one place. */

export const STAY = 20;
export const budgets = [60, 90, 120, 180] as const;

export interface Stop {
  readonly place: Place;
  /** On Tianjin's clocks, in minutes. */
  readonly arrival: number;
  readonly walk: number;
}
export interface FoundTour {
  readonly stops: readonly Stop[];
  readonly walking: number;
  readonly end: number;
}

export const start = signal<Place | null>(null);
export const budget = signal<number>(120);
export const tours = signal<readonly FoundTour[] | 'busy' | 'no-network' | 'failed'>('busy');
export const chosen = signal<number>(0);

let running: AbortController | null = null;

export function openTours(place: Place): void {
  batch(() => {
    start.value = place;
    page.openPanel('tours');
  });
  void find();
}

export function setBudget(minutes: number): void {
  budget.value = minutes;
  void find();
}

export async function find(): Promise<void> {
  const from = start.peek()?.position;
  if (!from) return;
  running?.abort();
  const mine = (running = new AbortController());
  batch(() => {
    tours.value = 'busy';
    page.tourLine.value = null;
  });
  const now = page.moment.peek();
  const opens = (place: Place, begin: number, end: number) => isOpenThrough(page.hoursOf(text(place.properties, 'hours_osm') ?? ''), now + begin, now + end);
  const all = placeLayers.flatMap((layer) => (layer === 'lockers' || layer === 'carriers' ? [] : (page.places.peek()[layer] ?? [])));
  const candidates = candidatesOf(all, from, budget.peek(), STAY, opens);
  try {
    const metres = candidates.length === 0 ? [[0]] : await getWalkTable([from, ...candidates.map((place) => place.position!)], mine.signal);
    const seconds = metres.map((row) => row.map((length) => (length === null ? null : secondsOf(length))));
    const best = bestTours({
      seconds, stay: STAY * 60, budget: budget.peek() * 60, least: 2, most: 5,
      isOpen: (place, begin, end) => opens(candidates[place - 1]!, begin / 60, end / 60),
    });
    if (mine.signal.aborted) return;
    batch(() => {
      tours.value = best.map(({ order, arrivals, walking }) => ({
        stops: order.map((place, i) => ({ place: candidates[place - 1]!, arrival: now + Math.ceil(arrivals[i]! / 60), walk: Math.ceil(seconds[order[i - 1] ?? 0]![place]! / 60) })),
        walking: Math.ceil(walking / 60),
        end: now + Math.ceil(arrivals.at(-1)! / 60) + STAY,
      }));
      chosen.value = 0;
    });
    await drawn(mine.signal);
  } catch (error) {
    if (!mine.signal.aborted) tours.value = error instanceof HttpError && error.status === 404 ? 'no-network' : 'failed';
  }
}

export async function choose(index: number): Promise<void> {
  chosen.value = index;
  running?.abort();
  const mine = (running = new AbortController());
  await drawn(mine.signal).catch(() => {
    // the list says all but the line
  });
}

/** Its line and its numbered stops on the map. */
async function drawn(signal: AbortSignal): Promise<void> {
  const all = tours.peek();
  const tour = Array.isArray(all) ? (all as readonly FoundTour[])[chosen.peek()] : undefined;
  const from = start.peek()?.position;
  if (!tour || !from) return;
  const points: LonLat[] = [from, ...tour.stops.map((stop) => stop.place.position!)];
  const legs = await Promise.all(points.slice(1).map((to, i) => getWalk(points[i]!, to, signal)));
  if (signal.aborted) return;
  page.tourLine.value = { legs: legs.map((leg, i) => leg ?? [points[i]!, points[i + 1]!]), stops: points.slice(1) };
  page.wish.value = { kind: 'tour' };
}

export function closeTours(): void {
  running?.abort();
  batch(() => {
    page.tourLine.value = null;
    page.openPanel('list');
  });
}
