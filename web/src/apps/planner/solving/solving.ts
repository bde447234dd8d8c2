/** A plan from the moment it is asked for: the search followed, the plan changed by hand, kept and opened again. */

export * from './archive.ts';
export * from './beside.ts';
export * from './edit.ts';
export * from './names.ts';
export * from './now.ts';
export * from './search.ts';
export * from './sight.ts';
export * from './survivors.ts';
