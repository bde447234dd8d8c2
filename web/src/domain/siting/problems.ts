import type { Draft, FrontKind, ProblemKind, Values } from './types.ts';

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
  /** An amount in 10,000 yuan. */
  readonly money?: boolean;
  /** Left out of the problem until it is switched on. */
  readonly optional?: boolean;
  /** Written elsewhere than in the problem's own members. */
  readonly apart?: boolean;
}

/** What the objective is, so that it can be said in words. */
export type Goal = 'weight_metres' | 'metres' | 'sites' | 'weight' | 'cost' | 'sites_weight';

export type Part = 'front' | 'sizes' | 'equity' | 'market';

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
  /** What the server takes with it beyond its own numbers. */
  readonly takes: readonly Part[];
}

export const fields: readonly Field[] = [
  { id: 'p', zh: '新建数量', en: 'New sites', hintZh: '不含现有快递柜', hintEn: 'existing lockers not counted', initial: 20, min: 1, max: 5000, whole: true },
  { id: 'standard_m', zh: '步行标准', en: 'Walking standard', hintZh: '不超过此距离即为覆盖', hintEn: 'covered at this walk or less', initial: 500, min: 10, max: 20_000, walk: true },
  { id: 'unserved_distance_m', zh: '够不着时按', en: 'Out of reach counts as', hintZh: '走不到任何网点的需求按此距离计', hintEn: 'demand that reaches no site counts as if this far', initial: 3000, min: 100, max: 20_000, walk: true },
  { id: 'min_spacing_m', zh: '最小间距', en: 'Least spacing', hintZh: '任两处不近于此；求解较慢', hintEn: 'no two sites nearer than this; takes longer', initial: 300, min: 10, max: 20_000, walk: true, optional: true },
  { id: 'reach_m', zh: '最远走', en: 'Farthest walk', hintZh: '更远的网点不予考虑', hintEn: 'sites farther away do not count', initial: 3000, min: 100, max: 20_000, walk: true, apart: true },
  { id: 'site_cost', zh: '每处场地费', en: 'Cost of a place', hintZh: '自己的候选表有“费用”列时以表为准', hintEn: 'a list\'s own cost column comes first', money: true, initial: 0.5, min: 0, max: 1e9, optional: true, apart: true },
  { id: 'budget', zh: '预算上限', en: 'Budget', hintZh: '新建各处合计', hintEn: 'for the new sites together', money: true, initial: 30, min: 0, max: 1e9, optional: true },
];

export const problems: readonly ProblemRow[] = [
  {
    kind: 'p_median', short: 'p-median', zh: '平均步行最短', en: 'Shortest mean walk', goal: 'weight_metres', better: 'less', fields: ['p', 'unserved_distance_m', 'min_spacing_m'], takes: ['sizes', 'front'],
    whatZh: '建 p 处，使所有人走到最近网点的总路程最短。', whatEn: 'Open p sites so that all people together walk least.',
  },
  {
    kind: 'mclp', short: 'MCLP', zh: '覆盖最多', en: 'Most people covered', goal: 'weight', better: 'more', fields: ['p', 'standard_m', 'min_spacing_m'], takes: ['sizes', 'equity', 'front'],
    whatZh: '建 p 处，使标准之内的人最多。', whatEn: 'Open p sites so that most people are within the standard.',
  },
  {
    kind: 'lscp', short: 'LSCP', zh: '全覆盖最少建', en: 'Fewest that cover all', goal: 'sites', better: 'less', fields: ['standard_m', 'min_spacing_m'], takes: [],
    whatZh: '用最少的网点，让每个需求点都在标准之内。', whatEn: 'As few sites as possible with everyone within the standard.',
  },
  {
    kind: 'lscp_backup', short: 'LSCP-B', zh: '全覆盖带备份', en: 'Cover all, with backup', goal: 'weight', better: 'more', fields: ['standard_m'], takes: [],
    whatZh: '网点仍最少，并让尽量多的人有第二处可去。', whatEn: 'As few sites, and as many people as possible with a second one in reach.',
  },
  {
    kind: 'p_center', short: 'p-center', zh: '最远步行最短', en: 'Shortest worst walk', goal: 'metres', better: 'less', fields: ['p'], takes: [],
    whatZh: '建 p 处，使走得最远的人少走。', whatEn: 'Open p sites so that the longest walk is short.',
  },
  {
    kind: 'market_share', short: 'Huff / MNL', zh: '市场份额最大', en: 'Largest market share', goal: 'weight', better: 'more', fields: ['p', 'reach_m'], takes: ['market'],
    whatZh: '建 p 处，从竞争者那里赢得最多的人；近的、吸引力大的更常去。', whatEn: 'Open p sites that win most people from competitors; near and attractive sites are chosen more often.',
  },
  {
    kind: 'p_dispersion', short: 'p-dispersion', zh: '彼此最远', en: 'Farthest apart', goal: 'metres', better: 'more', fields: ['p'], takes: [],
    whatZh: '选 p 处，使任意两处（含现有）都尽量远；不看需求。', whatEn: 'Choose p sites as far from each other and from existing ones as can be; demand does not count.',
  },
];

