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
