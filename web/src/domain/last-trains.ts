import { DAY, NIGHT_END } from './hours.ts';
import { text, type Properties } from './types.ts';

/** First and last trains as they were entered. `services/events/last_trains.cpp` says the same. */

export interface LastTrain {
  readonly station: string;
  readonly line: string;
  readonly towards: string;
  readonly towardsEn: string | null;
  readonly first: string | null;
  readonly last: string;
  readonly note: string | null;
  readonly source: string;
  readonly checkedOn: string;
  readonly sample: boolean;
}

export function lastTrainOf(properties: Properties): LastTrain | null {
  const [station, line, towards, last] = ['station', 'line', 'towards', 'last'].map((name) => text(properties, name));
  if (!station || !line || !towards || !last || !/^([01]\d|2[0-3]):[0-5]\d$/.test(last)) return null;
  return { station, line, towards, last, towardsEn: text(properties, 'towards_en'), first: text(properties, 'first'), note: text(properties, 'note_zh'), source: text(properties, 'source') ?? '', checkedOn: text(properties, 'checked_on') ?? '', sample: properties['sample'] === true };
}

/** From the beginning of the evening's day: past midnight, until five, it belongs to the evening before. */
export function lastMinute({ last }: Pick<LastTrain, 'last'>): number {
  const minute = Number(last.slice(0, 2)) * 60 + Number(last.slice(3));
  return minute < NIGHT_END ? minute + DAY : minute;
}

/** It has gone, and the night is not over. `now` on Tianjin's clocks. */
export const hasGone = (train: Pick<LastTrain, 'last'>, now: number): boolean => now - Math.floor((now - NIGHT_END) / DAY) * DAY > lastMinute(train);

/** 天津站 is called so; 营口道站 is 营口道. */
const plain = (name: string): string => name.replace(/站$/, '');

/** By line and direction. */
export const trainsAt = (trains: readonly LastTrain[], station: string): readonly LastTrain[] => {
  const exact = trains.filter((train) => train.station === station);
  return (exact.length > 0 ? exact : trains.filter((train) => plain(train.station) === plain(station))).sort((a, b) => (a.line < b.line ? -1 : a.line > b.line ? 1 : a.towards < b.towards ? -1 : 1));
};
