/** Where in the form stands what the server refused: its sentences name the member of the problem, or the rule that is broken. */

/** By the first that fits; the more particular ones come first. */
const places: readonly (readonly [RegExp, string])[] = [
  [/existing_size/, 'existing_size'],
  [/single_source/, 'sizes'],
  [/sizes\[\d+\]|\bsizes?\b[^.]*(capacity|cost|listed twice)|\bloads?\b/, 'sizes'],
  [/预算不足|\bbudget\b/, 'budget'],
  [/site_costs|cost of candidate/, 'site_cost'],
  [/equity|\bgroup\b/, 'equity'],
  [/competitor|rivals/, 'rivals'],
  [/attraction/, 'attraction'],
  [/decay/, 'decay'],
  [/\bfront\b/, 'front'],
  [/min_spacing|least spacing/, 'min_spacing_m'],
  [/unserved_distance/, 'unserved_distance_m'],
  [/cutoff_m/, 'reach_m'],
  [/walking network|步行网|no OSM extract|snap_m/, 'distance'],
  [/within the standard|\bstandard\b/, 'standard_m'],
  [/候选点不足|超过候选点数|\bp\b ?[:=]|\bneeds p\b|设施太少/, 'p'],
  [/候选点|candidates?\b/, 'candidates'],
  [/需求|demand/, 'demand'],
  [/time_limit_s/, 'seconds'],
  [/\bseed\b/, 'seed'],
  [/\bgap\b/, 'gap'],
];

/** The field, or the section, that a refusal is about; null when it cannot be told. */
export function fieldOfError(detail: string): string | null {
  const numbered = /sizes\[(\d+)\]: (id|capacity|cost)/.exec(detail);
  if (numbered) return `size-${numbered[1]}-${numbered[2]}`;
  return places.find(([words]) => words.test(detail))?.[1] ?? null;
}
