import type { Content } from '../../../data/changes-api.ts';
import type { Operation } from '../../../domain/editing/operations.ts';
import type { Fields, SourceRecord } from '../../../domain/editing/changes.ts';
import type { AreaGeometry } from '../../../domain/editing/plane.ts';

/**
 * Unsent work on the device (IndexedDB). Each operation is written by itself as soon as it is done, so that a browser
 * that is killed loses nothing that was finished.
 */

export interface Head {
  /** Made here; the same in each attempt to send it, so that it becomes one draft. */
  readonly id: string;
  readonly owner: string;
  /** The record that the work began with. */
  readonly key: string;
  readonly title: string;
  readonly comment: string;
  readonly reason: string;
  readonly fields: Readonly<Record<string, Fields>>;
  /** How many of the operations hold. */
  readonly count: number;
  /** The draft at the server, and the version of it that was read or written last. */
  readonly server: { readonly id: string; readonly etag: string } | null;
  /** What the first sending holds: until it is answered, it is sent again as it was. */
  readonly creating?: Content | undefined;
  /** Nothing here that the server has not. */
  readonly sent: boolean;
  readonly changed: string;
}
/** What the operations start from. */
export interface Start {
  readonly id: string;
  readonly records: readonly SourceRecord[];
  readonly drawn: Readonly<Record<string, AreaGeometry | null>>;
}
export interface Kept {
  readonly head: Head;
  readonly start: Start;
  readonly operations: readonly Operation[];
}

let opening: Promise<IDBDatabase> | null = null;
function database(): Promise<IDBDatabase> {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open('jintu-editor', 1);
    request.onupgradeneeded = () => {
      const db = request.result;
      db.createObjectStore('heads', { keyPath: 'id' });
      db.createObjectStore('starts', { keyPath: 'id' });
      db.createObjectStore('operations', { keyPath: ['work', 'number'] });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('IndexedDB'));
  });
  return opening;
}

type Store = 'heads' | 'starts' | 'operations';
async function write(stores: Store[], body: (store: (name: Store) => IDBObjectStore) => void): Promise<void> {
  const db = await database();
  await new Promise<void>((resolve, reject) => {
    const transaction = db.transaction(stores, 'readwrite', { durability: 'strict' });
    transaction.oncomplete = () => resolve();
    transaction.onabort = transaction.onerror = () => reject(transaction.error ?? new Error('IndexedDB'));
    body((name) => transaction.objectStore(name));
    transaction.commit();
  });
}
async function read<T>(store: Store, ask: (from: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const db = await database();
  return new Promise((resolve, reject) => {
    const request = ask(db.transaction(store).objectStore(store));
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('IndexedDB'));
  });
}
const all = (id: string): IDBKeyRange => IDBKeyRange.bound([id, 0], [id, Infinity]);

export const begin = (head: Head, start: Start): Promise<void> =>
  write(['heads', 'starts', 'operations'], (store) => {
    store('operations').delete(all(head.id));
    store('starts').put(start);
    store('heads').put(head);
  });
export const putHead = (head: Head): Promise<void> => write(['heads'], (store) => void store('heads').put(head));
/** Operation `number` (from 0) and the head that counts it; what followed an operation of that number before is gone. */
export const putOperation = (head: Head, number: number, operation: Operation): Promise<void> =>
  write(['heads', 'operations'], (store) => {
    store('operations').delete(IDBKeyRange.bound([head.id, number], [head.id, Infinity]));
    store('operations').put({ work: head.id, number, operation });
    store('heads').put(head);
  });
export const putStart = (start: Start): Promise<void> => write(['starts'], (store) => void store('starts').put(start));
export const drop = (id: string): Promise<void> =>
  write(['heads', 'starts', 'operations'], (store) => {
    store('operations').delete(all(id));
    store('starts').delete(id);
    store('heads').delete(id);
  });

export const heads = async (owner: string): Promise<readonly Head[]> => ((await read('heads', (store) => store.getAll())) as Head[]).filter((head) => head.owner === owner).sort((a, b) => (a.changed < b.changed ? 1 : -1));
export async function load(id: string): Promise<Kept | null> {
  const head = (await read('heads', (store) => store.get(id))) as Head | undefined;
  const start = (await read('starts', (store) => store.get(id))) as Start | undefined;
  if (!head || !start) return null;
  const rows = (await read('operations', (store) => store.getAll(all(id)))) as { operation: Operation }[];
  return { head, start, operations: rows.map(({ operation }) => operation) };
}
