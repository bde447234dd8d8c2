import { describe, expect, it } from 'vitest';
import { Keeper, mostSeen, wayOf, type SavedNote } from '../src/offline/keeper.ts';

const origin = 'http://map.test';

/** As much of CacheStorage as is used. */
class FakeCache {
  readonly kept = new Map<string, Response>();
  fetch: (url: string) => Promise<Response> = () => Promise.reject(new Error('no network'));
  async match(request: string | { url: string }) {
    return this.kept.get(new URL(typeof request === 'string' ? request : request.url, origin).href)?.clone();
  }
  async put(url: string, response: Response) {
    this.kept.set(url, response);
  }
  async addAll(files: string[]) {
    for (const file of files) this.kept.set(new URL(file, origin).href, await this.fetch(file));
  }
  async keys() {
    return [...this.kept.keys()].map((url) => new Request(url));
  }
  async delete(request: Request) {
    return this.kept.delete(request.url);
  }
}

function around(fetch: (url: string) => Promise<Response>, version = 'v2', english = false) {
  const stores = new Map<string, FakeCache>();
  const notes: SavedNote[] = [];
  const work: Promise<unknown>[] = [];
  const caches = {
    open: async (name: string) => {
      if (!stores.has(name)) stores.set(name, Object.assign(new FakeCache(), { fetch }));
      return stores.get(name)!;
    },
    keys: async () => [...stores.keys()],
    delete: async (name: string) => stores.delete(name),
  };
  const keeper = new Keeper({
    caches: caches as unknown as CacheStorage,
    fetch: (request) => fetch(typeof request === 'string' ? request : request.url),
    tell: (note) => notes.push(note),
    finish: (promise) => work.push(promise),
    english,
    shell: { version, files: ['/', '/assets/index-1.js'] },
  });
  return { keeper, stores, notes, settled: () => Promise.all(work) };
}

const tile = `${origin}/tiles/carriers/1/2/3.mvt`;
const request = (url: string) => new Request(url);
const dated = (body: string, init: ResponseInit = {}) => new Response(body, { ...init, headers: { date: 'Tue, 24 Nov 2026 04:00:00 GMT' } });

describe('what the service worker answers', () => {
  const way = (path: string, asked = {}) => wayOf(new URL(path, origin), origin, { method: 'GET', ...asked });

  it('is the page, its files, data and tiles, by reading only', () => {
    expect(way('/', { mode: 'navigate' })).toBe('page');
    expect(way('/assets/index-1.js')).toBe('asset');
    expect(way('/places/venues/n1', { mode: 'navigate' })).toBe('place');
    expect(way('/atlas', { mode: 'navigate' })).toBe('place');
    expect(way('/places/venues/n1')).toBe('pass');
    expect(way('/places/venues/n1', { mode: 'navigate', method: 'POST' })).toBe('pass');
    expect(way('/api/site')).toBe('data');
    expect(way('/ogc/collections/carriers/items?limit=1000')).toBe('data');
    expect(way('/tiles/districts,carriers/9/422/195.mvt')).toBe('data');
  });

  it('leaves alone news, health, writing, what is asked with a token, other pages and other origins', () => {
    expect(way('/events?since=3')).toBe('pass');
    expect(way('/healthz')).toBe('pass');
    expect(way('/sw.js')).toBe('pass');
    expect(way('/ogc/collections/carriers/items', { method: 'POST' })).toBe('pass');
    expect(way('/ogc/collections/carriers/items', { authorized: true })).toBe('pass');
    expect(way('/ogc', { mode: 'navigate' })).toBe('pass');
    expect(way('https://elsewhere.test/assets/index-1.js')).toBe('pass');
  });
});

describe('data and tiles', () => {
  it('come from the network whenever it answers, however old or new what is kept', async () => {
    let body = 'first';
    const { keeper, notes, settled } = around(async () => dated(body));
    expect(await (await keeper.data(request(tile))).text()).toBe('first');
    await settled();
    body = 'edited';
    expect(await (await keeper.data(request(tile))).text()).toBe('edited');
    expect(notes).toEqual([]);
  });

  it('come from what was seen last when the network fails, and the page is told so', async () => {
    let away = false;
    const { keeper, notes, settled } = around(async () => {
      if (away) throw new TypeError('Failed to fetch');
      return dated('seen');
    });
    await keeper.data(request(tile));
    await settled();
    away = true;
    expect(await (await keeper.data(request(tile))).text()).toBe('seen');
    expect(notes).toEqual([{ kind: 'saved', at: 'Tue, 24 Nov 2026 04:00:00 GMT' }]);
    expect((await keeper.data(request(`${origin}/tiles/carriers/9/9/9.mvt`))).type).toBe('error');
  });

  it('come from there too when a proxy says that the server is away, but an answer of the server stands', async () => {
    let status = 200;
    const { keeper, notes, settled } = around(async () => dated('body', { status }));
    await keeper.data(request(tile));
    await settled();
    for (const refusal of [404, 500, 503]) {
      status = refusal;
      expect((await keeper.data(request(tile))).status).toBe(refusal);
    }
    expect(notes).toEqual([]);
    status = 502;
    expect((await keeper.data(request(tile))).status).toBe(200);
    expect(notes.length).toBe(1);
  });

  it('are kept in bounds: the oldest go', async () => {
    const { keeper, stores, settled } = around(async () => dated('x'));
    for (let x = 0; x < mostSeen + 124; x++) await keeper.data(request(`${origin}/tiles/carriers/14/${x}/0.mvt`));
    await settled();
    const seen = stores.get('jintu-seen-1')!;
    expect(seen.kept.size).toBeLessThanOrEqual(mostSeen + 64);
    expect(seen.kept.has(`${origin}/tiles/carriers/14/0/0.mvt`)).toBe(false);
    expect(seen.kept.has(`${origin}/tiles/carriers/14/${mostSeen + 123}/0.mvt`)).toBe(true);
  });

  it('that were read before there was a worker are put aside, and nothing else is', async () => {
    const asked: string[] = [];
    const { keeper, stores } = around(async (url) => (asked.push(url), dated('early')));
    await keeper.keepAll([tile, '/api/site', '/metrics', 'https://elsewhere.test/api/site'], origin);
    expect(asked).toEqual([tile, `${origin}/api/site`]);
    expect([...stores.get('jintu-seen-1')!.kept.keys()]).toEqual([tile, `${origin}/api/site`]);
  });
});

