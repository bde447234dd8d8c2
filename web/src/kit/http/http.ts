/** Asking the server, and what it says when it refuses (RFC 9457). */

export interface Problem {
  readonly title?: string;
  readonly detail?: string;
  readonly detail_en?: string;
  readonly [member: string]: unknown;
}

/** An answer that is no success; `status` 0: the server was not reached. `message` holds both languages where it has them. */
export class HttpError extends Error {
  readonly status: number;
  /** Seconds after which it is worth trying again. */
  readonly retryAfter: number | null;
  readonly problem: Problem;
  constructor(status: number, message: string, retryAfter: number | null = null, problem: Problem = {}) {
    super(message);
    this.status = status;
    this.retryAfter = retryAfter;
    this.problem = problem;
  }
}

export type Send = (path: string, init: RequestInit) => Promise<Response>;

/** The answer where it is a success, else an `HttpError`; a request that was called off throws what `fetch` throws. */
export async function ask(path: string, init: RequestInit = {}, send: Send = (to, how) => fetch(to, how)): Promise<Response> {
  let response: Response;
  try {
    response = await send(path, init);
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new HttpError(0, '');
  }
  if (response.ok) return response;
  const problem = (await response.json().catch(() => ({}))) as Problem;
  const after = Number(response.headers.get('retry-after') ?? NaN);
  const told = [problem.detail ?? problem.title ?? '', problem.detail_en ?? ''].join(' ').trim();
  throw new HttpError(response.status, told, Number.isFinite(after) ? after : null, problem);
}
