import type { Position } from './plane.ts';

/**
 * Lines that a border may be put on without sharing them with anybody: the centre lines of roads. What is put on one takes its place, and
 * does not move with it.
 */

export interface Guide {
  /** Of its own; the same line that comes twice counts once. */
  readonly id: string;
  readonly names: { readonly zh: string; readonly en: string };
  /** Of the road: `primary`, `service` … */
  readonly kind: string;
  readonly line: readonly Position[];
}
export interface OnGuide {
  readonly at: Position;
  readonly guide: Guide;
  /** The place is on the piece from this position of the line to the next, or is one of the two. */
  readonly piece: number;
  readonly corner: boolean;
}

/** Degrees: some 200 m, a few times what a finger covers where streets can be told apart. */
const cell = 0.002;
const columns = 1_000_000;
const cellOf = (x: number, y: number): number => (y + columns / 4) * columns + x + columns / 2;

/** Pieces of lines by the cells of a grid that they pass. Grows; a look at a place costs what is near it, however much there is elsewhere. */
export class Guides {
  private readonly cells = new Map<number, number[]>();
  private readonly pieces: { readonly guide: Guide; readonly piece: number }[] = [];
  private readonly known = new Set<string>();

  get size(): number {
    return this.known.size;
  }

  add(guides: Iterable<Guide>): void {
    for (const guide of guides) {
      if (this.known.has(guide.id)) continue;
      this.known.add(guide.id);
      for (let piece = 0; piece + 1 < guide.line.length; piece++) {
        const number = this.pieces.push({ guide, piece }) - 1;
        for (const at of cellsAlong(guide.line[piece]!, guide.line[piece + 1]!)) {
          const list = this.cells.get(at);
          if (list) list.push(number);
          else this.cells.set(at, [number]);
        }
      }
    }
  }

  /**
   * The nearest place on a line within `reach` (degrees of latitude), and the end of its piece where that is within half of it: a bend or a crossing is
   * meant more often than the place beside it.
   */
  near(at: Position, reach: number): OnGuide | null {
    const squeeze = Math.cos((at[1] * Math.PI) / 180);
    const wide = reach / squeeze;
    let best: OnGuide | null = null;
    let least = reach;
    for (let x = Math.floor((at[0] - wide) / cell); x <= Math.floor((at[0] + wide) / cell); x++)
      for (let y = Math.floor((at[1] - reach) / cell); y <= Math.floor((at[1] + reach) / cell); y++)
        for (const number of this.cells.get(cellOf(x, y)) ?? []) {
          const { guide, piece } = this.pieces[number]!;
          const [p, q] = [guide.line[piece]!, guide.line[piece + 1]!];
          const [px, py, qx, qy] = [(p[0] - at[0]) * squeeze, p[1] - at[1], (q[0] - at[0]) * squeeze, q[1] - at[1]];
          const length = (qx - px) ** 2 + (qy - py) ** 2;
          if (length === 0) continue;
          const share = Math.max(0, Math.min(1, -(px * (qx - px) + py * (qy - py)) / length));
          const far = Math.hypot(px + share * (qx - px), py + share * (qy - py));
          if (far > least || (far === least && best !== null)) continue;
          least = far;
          const [toP, toQ] = [Math.hypot(px, py), Math.hypot(qx, qy)];
          const corner = Math.min(toP, toQ) <= reach / 2;
          best = { guide, piece, corner, at: corner ? (toP <= toQ ? p : q) : [p[0] + share * (q[0] - p[0]), p[1] + share * (q[1] - p[1])] };
        }
    return best;
  }
}

/** The cells that a straight piece passes: column by column, those between where it enters the column and where it leaves it. */
function* cellsAlong(p: Position, q: Position): Generator<number> {
  const [west, east] = p[0] <= q[0] ? [p, q] : [q, p];
  const [first, last] = [Math.floor(west[0] / cell), Math.floor(east[0] / cell)];
  const slope = east[0] === west[0] ? 0 : (east[1] - west[1]) / (east[0] - west[0]);
  for (let x = first; x <= last; x++) {
    const enter = x === first ? west[1] : west[1] + slope * (x * cell - west[0]);
    const leave = x === last ? east[1] : west[1] + slope * ((x + 1) * cell - west[0]);
    for (let y = Math.floor(Math.min(enter, leave) / cell); y <= Math.floor(Math.max(enter, leave) / cell); y++) yield cellOf(x, y);
  }
}
