import type { ProblemKind, Values } from './siting-types.ts';

/**
 * The problems that can be set, as a table: the form, the checks and the words of the results read it.
 * A new problem or a new member of `problem.schema.json` is a new row here.
 */

/** How a number is asked for, checked and written into the problem. */
export interface Field {
  readonly id: string;
  readonly zh: string;
  readonly en: string;
  readonly hintZh?: string;
  readonly hintEn?: string;
  readonly initial: number;
  readonly min: number;
  readonly max: number;
  readonly whole?: boolean;
  /** A walk: metres, or minutes of walking when the planner prefers them. */
  readonly walk?: boolean;
  /** Left out of the problem until it is switched on. */
  readonly optional?: boolean;
}

/** What the objective is, so that it can be said in words. */
export type Goal = 'weight_metres' | 'metres' | 'sites' | 'weight' | 'cost' | 'sites_weight';

export interface ProblemRow {
  readonly kind: ProblemKind;
  readonly short: string;
  readonly zh: string;
  readonly en: string;
  readonly whatZh: string;
  readonly whatEn: string;
  readonly goal: Goal;
  readonly better: 'less' | 'more';
  readonly fields: readonly string[];
}

export const fields: readonly Field[] = [
  { id: 'p', zh: '新建数量', en: 'New sites', hintZh: '不含现有快递柜', hintEn: 'existing lockers not counted', initial: 20, min: 1, max: 5000, whole: true },
  { id: 'standard_m', zh: '步行标准', en: 'Walking standard', hintZh: '不超过此距离即为覆盖', hintEn: 'covered at this walk or less', initial: 500, min: 10, max: 20_000, walk: true },
  { id: 'unserved_distance_m', zh: '够不着时按', en: 'Out of reach counts as', hintZh: '走不到任何网点的需求按此距离计', hintEn: 'demand that reaches no site counts as if this far', initial: 3000, min: 100, max: 20_000, walk: true },
  { id: 'min_spacing_m', zh: '最小间距', en: 'Least spacing', hintZh: '任两处不近于此；求解较慢', hintEn: 'no two sites nearer than this; takes longer', initial: 300, min: 10, max: 20_000, walk: true, optional: true },
];

export const problems: readonly ProblemRow[] = [
  {
    kind: 'p_median', short: 'p-median', zh: '平均步行最短', en: 'Shortest mean walk', goal: 'weight_metres', better: 'less', fields: ['p', 'unserved_distance_m', 'min_spacing_m'],
    whatZh: '建 p 处，使所有人走到最近网点的总路程最短。', whatEn: 'Open p sites so that all people together walk least.',
  },
  {
    kind: 'mclp', short: 'MCLP', zh: '覆盖最多', en: 'Most people covered', goal: 'weight', better: 'more', fields: ['p', 'standard_m', 'min_spacing_m'],
    whatZh: '建 p 处，使标准之内的人最多。', whatEn: 'Open p sites so that most people are within the standard.',
  },
  {
    kind: 'lscp', short: 'LSCP', zh: '全覆盖最少建', en: 'Fewest that cover all', goal: 'sites', better: 'less', fields: ['standard_m', 'min_spacing_m'],
    whatZh: '用最少的网点，让每个需求点都在标准之内。', whatEn: 'As few sites as possible with everyone within the standard.',
  },
  {
    kind: 'lscp_backup', short: 'LSCP-B', zh: '全覆盖带备份', en: 'Cover all, with backup', goal: 'weight', better: 'more', fields: ['standard_m'],
    whatZh: '网点仍最少，并让尽量多的人有第二处可去。', whatEn: 'As few sites, and as many people as possible with a second one in reach.',
  },
  {
    kind: 'p_center', short: 'p-center', zh: '最远步行最短', en: 'Shortest worst walk', goal: 'metres', better: 'less', fields: ['p'],
    whatZh: '建 p 处，使走得最远的人少走。', whatEn: 'Open p sites so that the longest walk is short.',
  },
];

export const problemOf = (kind: ProblemKind): ProblemRow => problems.find((row) => row.kind === kind) ?? problems[0]!;
export const fieldsOf = (kind: ProblemKind): Field[] => problemOf(kind).fields.map((id) => fields.find((field) => field.id === id)!);

/** The value of a field: what is set, else where it starts; null when an optional one is off. */
export function valueOf(field: Field, values: Values): number | null {
  const value = values[field.id];
  if (field.optional && value === undefined) return null;
  return typeof value === 'number' ? value : field.initial;
}

export type Fault = { readonly field: string; readonly code: 'number' | 'whole' | 'min' | 'max'; readonly limit?: number };

export function faultOf(field: Field, value: number | null): Fault | null {
  if (value === null) return null;
  if (!Number.isFinite(value)) return { field: field.id, code: 'number' };
  if (field.whole && !Number.isInteger(value)) return { field: field.id, code: 'whole' };
  if (value < field.min) return { field: field.id, code: 'min', limit: field.min };
  if (value > field.max) return { field: field.id, code: 'max', limit: field.max };
  return null;
}

/** The members of the problem that the fields give. */
export function membersOf(kind: ProblemKind, values: Values): Record<string, number> {
  const members: Record<string, number> = {};
  for (const field of fieldsOf(kind)) {
    const value = valueOf(field, values);
    if (value !== null) members[field.id] = value;
  }
  return members;
}

/** Metres walked in a minute, at 4.5 km/h. */
export const metresPerMinute = 75;
export const toMetres = (value: number, unit: 'm' | 'min'): number => (unit === 'm' ? value : Math.round(value * metresPerMinute));
export const fromMetres = (metres: number, unit: 'm' | 'min'): number => (unit === 'm' ? metres : Math.round((metres / metresPerMinute) * 10) / 10);
