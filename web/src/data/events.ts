/** What the server says has changed, as `docs/http.md` describes `/events`. */

export interface TileRange {
  readonly z: number;
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}

export interface Change {
  readonly source: string;
  readonly id: string;
  readonly kind: 'created' | 'updated' | 'deleted';
  /** Absent: any tile of the source may differ. */
  readonly tiles?: readonly TileRange[];
}

export interface News {
  readonly revision: number;
  /** Of the store: revisions of another one say nothing of these. Absent from older servers. */
  readonly epoch?: string;
  /** Too much changed to say what: everything is to be read again. */
  readonly reset: boolean;
  readonly changes: readonly Change[];
}

export interface TileId {
  readonly z: number;
  readonly x: number;
  readonly y: number;
}

/** The tiles of all ranges; null when they are so many that all may as well be read again. */
export function tilesOf(changes: readonly Change[], most = 2000): TileId[] | null {
  const ids = new Map<string, TileId>();
  for (const change of changes) {
    if (!change.tiles) return null;
    for (const { z, x, y } of change.tiles) {
      if (ids.size + (x[1] - x[0] + 1) * (y[1] - y[0] + 1) > most) return null;
      for (let column = x[0]; column <= x[1]; column++) {
        for (let row = y[0]; row <= y[1]; row++) ids.set(`${z}/${column}/${row}`, { z, x: column, y: row });
      }
    }
  }
  return [...ids.values()];
}

export interface Following {
  readonly since: number;
  readonly onNews: (news: News) => void;
  readonly signal: AbortSignal;
  readonly fetcher?: (path: string, init: { signal: AbortSignal }) => Promise<Response>;
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });

/** Asks again and again, patiently when the server is away, until aborted. Resolves with the last revision. */
export async function follow({ since, onNews, signal, fetcher = fetch, sleep = pause }: Following): Promise<number> {
  let revision = since;
  let epoch: string | undefined;
  let failures = 0;
  while (!signal.aborted) {
    try {
      const response = await fetcher(`/events?since=${revision}`, { signal });
      if (response.status === 404) return revision; // an older server: nothing to follow
      if (!response.ok) throw new Error(`events: ${response.status}`);
      const news = (await response.json()) as News;
      failures = 0;
      if (signal.aborted) break;
      const another = epoch !== undefined && news.epoch !== undefined && news.epoch !== epoch;
      if (another || news.reset) onNews({ ...news, reset: true });
      else if (news.revision !== revision) onNews(news);
      revision = news.revision;
      epoch = news.epoch ?? epoch;
    } catch {
      if (signal.aborted) break;
      failures += 1;
      await sleep(Math.min(60_000, 2000 * 2 ** Math.min(failures - 1, 5)), signal);
    }
  }
  return revision;
}
