import { expect, it } from 'vitest';
import lock from '../package-lock.json';

const entries = Object.entries(lock.packages as Record<string, { optional?: boolean; engines?: object; resolved?: string }>);

it('names no host that packages come from', () => {
  expect(entries.filter(([, entry]) => entry.resolved !== undefined).map(([name]) => name)).toEqual([]);
});

it('lets optional packages be installed by an older Node: run `npm run lockfile`', () => {
  expect(entries.filter(([, entry]) => entry.optional && entry.engines).map(([name]) => name)).toEqual([]);
});
