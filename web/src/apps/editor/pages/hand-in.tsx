import { signal } from '@preact/signals';
import { Section } from '../../../kit/parts.tsx';
import * as state from '../desk/state.ts';
import * as sync from '../desk/sync.ts';
import * as work from '../desk/work.ts';
import { askMissing } from './attributes.tsx';

/** How safe the work is: on the device, at the server. */
export function Saved() {
  const t = state.words.value;
  const head = work.head.value;
  const sending = sync.sending.value;
  const device = work.onDevice.value;
  const now = device === 'no' ? 'none' : device === 'writing' ? 'writing' : sending === 'offline' || sending === 'stale' || sending === 'refused' ? sending : sending === 'sending' ? 'sending' : head?.sent && head.server ? 'server' : 'device';
  return (
    <>
      <p class={`saved saved-${now}`} role="status" data-saved={now}><span class="saved-dot" aria-hidden="true" />{t.saved[now]}</p>
      {sending === 'refused' && sync.trouble.value !== '' && <p class="faults" role="alert">{sync.trouble.value}</p>}
      {sending === 'stale' && (
        <div class="note note-bad" role="alert">
          <p>{t.staleHint}</p>
          <span class="buttons">
            <button type="button" class="button-quiet" data-action="use-mine" onClick={() => void sync.overwrite().catch(state.failed)}>{t.useMine}</button>
            <button type="button" class="button-quiet" data-action="use-theirs" onClick={() => void useTheirs()}>{t.useTheirs}</button>
          </span>
        </div>
      )}
    </>
  );
}

async function useTheirs(): Promise<void> {
  const server = work.head.peek()?.server;
  if (!server) return;
  try {
    const { value, etag } = await state.api.get(server.id);
    await work.forget(work.head.peek()!.id);
    sync.forgetAnswers();
    state.goTo({ name: 'edit', work: await work.take(value, etag) });
  } catch (error) {
    state.failed(error);
  }
}

const busy = signal(false);

/** At the top of the panel: on a phone the form is some screens below. What it still asks for is shown there. */
export function SubmitNow() {
  const t = state.words.value;
  if (work.actions.value.length === 0 || work.findings.value.some(({ severity }) => severity === 'error')) return null;
  const submit = () => {
    const form = document.querySelector<HTMLFormElement>('[data-section="hand-in"] form');
    const section = form?.closest('details');
    if (section) section.open = true;
    form?.requestSubmit();
  };
  return <button type="button" class="button submit-now" data-action="submit-now" disabled={busy.value} onClick={submit}>{t.submit}</button>;
}

export function HandIn() {
  const t = state.words.value;
  const head = work.head.value;
  if (!head) return null;
  const asks = work.findings.value.some(({ severity }) => severity === 'ask') || sync.serverFindings.value.some(({ severity }) => severity === 'ask');
  const bad = work.findings.value.some(({ severity }) => severity === 'error');
  const nothing = work.actions.value.length === 0;
  const send = async (event: Event) => {
    event.preventDefault();
    if (busy.peek()) return;
    if (askMissing()) return state.tell(t.missingFirst);
    busy.value = true;
    try {
      if (!(await sync.submit())) return;
      state.tell(state.words.peek().submitted);
      state.goTo({ name: 'parks' });
    } finally {
      busy.value = false;
    }
  };
  return (
    <Section title={t.handIn} id="hand-in">
      <form class="hand-in" onSubmit={(event) => void send(event)}>
        <div class="field"><label for="title">{t.changeTitle}</label><input id="title" type="text" required value={head.title} onInput={(event) => work.change({ title: event.currentTarget.value })} /></div>
        <div class="field"><label for="comment">{t.comment}</label><textarea id="comment" class="text-input" rows={2} value={head.comment} onInput={(event) => work.change({ comment: event.currentTarget.value })} /></div>
        {asks && <div class="field"><label for="reason">{t.reason}</label><textarea id="reason" class="text-input" rows={2} required value={head.reason} aria-describedby="reason-hint" onInput={(event) => work.change({ reason: event.currentTarget.value })} /><p class="hint" id="reason-hint">{t.reasonHint}</p></div>}
        <button type="submit" class="button button-wide" data-action="submit" disabled={busy.value || nothing || bad}>{t.submit}</button>
        {(nothing || bad) && <p class="hint">{nothing ? t.notChanged : t.cannotSubmit}</p>}
      </form>
    </Section>
  );
}
