import { ask } from '../kit/http/http.ts';

/** Signing in and out, as `docs/http.md` describes it. */

export type Role = 'manager' | 'editor' | 'reviewer' | 'planner' | 'administrator';
export interface Me {
  readonly signed_in: boolean;
  readonly name?: string;
  readonly display?: string;
  readonly roles?: readonly Role[];
  /** Ids of the carriers that a manager edits. */
  readonly carriers?: readonly string[];
  readonly csrf?: string;
  /** Whether this session was opened with a second factor. */
  readonly second_factor?: boolean;
}

const json = { accept: 'application/json' };

export async function me(): Promise<Me> {
  const response = await ask('/auth/me', { headers: json });
  // A server without people answers such addresses with a page.
  if (!(response.headers.get('content-type') ?? '').includes('json')) return { signed_in: false };
  return (await response.json()) as Me;
}

export async function signIn(name: string, password: string, totp: string): Promise<Me> {
  const response = await ask('/auth/sign-in', { method: 'POST', headers: { ...json, 'content-type': 'application/json' }, body: JSON.stringify({ name, password, ...(totp !== '' && { totp }) }) });
  return { signed_in: true, ...((await response.json()) as Omit<Me, 'signed_in'>) };
}

export const signOut = async (csrf: string): Promise<void> => void (await ask('/auth/sign-out', { method: 'POST', headers: { ...json, 'jintu-csrf': csrf } }));

export interface Session {
  readonly id: string;
  readonly created: string;
  readonly seen: string;
  readonly agent: string;
  readonly second_factor: boolean;
  readonly current: boolean;
}

const write = async (csrf: string, path: string, body: unknown): Promise<unknown> =>
  (await ask(path, { method: 'POST', headers: { ...json, 'content-type': 'application/json', 'jintu-csrf': csrf }, body: JSON.stringify(body) })).json();

export const sessions = async (): Promise<readonly Session[]> => ((await (await ask('/auth/sessions', { headers: json })).json()) as { sessions: Session[] }).sessions;
export const endSession = async (csrf: string, id: string): Promise<void> => void (await ask(`/auth/sessions/${encodeURIComponent(id)}`, { method: 'DELETE', headers: { ...json, 'jintu-csrf': csrf } }));
/** Each answers with the session that goes on: its cookie and its CSRF token are new. */
export const changePassword = async (csrf: string, old: string, next: string): Promise<Me> => ({ signed_in: true, ...((await write(csrf, '/auth/password', { old, new: next })) as Omit<Me, 'signed_in'>) });
export const beginFactor = (csrf: string, password: string): Promise<{ readonly secret: string; readonly uri: string }> => write(csrf, '/auth/second-factor', { action: 'begin', password }) as Promise<{ secret: string; uri: string }>;
export const confirmFactor = async (csrf: string, totp: string): Promise<Me & { readonly recovery_codes?: readonly string[] }> => ({ signed_in: true, ...((await write(csrf, '/auth/second-factor', { action: 'confirm', totp })) as Omit<Me, 'signed_in'>) });
