/** Words in both languages. */

export type Pair<T> = readonly [zh: T, en: T];
export const say = <T,>(zh: T, en: T): Pair<T> => [zh, en];
/** A whole number, its thousands apart. */
export const n = (value: number): string => Math.round(value).toLocaleString('en-US');
