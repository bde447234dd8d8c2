import { districts } from '../../../data/words/places.json';

/** The sixteen districts in English. */
export const districtNames: Readonly<Record<string, string>> = Object.fromEntries(Object.entries(districts).map(([zh, { en }]) => [zh, en]));
