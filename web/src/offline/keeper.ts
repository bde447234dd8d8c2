/**
 * What the service worker keeps and when it hands it out. The network always comes first for data
 * and tiles, so that an edit shows at once; what was seen last is a fallback for when the server
 * cannot be reached, and is said to be one.
 */

export type Way =
  /** The page itself: network, else the kept shell. */
  | 'page'
  /** A file whose name changes with its content: the kept one will do. */
  | 'asset'
  /** Data and tiles: network, else what was seen last. */
  | 'data'
  /** Not ours to answer. */
  | 'pass';

export interface Asked {
  readonly method: string;
  readonly mode?: string;
  readonly authorized?: boolean;
}

export function wayOf(url: URL, origin: string, { method, mode, authorized = false }: Asked): Way {
  if (url.origin !== origin || method !== 'GET' || authorized) return 'pass';
  const { pathname } = url;
  if (mode === 'navigate') return pathname === '/' || pathname === '/index.html' ? 'page' : 'pass';
  if (pathname.startsWith('/assets/') || pathname === '/icon.svg' || pathname === '/manifest.webmanifest') return 'asset';
  if (pathname === '/api/site' || pathname === '/api/venues' || /^\/ogc\/collections\/\w+\/items$/.test(pathname) || /^\/tiles\/[\w,]+\/\d+\/\d+\/\d+\.mvt$/.test(pathname)) return 'data';
  return 'pass';
}

/** From the worker to the page: what it got was kept from `at` (an HTTP date), since the server is away. */
export interface SavedNote {
  readonly kind: 'saved';
  readonly at: string | null;
}

/** From the page to the worker: what it read before there was a worker. */
export interface KeepNote {
  readonly kind: 'keep';
  readonly urls: readonly string[];
}

export interface Shell {
  readonly version: string;
  readonly files: readonly string[];
}

export interface Surroundings {
  readonly caches: CacheStorage;
  readonly fetch: (request: Request | string, init?: RequestInit) => Promise<Response>;
  readonly tell: (note: SavedNote) => void;
  /** Keeps the worker alive until the promise settles. */
  readonly finish: (work: Promise<unknown>) => void;
  readonly shell: Shell;
}

const shellPrefix = 'jintu-shell-';
const dataName = 'jintu-seen-1';
/** Of tiles and data together; the oldest go first. */
export const mostSeen = 900;
/** A page that takes longer than this opens from what is kept. */
const patience = 4000;
/** A proxy says that the server behind it is away. */
const behindProxy = ({ status }: Response): boolean => status === 502 || status === 504;
const match = { ignoreVary: true } as const;

export class Keeper {
  private readonly around: Surroundings;
  private puts = 0;

  constructor(around: Surroundings) {
    this.around = around;
  }

  private shellCache = () => this.around.caches.open(shellPrefix + this.around.shell.version);

  async install(): Promise<void> {
    const cache = await this.shellCache();
    await cache.addAll([...this.around.shell.files]);
  }

  /** Shells of other versions go; what was seen stays. */
  async tidy(): Promise<void> {
    const { caches, shell } = this.around;
    const names = await caches.keys();
    const old = names.filter((name) => name.startsWith('jintu-') && name !== dataName && name !== shellPrefix + shell.version);
    await Promise.all(old.map((name) => caches.delete(name)));
  }

  async page(request: Request): Promise<Response> {
    const kept = async () => (await this.shellCache()).match('/', match);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<Response | undefined>((resolve) => {
      timer = setTimeout(() => void kept().then(resolve), patience);
    });
    try {
      const network = this.around.fetch(request).then(async (response) => (behindProxy(response) ? ((await kept()) ?? response) : response));
      network.catch(() => {});
      return (await Promise.race([network, late])) ?? (await network);
    } catch {
      return (await kept()) ?? Response.error();
    } finally {
      clearTimeout(timer);
    }
  }

  async asset(request: Request): Promise<Response> {
    return (await (await this.shellCache()).match(request.url, match)) ?? this.around.fetch(request);
  }

  async data(request: Request): Promise<Response> {
    let response: Response;
    try {
      response = await this.around.fetch(request);
    } catch {
      return (await this.seen(request.url)) ?? Response.error();
    }
    if (behindProxy(response)) return (await this.seen(request.url)) ?? response;
    if (response.status === 200 || response.status === 204) this.around.finish(this.keep(request.url, response.clone()));
    return response;
  }

  private async seen(url: string): Promise<Response | undefined> {
    const cache = await this.around.caches.open(dataName);
    const response = await cache.match(url, match);
    if (response) this.around.tell({ kind: 'saved', at: response.headers.get('date') });
    return response;
  }

  private async keep(url: string, response: Response): Promise<void> {
    const cache = await this.around.caches.open(dataName);
    await cache.put(url, response);
    this.puts += 1;
    if (this.puts % 64 !== 0) return;
    const keys = await cache.keys();
    await Promise.all(keys.slice(0, Math.max(0, keys.length - mostSeen)).map((key) => cache.delete(key)));
  }

  /** Puts aside what the page read before the worker was there: from the browser's own cache, so without the network. */
  async keepAll(urls: readonly string[], origin: string): Promise<void> {
    const cache = await this.around.caches.open(dataName);
    for (const address of urls.slice(0, mostSeen)) {
      const url = new URL(address, origin);
      if (wayOf(url, origin, { method: 'GET' }) !== 'data' || (await cache.match(url.href, match))) continue;
      try {
        const response = await this.around.fetch(url.href, { cache: 'force-cache' });
        if (response.status === 200 || response.status === 204) await this.keep(url.href, response);
      } catch {
        return; // the next visit keeps it
      }
    }
  }
}