describe('the page and its files', () => {
  it('open without a network once installed', async () => {
    let away = false;
    const { keeper } = around(async (url) => {
      if (away) throw new TypeError('Failed to fetch');
      return new Response(`of ${url}`);
    });
    await keeper.install();
    away = true;
    expect(await (await keeper.page(request(`${origin}/`))).text()).toBe('of /');
    expect(await (await keeper.asset(request(`${origin}/assets/index-1.js`))).text()).toBe('of /assets/index-1.js');
  });

  it('the page itself is the newest when the network answers', async () => {
    let body = 'old page';
    const { keeper } = around(async () => new Response(body));
    await keeper.install();
    body = 'new page';
    expect(await (await keeper.page(request(`${origin}/`))).text()).toBe('new page');
  });

  it('of other versions go, what was seen stays', async () => {
    const { keeper, stores } = around(async () => new Response(''));
    for (const name of ['jintu-shell-v1', 'jintu-seen-1', 'jintu-seen-0', 'another']) stores.set(name, new FakeCache());
    await keeper.install();
    await keeper.tidy();
    expect([...stores.keys()].sort()).toEqual(['another', 'jintu-seen-1', 'jintu-shell-v2']);
  });
});

describe("a place's page without a server", () => {
  const visited = async (english = false) => {
    let away: 'no' | 'cut' | 'proxy' = 'no';
    const made = around(async (url) => {
      if (away === 'cut') throw new TypeError('Failed to fetch');
      if (away === 'proxy') return new Response('bad gateway', { status: 502 });
      if (url.includes('/items')) return dated(JSON.stringify({ features: [{ id: 'ns01' }, { id: 'ns/2' }] }));
      if (url.includes('/api/venues')) return dated(JSON.stringify({ id: ['n7'] }));
      return dated('from the server');
    }, 'v2', english);
    await made.keeper.install();
    await made.keeper.data(request(`${origin}/ogc/collections/night_streets/items?limit=1000`));
    await made.keeper.data(request(`${origin}/api/venues`));
    await made.settled();
    return { ask: (path: string) => made.keeper.place(request(origin + path)), cut: (how: typeof away = 'cut') => void (away = how) };
  };

  it('is the page of the server while it answers', async () => {
    const { ask } = await visited();
    expect(await (await ask('/places/night_streets/ns01')).text()).toBe('from the server');
  });

  it('leads to its card where the place is among what was kept, in the language and theme asked for', async () => {
    const { ask, cut } = await visited();
    for (const how of ['cut', 'proxy'] as const) {
      cut(how);
      const where = async (path: string) => (await ask(path)).headers.get('location');
      expect(await where('/places/night_streets/ns01')).toBe(`${origin}/#sel=night_streets/ns01`);
      expect(await where('/places/night_streets/ns/2?lang=en&theme=day&x=1')).toBe(`${origin}/#sel=night_streets/ns%2F2&lang=en&theme=day`);
      expect(await where('/places/venues/n7')).toBe(`${origin}/#sel=venues/n7`);
    }
  });

  it('says that it is offline where nothing of it was kept, and never shows what the browser has for that', async () => {
    const { ask, cut } = await visited();
    cut();
    for (const path of ['/places/night_streets/ns99', '/places/carriers/ns01', '/places/venues/%E0%A4%A', '/atlas', '/places']) {
      const answer = await ask(path);
      expect([path, answer.status]).toEqual([path, 503]);
      expect(await answer.text()).toContain('当前离线');
    }
    expect(await (await ask('/atlas?lang=en')).text()).toContain('You are offline');
    cut('proxy');
    expect(await (await ask('/atlas')).text()).toBe('bad gateway');
  });

  it('speaks as its reader does', async () => {
    const { ask, cut } = await visited(true);
    cut();
    expect(await (await ask('/places/night_streets/ns99')).text()).toContain('lang="en"');
    expect(await (await ask('/places/night_streets/ns99?lang=zh')).text()).toContain('lang="zh-Hans"');
  });
});
