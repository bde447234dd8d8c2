import { useState } from 'preact/hooks';
import * as people from '../../../data/people-api.ts';
import { HttpError } from '../../../kit/http/http.ts';
import * as state from '../desk/state.ts';

export function SignIn() {
  const t = state.words.value;
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [totp, setTotp] = useState('');
  const [needsCode, setNeedsCode] = useState(false);
  const [fault, setFault] = useState('');
  const [busy, setBusy] = useState(false);
  if (state.meLoad.value === 'loading') return <div class="state" role="status"><span class="lantern" aria-hidden="true" /><p class="muted">{t.loading}</p></div>;
  const enter = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setFault('');
    try {
      const me = await people.signIn(name, password, totp);
      state.who.value = me;
      requestAnimationFrame(() => document.querySelector<HTMLElement>('#panel')?.focus({ preventScroll: true }));
    } catch (error) {
      const code = error instanceof HttpError ? String(error.problem['code'] ?? error.problem['type'] ?? '') + error.message : '';
      if (error instanceof HttpError && error.status === 401) {
        if (/totp_needed/.test(code)) {
          setNeedsCode(true);
          setFault(needsCode ? t.totpWrong : '');
          requestAnimationFrame(() => document.querySelector<HTMLElement>('#totp')?.focus());
        } else setFault(needsCode && totp !== '' ? t.totpWrong : t.badCredentials);
      } else setFault(state.explain(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form class="tab-body sign-in" onSubmit={(event) => void enter(event)}>
      <h2 class="lead">{t.signInTitle}</h2>
      <p class="muted">{t.signInLead}</p>
      {state.meLoad.value === 'failed' && <p class="faults" role="alert">{t.unreachable} <button type="button" class="text-button" onClick={() => void state.loadMe()}>{t.retry}</button></p>}
      <div class="field"><label for="name">{t.name}</label><input id="name" type="text" autocomplete="username" autocapitalize="none" spellcheck={false} required value={name} onInput={(event) => setName(event.currentTarget.value)} /></div>
      <div class="field"><label for="password">{t.password}</label><input id="password" type="password" class="text-input" autocomplete="current-password" required value={password} onInput={(event) => setPassword(event.currentTarget.value)} /></div>
      {needsCode && <div class="field"><label for="totp">{t.totp}</label><input id="totp" type="text" inputMode="numeric" autocomplete="one-time-code" pattern="[0-9 ]*" required value={totp} aria-describedby="totp-hint" onInput={(event) => setTotp(event.currentTarget.value)} /><p class="hint" id="totp-hint">{t.totpHint}</p></div>}
      {fault && <p class="faults" role="alert">{fault}</p>}
      <button type="submit" class="button button-wide" disabled={busy}>{t.signIn}</button>
    </form>
  );
}
