import { describe, expect, it } from 'vitest';
import { follow, tilesOf, type News } from '../src/data/events.ts';

const answer = (news: News) => new Response(JSON.stringify(news), { status: 200 });

describe('tiles of changes', () => {
  const change = { source: 'lockers', id: 'a', kind: 'updated' } as const;
  it('are each named once', () => {
    const tiles = [{ z: 0, x: [0, 0], y: [0, 0] }, { z: 3, x: [6, 7], y: [3, 3] }] as const;
    expect(tilesOf([{ ...change, tiles }, { ...change, tiles }])).toEqual([{ z: 0, x: 0, y: 0 }, { z: 3, x: 6, y: 3 }, { z: 3, x: 7, y: 3 }]);
  });
  it('are all when one is not said, or they are too many', () => {
    expect(tilesOf([change])).toBeNull();
    expect(tilesOf([{ ...change, tiles: [{ z: 14, x: [0, 99], y: [0, 99] }] }])).toBeNull();
    expect(tilesOf([])).toEqual([]);
  });
});

describe('following', () => {
  it('asks from the last revision, tells news only, and waits longer after each failure', async () => {
    const stop = new AbortController();
    const asked: string[] = [];
    const slept: number[] = [];
    const heard: News[] = [];
    const script = [
      () => answer({ revision: 5, reset: false, changes: [] }),
      () => answer({ revision: 6, reset: false, changes: [{ source: 'lockers', id: 'a', kind: 'created' }] }),
      () => { throw new Error('away'); },
      () => new Response('', { status: 503 }),
      () => answer({ revision: 9, reset: true, changes: [] }),
    ];
    const last = await follow({
      since: 5, signal: stop.signal,
      onNews: (news) => heard.push(news),
      sleep: async (ms) => { slept.push(ms); },
      fetcher: async (path) => {
        asked.push(path);
        const next = script.shift();
        if (script.length === 0) queueMicrotask(() => queueMicrotask(() => setTimeout(() => stop.abort())));
        if (!next) { stop.abort(); throw new Error('done'); }
        return next();
      },
    });
    expect(asked.slice(0, 5)).toEqual(['/events?since=5', '/events?since=5', '/events?since=6', '/events?since=6', '/events?since=6']);
    expect(slept).toEqual([2000, 4000]);
    expect(heard.map((news) => news.revision)).toEqual([6, 9]);
    expect(last).toBe(9);
  });

  it('reads everything anew when the store is another one, whatever its revision', async () => {
    const stop = new AbortController();
    const heard: News[] = [];
    const script = [
      { revision: 5, epoch: 'a', reset: false, changes: [] },
      { revision: 6, epoch: 'b', reset: false, changes: [] },
    ];
    await follow({
      since: 5, signal: stop.signal,
      onNews: (news) => { heard.push(news); stop.abort(); },
      fetcher: async () => answer(script.shift()!),
    });
    expect(heard).toEqual([{ revision: 6, epoch: 'b', reset: true, changes: [] }]);
  });

  it('leaves an older server alone', async () => {
    const last = await follow({ since: 3, signal: new AbortController().signal, onNews: () => {}, fetcher: async () => new Response('', { status: 404 }) });
    expect(last).toBe(3);
  });
});
