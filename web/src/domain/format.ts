import type { Lang } from './urlstate.ts';

/** Metres for people: `80 m`, `1.2 km`. Chinese writes 米 and 公里. */
export function formatMetres(metres: number, lang: Lang): string {
  const round = metres < 95 ? Math.round(metres / 5) * 5 : metres < 995 ? Math.round(metres / 10) * 10 : metres;
  if (round < 995) return lang === 'zh' ? `${round} 米` : `${round} m`;
  const km = round / 1000;
  const value = km < 9.95 ? km.toFixed(1).replace(/\.0$/, '') : String(Math.round(km));
  return lang === 'zh' ? `${value} 公里` : `${value} km`;
}

/** Hectares; from 100 ha on Chinese reads square kilometres more easily. */
export function formatHectares(hectares: number, lang: Lang): string {
  if (hectares >= 1000) {
    const value = (hectares / 100).toFixed(1).replace(/\.0$/, '');
    return lang === 'zh' ? `${value} 平方公里` : `${value} km²`;
  }
  const value = hectares >= 10 ? Number(hectares.toFixed(1)).toString() : Number(hectares.toFixed(2)).toString();
  return lang === 'zh' ? `${value} 公顷` : `${value} ha`;
}

/** A moment on Tianjin's clocks: `11月24日 04:39`. */
export function formatMoment(moment: Date, lang: Lang): string {
  return new Intl.DateTimeFormat(lang === 'zh' ? 'zh-CN' : 'en-GB', { timeZone: 'Asia/Shanghai', month: lang === 'zh' ? 'long' : 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(moment);
}

export interface SourcePart {
  readonly label: string;
  readonly url: string | null;
}

/**
 * The sources of a record: entries separated by ` | ` or `; `, each some words and perhaps one
 * address. Only http(s) addresses become links.
 */
export function splitSources(source: string): SourcePart[] {
  return source
    .split(/\s+\|\s+|;\s+(?=\S)|；\s*/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const match = /https?:\/\/[^\s)）,，]+/.exec(part);
      if (!match) return { label: part, url: null };
      const label = part.replace(match[0], '').replace(/\(\s*\)|（\s*）/g, '').replace(/\s+/g, ' ').trim().replace(/[,，:：]$/, '').replace(/^\(([^()]*)\)$/, '$1');
      return { label: label === '' ? hostOf(match[0]) : label, url: match[0] };
    });
}

function hostOf(url: string): string {
  try {
    return new URL(url).hostname.replace(/^www\./, '');
  } catch {
    return url;
  }
}
