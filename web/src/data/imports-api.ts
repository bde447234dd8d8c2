import type { AreaGeometry } from '../domain/editing/plane.ts';
import { ask, HttpError } from '../kit/http/http.ts';

/** Files with boundaries, and mends of boundaries, to be looked at: `docs/boundaries.md`. Nothing of it is written. */

export interface FileReject {
  readonly code: string;
  readonly zh: string;
  readonly en: string;
  readonly feature: string;
  readonly position?: readonly [number, number];
  /** As it was drawn; absent or null where that is not known. */
  readonly geometry?: GeoJSON.Geometry | null;
}
export interface FileContent {
  readonly features: readonly GeoJSON.Feature<AreaGeometry>[];
  readonly format: string;
  readonly crs: string;
  readonly crs_source: string;
  readonly notices: readonly string[];
  readonly other_geometry: number;
  readonly rejected: number;
  readonly rejects: readonly FileReject[];
}
export interface MendProposal {
  readonly changed: boolean;
  readonly geometry: AreaGeometry;
  readonly mends_total: number;
  readonly mends: readonly { readonly code: string; readonly zh: string; readonly en: string; readonly to: readonly [number, number]; readonly metres: number }[];
  readonly findings: readonly { readonly code: string; readonly zh: string; readonly en: string; readonly position?: readonly [number, number] }[];
  readonly area_m2?: number;
}

export interface Asking {
  readonly csrf: string;
  readonly lang: 'zh' | 'en';
}
const headers = ({ csrf, lang }: Asking, type: string): Record<string, string> => ({ accept: 'application/json', 'accept-language': lang === 'zh' ? 'zh-CN' : 'en', 'content-type': type, 'jintu-csrf': csrf });

/** `crs` and `layer` empty: as the file says. */
export async function previewFile(file: File, { crs, layer }: { readonly crs: string; readonly layer: string }, asking: Asking): Promise<FileContent> {
  const query = new URLSearchParams({ name: file.name, ...(crs !== '' && { crs }), ...(layer !== '' && { layer }) });
  return (await (await ask(`/imports/preview?${query}`, { method: 'POST', headers: headers(asking, 'application/octet-stream'), body: file })).json()) as FileContent;
}

/** `snap` in metres, 0 to 10; `id` of the record that the shape shall be. */
export async function proposeMend(collection: string, id: string, geometry: GeoJSON.Geometry, snap: number, asking: Asking): Promise<MendProposal> {
  const body = JSON.stringify({ type: 'Feature', id, properties: {}, geometry });
  return (await (await ask(`/ogc/collections/${collection}/mend${snap > 0 ? `?snap=${snap}` : ''}`, { method: 'POST', headers: headers(asking, 'application/geo+json'), body })).json()) as MendProposal;
}

const told = (error: unknown): string => (error instanceof HttpError && error.status === 400 ? error.message : '');
/** The layers of a file that has several, where that is what it was refused for. */
export const layersNamed = (error: unknown): readonly string[] => /has several layers: (.+?); name the one/.exec(told(error))?.[1]?.split(', ') ?? [];
/** Whether a file was refused since it does not say its CRS. */
export const asksForCrs = (error: unknown): boolean => told(error).includes('does not say its coordinate reference system');
