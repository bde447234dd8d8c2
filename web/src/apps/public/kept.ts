import { signal } from '@preact/signals';

/** Favourites and what was opened lately. They are kept on the device and go nowhere. */

const MOST = { favourites: 200, recent: 8 } as const;
type Kind = keyof typeof MOST;

function read(kind: Kind): readonly string[] {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(`jintu-${kind}`) ?? '[]');
    return Array.isArray(value) ? value.filter((it): it is string => typeof it === 'string' && it.length < 300).slice(0, MOST[kind]) : [];
  } catch {
    return []; // storage that is forbidden or broken keeps nothing
  }
}

function write(kind: Kind, keys: readonly string[]): void {
  try {
    localStorage.setItem(`jintu-${kind}`, JSON.stringify(keys));
  } catch {
    // they last as long as the page
  }
}

/** Keys of places (`placeKey`), the newest first. */
export const favourites = signal(read('favourites'));
export const recent = signal(read('recent'));

export function toggleFavourite(key: string): void {
  const rest = favourites.value.filter((it) => it !== key);
  favourites.value = rest.length < favourites.value.length ? rest : [key, ...rest].slice(0, MOST.favourites);
  write('favourites', favourites.value);
}

export function remember(key: string): void {
  recent.value = [key, ...recent.value.filter((it) => it !== key)].slice(0, MOST.recent);
  write('recent', recent.value);
}

export function forgetRecent(): void {
  recent.value = [];
  write('recent', []);
}
