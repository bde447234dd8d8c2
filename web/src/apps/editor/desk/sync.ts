import { effect, signal, untracked } from '@preact/signals';
import { HttpError } from '../../../kit/http/http.ts';
import type { Conflict, ServerFinding } from '../../../data/changes-api.ts';
import * as state from './state.ts';
import * as work from './work.ts';

/** The work at hand, kept at the server as a draft. What does not arrive is sent again; the device has it meanwhile. */

export type Sending = 'idle' | 'sending' | 'offline' | 'refused' | 'stale';
export const sending = signal<Sending>('idle');
export const trouble = signal('');
/** What the server found when it was asked last. */
export const serverFindings = signal<readonly ServerFinding[]>([]);
export const needsConsent = signal<readonly string[]>([]);
/** Records of the work that somebody else changed since they were read. */
export const overtaken = signal<readonly string[]>([]);
export const conflicts = signal<readonly Conflict[]>([]);

const wait = 1200;
let timer = 0;
let flying: Promise<boolean> | null = null;
/** When the work that the server refused was last changed. */
let refused = '';
let tries = 0;

function later(after: number): void {
  clearTimeout(timer);
  timer = setTimeout(() => void send(), after) as unknown as number;
}

/** Sends what is not sent; true: the server has all of it. */
export function send(): Promise<boolean> {
  flying ??= once().finally(() => (flying = null));
  return flying;
}

async function once(): Promise<boolean> {
  const head = work.head.peek();
  if (!head || (head.sent && head.server)) return true;
  if (!state.who.peek()?.signed_in) return false;
  if (head.server === null && work.actions.peek().length === 0) return true; // nothing was done yet
  sending.value = 'sending';
  try {
    await work.settled();
    const moved = await work.tagTouched();
    if (moved.length > 0) overtaken.value = [...new Set([...overtaken.peek(), ...moved])];
    const now = work.head.peek()!;
    const content = { title: now.title, comment: now.comment, actions: work.actions.peek() };
    let answer;
    let whole = true;
    if (now.server) answer = await state.api.save(now.server.id, now.server.etag, content);
    else {
      // The same request until it is answered: then it makes one draft, however often it arrives.
      const first = now.creating ?? content;
      if (!now.creating) {
        work.noteSent({ creating: first });
        await work.settled();
      }
      answer = await state.api.create(first, now.id);
      whole = JSON.stringify(first) === JSON.stringify(content);
    }
    if (work.head.peek()?.id !== now.id) return true; // other work is at hand by now
    const current = work.head.peek()!;
    const all = whole && current.changed === now.changed;
    work.noteSent({ server: { id: answer.value.id, etag: answer.etag }, sent: all });
    tries = 0;
    sending.value = 'idle';
    trouble.value = '';
    if (!all) later(whole ? wait : 0);
    return all;
  } catch (error) {
    const status = error instanceof HttpError ? error.status : -1;
    trouble.value = state.explain(error);
    if (status === 0 || status >= 500 || status === 429) {
      sending.value = 'offline';
      later(Math.min(30_000, 1000 * 2 ** tries++));
    } else if (status === 412 || status === 409) sending.value = 'stale';
    else {
      sending.value = 'refused';
      refused = work.head.peek()?.changed ?? '';
      if (work.head.peek()?.creating && status !== 401) work.noteSent({ creating: undefined }); // it was answered: another content may go
      if (status === 401) state.who.value = { signed_in: false };
    }
    return false;
  }
}

export function keepSending(): void {
  effect(() => {
    const head = work.head.value;
    // What was refused is not sent again before something of it changed.
    if (!head || head.sent || sending.peek() === 'stale' || head.changed === refused) return;
    untracked(() => later(wait));
  });
  addEventListener('online', () => {
    tries = 0;
    void send();
  });
  addEventListener('pagehide', () => void send());
}

/** Takes the server's draft as the one that counts, and writes this device's over it with the next sending. */
export async function overwrite(): Promise<void> {
  const server = work.head.peek()?.server;
  if (!server) return;
  const { etag } = await state.api.get(server.id);
  work.noteSent({ server: { id: server.id, etag }, sent: false });
  sending.value = 'idle';
  await send();
}

/** A dry run through the server's gate. */
export async function check(): Promise<boolean> {
  if (!(await send()) && !(sending.peek() === 'idle' && (await send()))) return false;
  const server = work.head.peek()?.server;
  if (!server) return true;
  try {
    const { findings, conflicts: found = [], affected = [] } = await state.api.check(server.id);
    serverFindings.value = findings;
    needsConsent.value = [...new Set(affected.flatMap(({ owners = [], consent }) => (consent ? owners : [])))];
    conflicts.value = found;
    return findings.every(({ severity }) => severity === 'ask');
  } catch (error) {
    conflicts.value = conflictsOf(error);
    if (conflicts.value.length === 0) state.failed(error);
    return false;
  }
}

export const conflictsOf = (error: unknown): readonly Conflict[] => (error instanceof HttpError && Array.isArray(error.problem['conflicts']) ? (error.problem['conflicts'] as Conflict[]) : []);
export const findingsOf = (error: unknown): readonly ServerFinding[] => (error instanceof HttpError && Array.isArray(error.problem['findings']) ? (error.problem['findings'] as ServerFinding[]) : []);

/** Sends the work and hands it to the reviewers; true: it is there. */
export async function submit(): Promise<boolean> {
  if (!(await send()) && !(sending.peek() === 'idle' && (await send()))) {
    state.tell(trouble.peek() === '' ? state.words.peek().unreachable : trouble.peek());
    return false;
  }
  const head = work.head.peek();
  if (!head?.server) return false;
  try {
    await state.api.submit(head.server.id, head.reason);
    await work.forget(head.id);
    return true;
  } catch (error) {
    const found = findingsOf(error);
    if (found.length > 0) serverFindings.value = found;
    conflicts.value = conflictsOf(error);
    state.failed(error);
    return false;
  }
}

export function forgetAnswers(): void {
  clearTimeout(timer);
  sending.value = 'idle';
  trouble.value = '';
  serverFindings.value = [];
  needsConsent.value = [];
  overtaken.value = [];
  conflicts.value = [];
  tries = 0;
}
