import type { Position } from './plane.ts';

/** Coordinates as people type and copy them: longitude and latitude in degrees (CGCS2000, taken as equal to WGS 84). */

/** Within China and around: a longitude and a latitude cannot be taken for each other. */
const isLon = (value: number): boolean => value >= 70 && value <= 140;
const isLat = (value: number): boolean => value >= 0 && value <= 60;

const degree = /^([+-]?\d+(?:\.\d+)?)(?:[°度](?:(\d+(?:\.\d+)?)[′'分](?:(\d+(?:\.\d+)?)(?:[″"秒]|''))?)?)?([EWNS东西北南]?)$/iu;

function number(text: string): number | null {
  const match = degree.exec(text);
  if (!match) return null;
  const [, whole, minutes = '0', seconds = '0', side = ''] = match;
  if (Number(minutes) >= 60 || Number(seconds) >= 60) return null;
  const size = Math.abs(Number(whole)) + Number(minutes) / 60 + Number(seconds) / 3600;
  return whole!.startsWith('-') || /[WS西南]/iu.test(side) ? -size : size;
}

/** Two numbers in either order, as `117.2, 39.1`, `39.1N 117.2E` or in degrees, minutes and seconds; null: it is no place. */
export function positionIn(text: string): Position | null {
  const tidy = text
    .trim()
    .replace(/[，；;、]/gu, ',')
    .replace(/\s*([EWNS东西北南])(?=[\s,]|$)/giu, '$1');
  const pieces = tidy.split(/[\s,]+/u).map((piece) => piece.replace(/^(?:北纬|东经)/u, '')).filter((piece) => piece !== '');
  if (pieces.length !== 2) return null;
  const [a, b] = pieces.map(number);
  if (a === null || b === null || a === undefined || b === undefined) return null;
  if (isLon(a) && isLat(b)) return [a, b];
  if (isLat(a) && isLon(b)) return [b, a];
  return null;
}

/** Eight decimals are a millimetre; zeros at the end are left out. */
export const inDegrees = (value: number): string => Number(value.toFixed(8)).toString();
export const positionWords = ([lon, lat]: Position): string => `${inDegrees(lon)}, ${inDegrees(lat)}`;

/** A line each, for a table or a survey's sheet. */
export const listOf = (positions: readonly Position[]): string => positions.map((at, i) => `${i + 1}\t${at.map((value) => value.toFixed(8)).join('\t')}`).join('\n');
/** Lines of coordinates, numbered or not; null where one of them is none. */
export function positionsIn(text: string): Position[] | null {
  const lines = text.split('\n').map((line) => line.trim()).filter((line) => line !== '');
  const found = lines.map((line) => positionIn(line) ?? positionIn(line.replace(/^\S+[\s,，]+/u, '')));
  return found.length > 0 && found.every((at) => at !== null) ? (found as Position[]) : null;
}
