import type { KeepNote, SavedNote } from './keeper.ts';

/** The page's side of the service worker. Where there is none (private windows, plain HTTP) all works as before. */

const container = (): ServiceWorkerContainer | null => ('serviceWorker' in navigator && isSecureContext ? navigator.serviceWorker : null);

/** What was read before a worker was there to keep it. */
let early: Set<string> | null = container() && !navigator.serviceWorker.controller ? new Set() : null;

export function noteRead(url: string): void {
  if (early && early.size < 600) early.add(new URL(url, location.href).href);
}

/** `onSaved` is told when something shown was kept from an earlier time, since the server is away. */
export function listenForSaved(onSaved: (at: Date | null) => void): void {
  const workers = container();
  workers?.addEventListener('message', ({ data }: MessageEvent<SavedNote | null>) => {
    if (data?.kind === 'saved') onSaved(data.at === null ? null : new Date(data.at));
  });
  workers?.startMessages();
}

/** Once the page has what it needs: the worker must not compete with the first view. */
export async function startWorker(): Promise<void> {
  const workers = container();
  if (workers === null || !import.meta.env.PROD) return;
  try {
    await workers.register('/sw.js');
    const { active } = await workers.ready;
    if (early && active) active.postMessage({ kind: 'keep', urls: [...early] } satisfies KeepNote);
  } catch {
    // storage refused or full: the page works without
  }
  early = null;
}
