import { batch, computed, signal } from '@preact/signals';
import type { Station } from '../../../domain/stations.ts';
import { asked, panel, query, selectedKey, sheet, wish } from './page.ts';

/** Metro stations: what a search finds of them, and the one that the list is near to. Their code comes with the search. */

const book = signal<typeof import('../../../domain/stations.ts') | null>(null);
export async function prepareStations(): Promise<void> {
  book.value ??= await import('../../../domain/stations.ts');
}

/** By its name, as the address had it. */
const stationName = signal<string | null>(asked.get('station'));
export const station = computed<Station | null>(() => (stationName.value === null ? null : book.value?.stationNamed(stationName.value) ?? null));
/** A station that the address asked for is known, or not to be had. */
export const stationReady = signal(stationName.peek() === null);
if (stationName.peek() !== null) void prepareStations().catch(() => {}).then(() => (stationReady.value = true));

export const stationHits = computed<readonly Station[]>(() => (query.value.trim() === '' ? [] : book.value?.findStations(query.value) ?? []));
export const linesIn = (lines: string, lang: 'zh' | 'en'): string => book.value?.linesIn(lines, lang) ?? lines;

/** How far from a station is near, in metres. */
export const stationReach = 1500;

export function chooseStation(chosen: Station): void {
  batch(() => {
    stationName.value = chosen.name;
    query.value = '';
    panel.value = 'list';
    selectedKey.value = null;
    sheet.value = 'half';
    wish.value = { kind: 'at', at: chosen.position };
  });
}
export const leaveStation = (): void => void (stationName.value = null);
