import { useEffect, useState } from 'preact/hooks';
import { encode } from 'uqr';
import * as people from '../../../data/people-api.ts';
import { Section } from '../../../kit/parts.tsx';
import { whenWords } from '../desk/parts.tsx';
import * as state from '../desk/state.ts';

/** One's own account: the second factor, the password, where one is signed in. */
export function AccountPage() {
  const t = state.words.value;
  const who = state.who.value;
  return (
    <div class="tab-body">
      <h2 class="lead">{who?.display ?? who?.name}</h2>
      <p class="muted">{(who?.roles ?? []).map((role) => t.roles[role] ?? role).join(t.comma)}</p>
      <SecondFactor />
      <Password />
      <Sessions />
    </div>
  );
}

const csrf = (): string => state.who.peek()?.csrf ?? '';

function SecondFactor() {
  const t = state.words.value;
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [begun, setBegun] = useState<{ readonly secret: string; readonly uri: string } | null>(null);
  const [recovery, setRecovery] = useState<readonly string[]>([]);
  const [fault, setFault] = useState('');
  const on = state.who.value?.second_factor === true;
  const step = (work: () => Promise<void>) => (event: Event) => {
    event.preventDefault();
    setFault('');
    work().catch((error: unknown) => setFault(state.explain(error)));
  };
  const begin = step(async () => setBegun(await people.beginFactor(csrf(), password)));
  const confirm = step(async () => {
    const { recovery_codes = [], ...me } = await people.confirmFactor(csrf(), code);
    state.who.value = me;
    setRecovery(recovery_codes);
    setBegun(null);
    setPassword('');
    state.tell(state.words.peek().factorOn);
  });
  return (
    <Section title={t.factor} id="factor">
      <p class={on ? 'muted' : 'note'}>{on ? t.factorIsOn : t.factorWhy}</p>
      {recovery.length > 0 && <div class="note"><p>{t.recovery}</p><ul class="codes">{recovery.map((it) => <li key={it}><code>{it}</code></li>)}</ul></div>}
      {!on && !begun && (
        <form class="hand-in" onSubmit={begin}>
          <div class="field"><label for="factor-password">{t.password}</label><input id="factor-password" type="password" class="text-input" autocomplete="current-password" required value={password} onInput={(event) => setPassword(event.currentTarget.value)} /></div>
          <button type="submit" class="button" data-action="begin-factor">{t.factorBegin}</button>
        </form>
      )}
      {begun && (
        <form class="hand-in" onSubmit={confirm}>
          <p>{t.factorScan}</p>
          <Qr text={begun.uri} label={t.factorScan} />
          <p class="hint">{t.factorSecret} <code data-secret>{begun.secret}</code></p>
          <div class="field"><label for="factor-code">{t.totp}</label><input id="factor-code" type="text" inputMode="numeric" autocomplete="one-time-code" required value={code} onInput={(event) => setCode(event.currentTarget.value)} /></div>
          <button type="submit" class="button" data-action="confirm-factor">{t.confirm}</button>
        </form>
      )}
      {fault && <p class="faults" role="alert">{fault}</p>}
    </Section>
  );
}

/** Black on white in either theme: cameras want it so. */
function Qr({ text, label }: { text: string; label: string }) {
  const { size, data } = encode(text, { border: 3 });
  const path = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join('');
  return (
    <svg class="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shape-rendering="crispEdges">
      <rect class="qr-ground" width={size} height={size} />
      <path class="qr-ink" d={path} />
    </svg>
  );
}

function Password() {
  const t = state.words.value;
  const [old, setOld] = useState('');
  const [next, setNext] = useState('');
  const [fault, setFault] = useState('');
  const change = async (event: Event) => {
    event.preventDefault();
    setFault('');
    try {
      state.who.value = await people.changePassword(csrf(), old, next);
      setOld('');
      setNext('');
      state.tell(t.passwordChanged);
    } catch (error) {
      setFault(state.explain(error));
    }
  };
  return (
    <Section title={t.changePassword} id="change-password" open={false}>
      <form class="hand-in" onSubmit={(event) => void change(event)}>
        <div class="field"><label for="old-password">{t.oldPassword}</label><input id="old-password" type="password" class="text-input" autocomplete="current-password" required value={old} onInput={(event) => setOld(event.currentTarget.value)} /></div>
        <div class="field"><label for="new-password">{t.newPassword}</label><input id="new-password" type="password" class="text-input" autocomplete="new-password" required value={next} onInput={(event) => setNext(event.currentTarget.value)} /></div>
        <button type="submit" class="button" data-action="change-password">{t.changePassword}</button>
      </form>
      {fault && <p class="faults" role="alert">{fault}</p>}
    </Section>
  );
}

function Sessions() {
  const t = state.words.value;
  const [list, setList] = useState<readonly people.Session[]>([]);
  const load = () => people.sessions().then(setList, state.failed);
  useEffect(() => void load(), [state.who.value]);
  const end = async (session: people.Session) => {
    try {
      await people.endSession(csrf(), session.id);
      if (session.current) state.who.value = { signed_in: false };
      else await load();
    } catch (error) {
      state.failed(error);
    }
  };
  return (
    <Section title={t.sessions} id="sessions">
      <ul class="rows">
        {list.map((session) => (
          <li class="row" key={session.id}>
            <span class="row-text"><strong>{session.current ? t.thisSession : whenWords(session.seen)}</strong><span class="muted">{session.agent}</span></span>
            <span class="row-actions"><button type="button" class="text-button" data-action="end-session" onClick={() => void end(session)}>{t.endSession}</button></span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
