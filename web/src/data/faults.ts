import { ask } from '../kit/http/http.ts';

/** Reports of what is wrong at a place: `docs/http.md`. */

export const faultKinds = ['hours', 'closed', 'position', 'name', 'other'] as const;
export type FaultKind = (typeof faultKinds)[number];
export const faultStates = ['open', 'done', 'dismissed'] as const;
export type FaultState = (typeof faultStates)[number];

export interface KeptFault {
  readonly id: string;
  readonly version: number;
  readonly layer: string;
  readonly place: string;
  readonly name: string;
  readonly kind: FaultKind;
  readonly text: string;
  readonly state: FaultState;
  readonly note: string;
  readonly by: string;
  readonly sent: string;
}

const json = { 'content-type': 'application/json', accept: 'application/json' };

/** Without a word of who says it. */
export async function reportFault(report: { readonly layer: string; readonly id: string; readonly kind: string; readonly text: string }): Promise<void> {
  await ask('/faults', { method: 'POST', headers: json, body: JSON.stringify(report), credentials: 'omit' });
}

export async function readFaults(state: FaultState): Promise<readonly KeptFault[]> {
  const answer = await ask(`/faults?state=${state}`, { headers: { accept: 'application/json' } });
  return ((await answer.json()) as { faults: KeptFault[] }).faults;
}

export async function decideFault(csrf: string, { id, version }: KeptFault, state: FaultState, note: string): Promise<void> {
  await ask(`/faults/${encodeURIComponent(id)}`, { method: 'POST', headers: { ...json, 'jintu-csrf': csrf }, body: JSON.stringify({ state, note, version }) });
}
