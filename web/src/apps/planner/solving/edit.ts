import { batch } from '@preact/signals';
import type { LonLat } from '../../../domain/types.ts';
import { redone, stepped, undone } from '../../../domain/undo.ts';
import * as state from '../desk/state.ts';
import { edit, editFailed, edited, forgetEdit, job, running, solution, steps, type Edit } from './now.ts';
import { solve } from './search.ts';

/** A plan changed by hand: weighed at once, taken back, made again. */

/** A site that is dragged, or nudged again and again, is one change. */
let lastMoved = { id: '', at: 0 };

export const undoEdit = (): void => batch(forgetEdit);

export function alter(part: (now: Edit) => Edit, moved = ''): void {
  if (solution.peek() === null || running.peek()) return;
  const now = performance.now();
  const sameMove = moved !== '' && moved === lastMoved.id && now - lastMoved.at < 1500;
  lastMoved = { id: moved, at: now };
  batch(() => {
    if (!sameMove) steps.value = stepped(steps.peek(), edit.peek());
    edit.value = part(edit.peek() ?? { open: solution.peek()!.open, moved: {} });
  });
  void evaluateLatest();
}

function step(go: typeof undone): void {
  const gone = go(steps.peek(), edit.peek());
  if (gone === null || running.peek()) return;
  lastMoved = { id: '', at: 0 };
  batch(() => {
    steps.value = gone.steps;
    edit.value = gone.value;
    if (gone.value === null) edited.value = null;
  });
  if (gone.value !== null) void evaluateLatest();
}
export const undo = (): void => step(undone);
export const redo = (): void => step(redone);
export const addSite = (id: string): void => alter((now) => (now.open.includes(id) ? now : { ...now, open: [...now.open, id] }));
export const removeSite = (id: string): void => alter((now) => ({ open: now.open.filter((it) => it !== id), moved: Object.fromEntries(Object.entries(now.moved).filter(([it]) => it !== id)) }));
export const moveSite = (id: string, at: LonLat): void => alter((now) => ({ ...now, moved: { ...now.moved, [id]: at } }), id);

let evaluating = false;
let again = false;
/** One question at a time; while it is on its way only the newest change waits. */
async function evaluateLatest(): Promise<void> {
  if (evaluating) {
    again = true;
    return;
  }
  evaluating = true;
  do {
    again = false;
    const now = edit.peek();
    const id = job.peek()?.id;
    if (now === null || id === undefined) break;
    const began = performance.now();
    try {
      const move = Object.entries(now.moved).map(([candidate, [lon, lat]]) => ({ candidate, lon, lat }));
      const result = await state.api.evaluate(id, now.open, move);
      if (edit.peek() !== null)
        batch(() => {
          edited.value = { ...result, took: Math.max(1, Math.round(performance.now() - began)) };
          editFailed.value = '';
        });
    } catch (error) {
      editFailed.value = state.explain(error);
    }
  } while (again);
  evaluating = false;
}

export function toggleLock(id: string): void {
  const { required } = state.draft.peek();
  state.change({ required: required.includes(id) ? required.filter((it) => it !== id) : [...required, id] });
}

/** What was added or moved must be opened, what was taken away must not; then the rest is found anew. */
export function resolve(): void {
  const now = edit.peek();
  const before = new Set(solution.peek()?.open ?? []);
  if (now) {
    const draft = state.draft.peek();
    const added = now.open.filter((id) => !before.has(id) || now.moved[id] !== undefined);
    const taken = [...before].filter((id) => !now.open.includes(id));
    state.change({
      required: [...new Set([...draft.required.filter((id) => !taken.includes(id)), ...added])],
      forbidden: [...new Set([...draft.forbidden.filter((id) => !added.includes(id)), ...taken])],
      moved: { ...draft.moved, ...now.moved },
    });
  }
  void solve();
}
