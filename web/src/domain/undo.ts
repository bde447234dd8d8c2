/** What was, and what was taken back: steps of a value, to go back and forth. Pure. */

export interface Steps<T> {
  readonly past: readonly T[];
  readonly future: readonly T[];
}
export const noSteps: Steps<never> = { past: [], future: [] };

const most = 100;

/** After `now` was changed by hand: what was taken back before is gone. */
export const stepped = <T>({ past }: Steps<T>, now: T): Steps<T> => ({ past: [...past.slice(1 - most), now], future: [] });

export function undone<T>({ past, future }: Steps<T>, now: T): { steps: Steps<T>; value: T } | null {
  return past.length === 0 ? null : { steps: { past: past.slice(0, -1), future: [now, ...future] }, value: past[past.length - 1] as T };
}
export function redone<T>({ past, future }: Steps<T>, now: T): { steps: Steps<T>; value: T } | null {
  return future.length === 0 ? null : { steps: { past: [...past, now], future: future.slice(1) }, value: future[0] as T };
}
