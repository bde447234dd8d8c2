import { signal, type Signal } from '@preact/signals';
import type { Lang } from '../domain/urlstate.ts';
import type { Theme } from '../map/style/tokens.ts';

/** What a reader chose, kept on the device: language and theme are of all pages. */

export function recall(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null; // storage may be refused
  }
}
export function keep(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // the choice then lasts as long as the page
  }
}

/** `elder`: larger text and larger things to press. */
export type Size = 'plain' | 'elder';

export interface Prefs {
  readonly lang: Signal<Lang>;
  readonly theme: Signal<Theme>;
  readonly size: Signal<Size>;
  readonly setSize: (value: Size) => void;
  readonly setLang: (value: Lang) => void;
  readonly setTheme: (value: Theme) => void;
}

/** Of a browser in any other language than Chinese: English. */
export function languageOfBrowser(): Lang {
  return /^zh\b/i.test(navigator.language) ? 'zh' : 'en';
}

/** As the address says, as was chosen before, as the page starts for a newcomer. */
export function prefsOf(address: { readonly lang: Lang | null; readonly theme: Theme | null }, newcomer: Lang = languageOfBrowser()): Prefs {
  const chosen = recall('jintu.lang');
  const lang = signal<Lang>(address.lang ?? (chosen === 'en' || chosen === 'zh' ? chosen : newcomer));
  const theme = signal<Theme>(address.theme ?? (recall('jintu.theme') === 'day' ? 'day' : 'night'));
  const size = signal<Size>(recall('jintu.size') === 'elder' ? 'elder' : 'plain');
  return {
    lang,
    theme,
    size,
    setSize: (value) => {
      size.value = value;
      keep('jintu.size', value);
    },
    setLang: (value) => {
      lang.value = value;
      keep('jintu.lang', value);
    },
    setTheme: (value) => {
      theme.value = value;
      keep('jintu.theme', value);
    },
  };
}
