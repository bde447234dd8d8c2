/**
 * All the state of the public page. The map and the components read it; only what is in these rooms writes it.
 * `state/fresh` is not among them: it is read after the first view.
 */
export * from './state/page.ts';
export * from './state/evening.ts';
export * from './state/stations.ts';
export * from './state/listed.ts';
export * from './state/loading.ts';
export * from './state/deeds.ts';
export * from './state/address.ts';
