import { useEffect, useState } from 'preact/hooks';
import { decideFault, faultStates, readFaults, type FaultState, type KeptFault } from '../../../data/faults.ts';
import { Empty, Radios } from '../../../kit/parts.tsx';
import { Trouble, Waiting, whenWords } from '../desk/parts.tsx';
import * as state from '../desk/state.ts';

/** What residents say is wrong: read, mended elsewhere, and put aside here with a note. */
export function FaultsPage() {
  const t = state.words.value;
  const [shown, setShown] = useState<FaultState>('open');
  const [faults, setFaults] = useState<readonly KeptFault[] | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const load = async (of: FaultState) => {
    try {
      setFaults(await readFaults(of));
      setTrouble(null);
    } catch (error) {
      setTrouble(state.explain(error));
    }
  };
  useEffect(() => {
    setFaults(null);
    void load(shown);
  }, [shown]);
  return (
    <div class="tab-body">
      <p class="muted">{t.faultsLead}</p>
      <Radios label={t.faultsShown} value={shown} options={faultStates.map((one) => [one, t.faultStates[one]] as const)} onChange={setShown} />
      {trouble !== null ? <Trouble text={trouble} onRetry={() => void load(shown)} /> : faults === null ? <Waiting /> : faults.length === 0 ? <Empty title={t.faultsNone} hint="" /> : null}
      <ul class="rows">{(trouble === null ? faults ?? [] : []).map((fault) => <Row key={`${fault.id} ${fault.version}`} fault={fault} onDone={() => void load(shown)} />)}</ul>
    </div>
  );
}

function Row({ fault, onDone }: { fault: KeptFault; onDone: () => void }) {
  const t = state.words.value;
  const [note, setNote] = useState(fault.note);
  const decide = async (to: FaultState) => {
    try {
      await decideFault(state.who.peek()?.csrf ?? '', fault, to, note);
    } catch (error) {
      state.failed(error);
    }
    onDone();
  };
  const page = `/places/${fault.layer}/${fault.place.split('/').map(encodeURIComponent).join('/')}`;
  return (
    <li class="row row-tall" data-fault={fault.id}>
      <span class="row-text">
        <strong>{t.faultKinds[fault.kind] ?? fault.kind}{t.colon}<a href={page} target="_blank" rel="noopener">{fault.name || fault.place}</a></strong>
        <span class="muted">{[whenWords(fault.sent), fault.by].filter(Boolean).join(' · ')}</span>
        {fault.text !== '' && <span>{fault.text}</span>}
      </span>
      <span class="field"><label for={`note-${fault.id}`}>{t.faultNote}</label><input id={`note-${fault.id}`} type="text" maxLength={500} value={note} onInput={(event) => setNote(event.currentTarget.value)} /></span>
      <span class="row-actions">
        {faultStates.filter((one) => one !== fault.state).map((one) => <button type="button" class="button-quiet" key={one} data-action={`fault-${one}`} onClick={() => void decide(one)}>{t.faultDeeds[one]}</button>)}
      </span>
    </li>
  );
}
