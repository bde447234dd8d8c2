/**
 * What the service worker keeps and when it hands it out. The network always comes first for data
 * and tiles, so that an edit shows at once; what was seen last is a fallback for when the server
 * cannot be reached, and is said to be one.
 */

export type Way =
  /** The page itself: network, else the kept shell. */
  | 'page'
  /** Another page: network, else the card of the place from what is kept, else a page that says so. */
  | 'place'
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
  if (mode === 'navigate') {
    if (pathname === '/' || pathname === '/index.html') return 'page';
    return /^\/(places|atlas|catalog|planner|editor)(\/|$)/.test(pathname) ? 'place' : 'pass';
  }
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
  /** Of who reads: where the address does not say it. */
  readonly english?: boolean;
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

  /** A place from what is kept is a card of the app, which says how old it is and reckons its state for now. */
  async place(request: Request): Promise<Response> {
    let response: Response | null = null;
    try {
      response = await this.around.fetch(request);
      if (!behindProxy(response)) return response;
    } catch {
      // the server is away
    }
    const url = new URL(request.url);
    const [, layer, id] = /^\/places\/(\w+)\/(.+)$/.exec(url.pathname) ?? [];
    try {
      if (layer && id && (await this.hasShell()) && (await this.hasPlace(layer, decodeURIComponent(id)))) {
        const look = ['lang', 'theme'].map((name) => (url.searchParams.has(name) ? `&${name}=${encodeURIComponent(url.searchParams.get(name)!)}` : '')).join('');
        return Response.redirect(`${url.origin}/#sel=${layer}/${id.replaceAll('/', '%2F')}${look}`, 302);
      }
    } catch {
      // an address that does not decode, or what is kept cannot be read
    }
    if (response !== null) return response;
    const lang = url.searchParams.get('lang');
    return awayPage(lang === null ? (this.around.english ?? false) : lang === 'en', id !== undefined);
  }

  private hasShell = async (): Promise<boolean> => (await (await this.shellCache()).match('/', match)) !== undefined;

  /** Whether the place is in what was seen last. */
  private async hasPlace(layer: string, id: string): Promise<boolean> {
    const cache = await this.around.caches.open(dataName);
    if (layer === 'venues') {
      const venues = (await (await cache.match('/api/venues', match))?.json()) as { id?: unknown[] } | undefined;
      return venues?.id?.includes(id) ?? false;
    }
    for (const { url } of await cache.keys()) {
      if (new URL(url).pathname !== `/ogc/collections/${layer}/items`) continue;
      const page = (await (await cache.match(url, match))?.json()) as { features?: { id?: unknown }[] } | undefined;
      if (page?.features?.some((feature) => String(feature.id) === id)) return true;
    }
    return false;
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

/** What is said where a page is neither to be had nor kept. It needs nothing else to be shown. */
export function awayPage(english: boolean, place: boolean): Response {
  const words = english
    ? { lang: 'en', title: 'You are offline', said: place ? 'This place is not kept on this device.' : 'This page is not kept on this device.', hint: 'The night map itself opens from what was kept.', list: 'All places', again: 'Try again' }
    : { lang: 'zh-Hans', title: '当前离线', said: place ? '这个地点没有保存在本机。' : '这个页面没有保存在本机。', hint: '夜间地图可以用已保存的内容打开。', list: '看全部地点', again: '再试一次' };
  const style = 'body{margin:0;min-height:100vh;display:grid;place-content:center;gap:12px;padding:24px;text-align:center;font:16px/1.6 system-ui,sans-serif;background:#080a16;color:#eef0f8}' +
    '@media(prefers-color-scheme:light){body{background:#fff;color:#1b1f33}}h1{font-size:22px;margin:0}p{margin:0}a{display:inline-block;min-height:44px;line-height:44px;padding:0 18px;border:1px solid;border-radius:22px;color:inherit;text-decoration:none}';
  const html = `<!doctype html><html lang="${words.lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${words.title} · 津图</title><style>${style}</style></head>` +
    `<body><main><h1>${words.title}</h1><p>${words.said}</p><p>${words.hint}</p><p><a href="/">${words.list}</a> <a href="">${words.again}</a></p></main></body></html>`;
  return new Response(html, { status: 503, headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', 'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'" } });
}
