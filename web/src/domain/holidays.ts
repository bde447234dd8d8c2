import table from '../../../data/holidays.json' with { type: 'json' };

/**
 * Public holidays and make-up work days (调休) as the State Council's notices fix them, year by year.
 * They follow from no rule: a year without a notice is unknown.
 */

export type DayKind = 'holiday' | 'workday' | 'ordinary' | 'unknown';

export interface NamedDay {
  readonly kind: DayKind;
  readonly nameZh: string | null;
  readonly nameEn: string | null;
}

interface Year {
  readonly year: number;
  readonly days: readonly { date: string; kind: string; name_zh: string; name_en: string }[];
}

const years = table.years as readonly Year[];
const days = new Map(years.flatMap((year) => year.days.map((day) => [day.date, day] as const)));

export const knownYears: readonly number[] = years.map((it) => it.year).sort((a, b) => a - b);

/** @param date `YYYY-MM-DD` in Tianjin. */
export function dayOf(date: string): NamedDay {
  const day = days.get(date);
  if (day) return { kind: day.kind === 'holiday' ? 'holiday' : 'workday', nameZh: day.name_zh, nameEn: day.name_en };
  return { kind: knownYears.includes(Number(date.slice(0, 4))) ? 'ordinary' : 'unknown', nameZh: null, nameEn: null };
}