export const problemOf = (kind: ProblemKind): ProblemRow => problems.find((row) => row.kind === kind) ?? problems[0]!;
const fieldOf = (id: string): Field => fields.find((field) => field.id === id)!;
export const takes = (kind: ProblemKind, part: Part): boolean => problemOf(kind).takes.includes(part);

/** What else a draft has switched on: it adds fields, and takes some away. */
export type Choices = Pick<Draft, 'kind' | 'values' | 'front' | 'sizes' | 'budgetDecides'>;

/** The front that counts: only some goals have a second one, and the worst walk has none with sizes. */
export function frontOf({ kind, front, sizes }: Choices): FrontKind | null {
  if (!front || !takes(kind, 'front')) return null;
  if (kind === 'mclp') return 'cost';
  return sizes.on ? null : 'worst_walk';
}

/** Money counts where there are sizes, a cost of places or a budget. */
export const moneyFields = (kind: ProblemKind): Field[] => (takes(kind, 'sizes') ? [fieldOf('site_cost'), fieldOf('budget')] : []);

/** Whether the budget says how many, so that nobody need. */
export const budgetSays = ({ kind, values, budgetDecides }: Choices): boolean => takes(kind, 'sizes') && budgetDecides && valueOf(fieldOf('budget'), values) !== null;

/** The numbers that are asked for beside the goal itself. */
export function fieldsOf(choices: Choices): Field[] {
  const front = frontOf(choices);
  return problemOf(choices.kind)
    .fields.flatMap((id) => {
      if (id === 'p' && (front === 'cost' || budgetSays(choices))) return [];
      // Everyone is to be served there: who is out of reach is named.
      if (id === 'unserved_distance_m' && front === 'worst_walk') return ['reach_m'];
      return [id];
    })
    .map(fieldOf);
}
/** All that go into the problem. */
export const allFieldsOf = (choices: Choices): Field[] => [...fieldsOf(choices), ...moneyFields(choices.kind)];

/** The value of a field: what is set, else where it starts; null when an optional one is off. */
export function valueOf(field: Field, values: Values): number | null {
  const value = values[field.id];
  if (field.optional && value === undefined) return null;
  return typeof value === 'number' ? value : field.initial;
}

export type Fault = { readonly field: string; readonly code: 'number' | 'whole' | 'min' | 'max' | 'empty' | 'twice'; readonly limit?: number };

export function faultOf(field: Field, value: number | null): Fault | null {
  if (value === null) return null;
  if (!Number.isFinite(value)) return { field: field.id, code: 'number' };
  if (field.whole && !Number.isInteger(value)) return { field: field.id, code: 'whole' };
  if (value < field.min) return { field: field.id, code: 'min', limit: field.min };
  if (value > field.max) return { field: field.id, code: 'max', limit: field.max };
  return null;
}

/** The members of the problem that the fields give. */
export function membersOf(choices: Choices): Record<string, number> {
  const members: Record<string, number> = {};
  for (const field of allFieldsOf(choices)) {
    const value = valueOf(field, choices.values);
    if (value !== null && !field.apart) members[field.id] = value;
  }
  return members;
}
/** One that is written elsewhere; null when it is off or not asked for. */
export const numberOf = (choices: Choices, id: string): number | null => {
  const field = allFieldsOf(choices).find((it) => it.id === id);
  return field ? valueOf(field, choices.values) : null;
};

/** Metres walked in a minute, at 4.5 km/h. */
export const metresPerMinute = 75;
export const toMetres = (value: number, unit: 'm' | 'min'): number => (unit === 'm' ? value : Math.round(value * metresPerMinute));
export const fromMetres = (metres: number, unit: 'm' | 'min'): number => (unit === 'm' ? metres : Math.round((metres / metresPerMinute) * 10) / 10);
