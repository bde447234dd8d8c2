import type { Lang, View } from '../urlstate.ts';

/** The workbench in the address bar: `#tab=plan&scenario=7&version=2&job=j12&map=12/39.1/117.2&lang=en&theme=day`. */

export const tabs = ['today', 'set', 'plan', 'compare', 'saved'] as const;
export type Tab = (typeof tabs)[number];

export interface PlannerUrl {
  readonly tab: Tab | null;
  readonly scenario: string | null;
  readonly version: number | null;
  readonly job: string | null;
  readonly view: View | null;
  readonly lang: Lang | null;
  readonly theme: 'night' | 'day' | null;
}

const token = (value: string | null): string | null => (value !== null && /^[\w.:-]{1,100}$/.test(value) ? value : null);

export function parsePlannerUrl(hash: string): PlannerUrl {
  const query = new URLSearchParams(hash.replace(/^#/, ''));
  const version = Number(query.get('version'));
  const [zoom, lat, lon] = (query.get('map') ?? '').split('/').map((part) => (part.trim() === '' ? NaN : Number(part)));
  const placed = zoom !== undefined && lat !== undefined && lon !== undefined && [zoom, lat, lon].every(Number.isFinite) && zoom >= 0 && zoom <= 24 && Math.abs(lat) <= 85 && Math.abs(lon) <= 180;
  const lang = query.get('lang');
  const theme = query.get('theme');
  return {
    tab: tabs.find((tab) => tab === query.get('tab')) ?? null,
    scenario: token(query.get('scenario')),
    version: Number.isInteger(version) && version > 0 ? version : null,
    job: token(query.get('job')),
    view: placed ? { zoom, lat, lon } : null,
    lang: lang === 'zh' || lang === 'en' ? lang : null,
    theme: theme === 'night' || theme === 'day' ? theme : null,
  };
}

export function formatPlannerUrl(state: PlannerUrl): string {
  const parts: string[] = [];
  if (state.tab) parts.push(`tab=${state.tab}`);
  if (state.scenario) parts.push(`scenario=${state.scenario}`);
  if (state.scenario && state.version !== null) parts.push(`version=${state.version}`);
  if (state.job && !state.scenario) parts.push(`job=${state.job}`);
  if (state.view) parts.push(`map=${Number(state.view.zoom.toFixed(2))}/${state.view.lat.toFixed(5)}/${state.view.lon.toFixed(5)}`);
  if (state.lang) parts.push(`lang=${state.lang}`);
  if (state.theme) parts.push(`theme=${state.theme}`);
  return parts.length === 0 ? '' : `#${parts.join('&')}`;
}
