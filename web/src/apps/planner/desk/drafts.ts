import { emptyDraft, type Draft } from '../../../domain/siting/types.ts';

/** A draft of any age: what it lacks is as in an empty one. */
export const completed = (some: Partial<Draft> | null | undefined): Draft => ({
  ...emptyDraft, ...some,
  demand: { ...emptyDraft.demand, ...some?.demand, use: { ...emptyDraft.demand.use, ...some?.demand?.use }, gather: { ...emptyDraft.demand.gather, ...some?.demand?.gather }, weight: { ...emptyDraft.demand.weight, ...some?.demand?.weight } },
  candidates: { ...emptyDraft.candidates, ...some?.candidates },
  sizes: { ...emptyDraft.sizes, ...some?.sizes },
  equity: { ...emptyDraft.equity, ...some?.equity },
  market: { ...emptyDraft.market, ...some?.market, decay: { ...emptyDraft.market.decay, ...some?.market?.decay } },
});
