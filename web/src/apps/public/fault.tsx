import { useState } from 'preact/hooks';
import { faultKinds, reportFault } from '../../data/faults.ts';
import { inLanguage } from '../../domain/bilingual.ts';
import type { Place } from '../../domain/types.ts';
import { HttpError } from '../../kit/http/http.ts';
import { lang } from './state.ts';

/** "Something is wrong here": for the reviewers alone, from whoever reads the card. Read when it is first asked for. */

const words = {
  zh: {
    open: '这里有误？告诉我们', kind: '哪里有误', text: '说明（可不填，最多 500 字）', send: '提交', sending: '正在提交…',
    kinds: { hours: '营业时间不对', closed: '已经永久关闭', position: '位置不对', name: '名称不对', other: '其他' },
    hint: '只交给审核人员，不会公开。请不要填写姓名、电话等个人信息；我们也不保存您的地址。',
    taken: '已收到，谢谢。审核人员会查看；核实之前，页面不会改变。', away: '没有连上服务器，请联网后再试。', often: (n: number) => `提交过多，请 ${n} 秒后再试。`, needed: '请写明哪里有误。',
  },
  en: {
    open: 'Something is wrong here? Tell us', kind: 'What is wrong', text: 'In your words (may be left empty, 500 characters at most)', send: 'Send', sending: 'Sending…',
    kinds: { hours: 'The hours are wrong', closed: 'It has closed for good', position: 'The position is wrong', name: 'The name is wrong', other: 'Something else' },
    hint: 'Only reviewers read it; it is never shown in public. Please leave out names, phone numbers and the like; your address is not kept either.',
    taken: 'Thank you, it was received. Reviewers will look at it; until it is verified nothing changes here.', away: 'The server was not reached; try again when you are online.', often: (n: number) => `Too many were sent: try again in ${n} seconds.`, needed: 'Say what is wrong.',
  },
} as const;

export function Fault({ place }: { place: Place }) {
  const t = words[lang.value];
  const [state, setState] = useState<{ readonly said: string | null; readonly how: 'open' | 'busy' | 'taken' | 'refused' }>({ said: null, how: 'open' });
  const send = async (event: Event) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const report = { layer: place.layer, id: place.id, kind: String(form.get('kind')), text: String(form.get('text')).trim() };
    if (report.kind === 'other' && report.text === '') return setState({ said: t.needed, how: 'refused' });
    setState({ said: t.sending, how: 'busy' });
    try {
      await reportFault(report);
      setState({ said: t.taken, how: 'taken' });
    } catch (error) {
      const { status, message, retryAfter } = error instanceof HttpError ? error : new HttpError(0, '');
      setState({ said: status === 0 ? t.away : status === 429 ? t.often(retryAfter ?? 60) : inLanguage(message, lang.peek()), how: 'refused' });
    }
  };
  return (
    <details class="fault">
      <summary class="text-button">{t.open}</summary>
      {state.how !== 'taken' && (
        <form class="fault-form" onSubmit={(event) => void send(event)}>
          <label for="fault-kind">{t.kind}</label>
          <select id="fault-kind" name="kind">
            {faultKinds.map((kind) => (
              <option key={kind} value={kind}>
                {t.kinds[kind]}
              </option>
            ))}
          </select>
          <label for="fault-text">{t.text}</label>
          <textarea id="fault-text" name="text" rows={4} maxLength={500} aria-describedby="fault-hint" />
          <p class="hint" id="fault-hint">
            {t.hint}
          </p>
          <button type="submit" class="button" disabled={state.how === 'busy'}>
            {t.send}
          </button>
        </form>
      )}
      <p class={state.how === 'refused' ? 'hint hint-warn' : 'hint'} role="status">
        {state.said}
      </p>
    </details>
  );
}
