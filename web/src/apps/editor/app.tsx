import { useEffect } from 'preact/hooks';
import * as people from '../../data/people-api.ts';
import { Headline, typing, useDocument } from '../../kit/headline.tsx';
import { Icon } from './desk/icons.tsx';
import * as state from './desk/state.ts';
import * as sync from './desk/sync.ts';
import * as tools from './desk/tools.ts';
import * as work from './desk/work.ts';
import { AccountPage } from './pages/account.tsx';
import { ConflictPage } from './pages/conflict.tsx';
import { EditPage } from './pages/edit.tsx';
import { FaultsPage } from './pages/faults.tsx';
import { HoursPage } from './pages/hours.tsx';
import { ParksPage } from './pages/parks.tsx';
import { QueuePage } from './pages/queue.tsx';
import { ReleasesPage } from './pages/releases.tsx';
import { ReviewPage } from './pages/review.tsx';
import { VersionsPage } from './pages/versions.tsx';
import { SignIn } from './pages/sign-in.tsx';
import { Stage } from './stage/stage.tsx';

export function App() {
  const t = state.words.value;
  const page = state.page.value.name === 'parks' && state.mayReview.value && !state.mayDraft.value ? { name: 'queue' as const } : state.page.value;
  useDocument(state, t.documentTitle);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (state.page.peek().name !== 'edit' || typing(event.target)) return;
      const key = event.key.toLowerCase();
      if ((event.ctrlKey || event.metaKey) && (key === 'z' || key === 'y')) {
        event.preventDefault();
        if (key === 'y' || event.shiftKey) work.redo();
        else work.undo();
      } else if ((event.ctrlKey || event.metaKey) && event.key === 'Enter') document.querySelector<HTMLButtonElement>('[data-action="submit"]')?.click();
      else if (event.key === 'Escape') tools.giveUp();
      else if ((key === 'n' || key === 'p') && !event.ctrlKey && !event.metaKey && !event.altKey && !tools.isDrawing.peek()) {
        // From anywhere to the map, with a vertex in hand.
        document.querySelector<HTMLElement>('.map canvas')?.focus({ preventScroll: true });
        tools.stepTo(key === 'n' ? 1 : -1);
      }
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
  const who = state.who.value;
  const inside = who?.signed_in === true;
  return (
    <main class="workbench" data-room={page.name === 'edit' && inside ? state.roomy.value : state.roomy.value === 'map' ? 'even' : state.roomy.value} data-page={inside ? page.name : 'sign-in'}>
      <a class="skip" href="#panel" onClick={(event) => { event.preventDefault(); document.querySelector<HTMLElement>('#panel')?.focus(); }}>{t.skip}</a>
      <Stage />
      <section class="side" aria-label={t.panel}>
        <Top />
        <div class="panel" id="panel" tabIndex={-1}>
          {!inside ? <SignIn /> : page.name === 'edit' ? <EditPage key={page.work} id={page.work} /> : page.name === 'queue' ? <QueuePage /> : page.name === 'review' ? <ReviewPage key={page.id} id={page.id} /> : page.name === 'conflict' ? <ConflictPage key={page.id} id={page.id} /> : page.name === 'versions' ? <VersionsPage key={page.id} id={page.id} /> : page.name === 'releases' ? <ReleasesPage /> : page.name === 'hours' && state.mayWriteContent.value ? <HoursPage /> : page.name === 'faults' && (state.mayReview.value || state.mayWriteContent.value) ? <FaultsPage /> : page.name === 'account' ? <AccountPage /> : <ParksPage />}
        </div>
      </section>
      <p class={state.said.value ? 'toast' : 'sr-only'} role="status">{state.said.value}</p>
    </main>
  );
}

async function leave(): Promise<void> {
  try {
    await sync.send();
    await people.signOut(state.who.peek()?.csrf ?? '');
  } catch (error) {
    return state.failed(error);
  }
  state.who.value = { signed_in: false };
  work.head.value = null;
  state.goTo({ name: 'parks' });
}

function Top() {
  const t = state.words.value;
  const who = state.who.value;
  const page = state.page.value;
  const pages = [['parks', state.mayDraft.value || !state.mayReview.value], ['hours', state.mayWriteContent.value], ['queue', state.mayReview.value], ['faults', state.mayReview.value || state.mayWriteContent.value], ['releases', state.mayReview.value]] as const;
  const current = page.name === 'edit' || page.name === 'conflict' || page.name === 'versions' ? 'parks' : page.name === 'review' ? 'queue' : page.name;
  return (
    <Headline state={state} words={t} icon={(name) => <Icon name={name} />}>
      {who?.signed_in && (
        <nav class="pages" aria-label={t.pages}>
          {pages.filter(([, shown]) => shown).map(([name]) => (
            <a class="tab" key={name} href={`#/${name}`} aria-current={current === name ? 'page' : undefined} onClick={(event) => { event.preventDefault(); state.goTo({ name }); void state.loadChanges(); }}>{t.pageNames[name]}</a>
          ))}
          <a class="who" href="#/account" aria-label={`${t.account}${t.colon}${who.display ?? who.name}`} aria-current={page.name === 'account' ? 'page' : undefined} onClick={(event) => { event.preventDefault(); state.goTo({ name: 'account' }); }}>{who.display ?? who.name}</a>
          <button type="button" class="text-button" data-action="sign-out" onClick={() => void leave()}>{t.signOut}</button>
        </nav>
      )}
    </Headline>
  );
}
