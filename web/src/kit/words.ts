/** Words in both languages. */

export type Pair<T> = readonly [zh: T, en: T];
export const say = <T,>(zh: T, en: T): Pair<T> => [zh, en];
/** A whole number, its thousands apart. */
export const n = (value: number): string => Math.round(value).toLocaleString('en-US');

export type Pairs = Readonly<Record<string, Pair<unknown>>>;
export type WordsOf<P extends Pairs> = { readonly [K in keyof P]: P[K] extends Pair<infer T> ? T : never };
/** Every word of an app, by language. */
export function dictionaryOf<P extends Pairs>(pairs: P): Readonly<Record<'zh' | 'en', WordsOf<P>>> {
  const side = (index: 0 | 1) => Object.fromEntries(Object.entries(pairs).map(([key, pair]) => [key, pair[index]])) as unknown as WordsOf<P>;
  return { zh: side(0), en: side(1) };
}
