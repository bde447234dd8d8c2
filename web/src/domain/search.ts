import { text, type Place } from './types.ts';

/**
 * Search over the names that are already here: Chinese, pinyin, initials, English. Every word of the
 * query must match; a name that begins with it comes first; in Latin letters one slip is forgiven.
 */

export interface Entry {
  readonly place: Place;
  readonly chinese: readonly string[];
  readonly latin: readonly string[];
  readonly initials: readonly string[];
}

export interface Hit {
  readonly place: Place;
  readonly score: number;
}

/** Full-width to half-width, lower case, no accents, no punctuation or spaces. */
export function fold(value: string): string {
  return value
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/ü/g, 'v')
    .replace(/[\s\p{P}\p{S}]+/gu, '');
}

const list = (value: unknown): string[] =>
  typeof value === 'string' ? value.split(/[\s;|,]+/) : Array.isArray(value) ? value.filter((it): it is string => typeof it === 'string') : [];

export function entryOf(place: Place): Entry {
  const { properties } = place;
  const keep = (values: (string | null)[]) => [...new Set(values.map((value) => fold(value ?? '')).filter((value) => value !== ''))];
  return {
    place,
    chinese: keep([place.nameZh, text(properties, 'address'), text(properties, 'district', 'district_zh'), text(properties, 'brand'), text(properties, 'theme'), ...list(properties['aliases'])]),
    latin: keep([place.nameEn, ...list(properties['pinyin'])]),
    initials: keep(list(properties['initials'])),
  };
}

/** Places that match, best first; at most `limit`. */
export function search(entries: readonly Entry[], query: string, limit = 40): Hit[] {
  const words = query.split(/\s+/).map(fold).filter((word) => word !== '');
  if (words.length === 0) return [];
  const whole = fold(query);
  const hits: Hit[] = [];
  for (const entry of entries) {
    const asOne = scoreOf(entry, whole);
    const byWord = words.length > 1 ? Math.min(...words.map((word) => scoreOf(entry, word))) * 0.9 : 0;
    const score = Math.max(asOne, byWord);
    if (score > 0) hits.push({ place: entry.place, score });
  }
  return hits.sort((a, b) => b.score - a.score || a.place.nameZh.length - b.place.nameZh.length || (a.place.id < b.place.id ? -1 : 1)).slice(0, limit);
}

function scoreOf(entry: Entry, word: string): number {
  let best = 0;
  entry.chinese.forEach((value, index) => {
    const isName = index === 0;
    if (value === word) best = Math.max(best, isName ? 100 : 52);
    else if (value.startsWith(word)) best = Math.max(best, isName ? 90 : 50);
    else if (value.includes(word)) best = Math.max(best, isName ? 78 : 45);
  });
  for (const value of entry.latin) {
    if (value === word) best = Math.max(best, 96);
    else if (value.startsWith(word)) best = Math.max(best, 84);
    else if (word.length >= 2 && value.includes(word)) best = Math.max(best, 64);
    else if (word.length >= 4 && /^[a-z0-9]+$/.test(word) && nearStart(value, word)) best = Math.max(best, 40);
  }
  for (const value of entry.initials) {
    if (value === word) best = Math.max(best, 82);
    else if (word.length >= 2 && value.startsWith(word)) best = Math.max(best, 74);
    else if (word.length >= 3 && value.includes(word)) best = Math.max(best, 56);
  }
  return best;
}

/** Whether `value` begins with `word` but for one letter missing, added, changed or swapped. */
function nearStart(value: string, word: string): boolean {
  let i = 0;
  while (i < word.length && value[i] === word[i]) i++;
  const rest = word.slice(i);
  const same = value.slice(i);
  return (
    same.startsWith(rest.slice(1)) || // added
    same.slice(1).startsWith(rest) || // missing
    same.slice(1).startsWith(rest.slice(1)) || // changed
    (rest.length > 1 && same.startsWith(rest[1]! + rest[0]! + rest.slice(2))) // swapped
  );
}
