import type { Lang } from './urlstate.ts';

/** A wording in each language, as data/words has it. */
export type Bilingual = Readonly<Record<Lang, string>>;

/** From U+3000 on: "…" and "–" are of both languages. */
const lastChinese = /[\u3000-\uffff](?!.*[\u3000-\uffff])/su;

/**
 * The server's sentences about a plan come as "中文 English": the half that is asked for, where the two can be told apart.
 * Ids after a colon belong to both.
 */
export function inLanguage(text: string, lang: Lang): string {
  const last = lastChinese.exec(text);
  const space = last ? text.indexOf(' ', last.index) : -1;
  if (space < 0 || space + 1 === text.length) return text;
  if (lang === 'en') return (/^\d[\d,]* /.exec(text)?.[0] ?? '') + text.slice(space + 1);
  const colon = text.indexOf(': ', space);
  return text.slice(0, space) + (colon < 0 ? '' : `：${text.slice(colon + 2)}`);
}
