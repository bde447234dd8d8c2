import { Keeper, wayOf, type KeepNote, type Shell } from './keeper.ts';

/** The service worker. Built to `/sw.js`; the build writes what it keeps in the place of `__SHELL__`. */

declare const __SHELL__: Shell;

interface Extendable extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetching extends Extendable {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Messaged extends Extendable {
  readonly data: unknown;
}
interface Scope {
  readonly location: Location;
  readonly clients: { claim(): Promise<void>; matchAll(): Promise<readonly { postMessage(note: unknown): void }[]> };
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate', listener: (event: Extendable) => void): void;
  addEventListener(type: 'fetch', listener: (event: Fetching) => void): void;
  addEventListener(type: 'message', listener: (event: Messaged) => void): void;
}

const scope = globalThis as unknown as Scope;
const { origin } = scope.location;

const keeperFor = (event: Extendable): Keeper =>
  new Keeper({
    caches, shell: __SHELL__, english: /^en\b/i.test(navigator.language),
    fetch: (request, init) => fetch(request, init),
    finish: (work) => event.waitUntil(work.catch(() => {})), // a full disk must not break the page
    tell: (note) => event.waitUntil(scope.clients.matchAll().then((clients) => clients.forEach((client) => client.postMessage(note)))),
  });

scope.addEventListener('install', (event) => event.waitUntil(keeperFor(event).install().then(() => scope.skipWaiting())));
scope.addEventListener('activate', (event) => event.waitUntil(keeperFor(event).tidy().then(() => scope.clients.claim())));

scope.addEventListener('fetch', (event) => {
  const { request } = event;
  const way = wayOf(new URL(request.url), origin, { method: request.method, mode: request.mode, authorized: ['authorization', 'jintu-preview'].some((name) => request.headers.has(name)) });
  if (way !== 'pass') event.respondWith(keeperFor(event)[way](request));
});

scope.addEventListener('message', (event) => {
  const note = event.data as KeepNote | null;
  if (note?.kind === 'keep' && Array.isArray(note.urls)) event.waitUntil(keeperFor(event).keepAll(note.urls, origin));
});
