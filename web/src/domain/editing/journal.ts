import { done, type Operation, type Outcome } from './operations.ts';
import type { Plane } from './plane.ts';

/** Planes that are kept on the way, so that going back does not mean starting from the first one. */
const kept = 200;
const stride = 16;
/** All of the last ones: to take these back costs nothing. */
const recent = 64;

/**
 * What was done to a plane, in order, and how much of it holds. To go back is to do one operation less: whatever was done,
 * taking back all of it gives the very first plane.
 */
export class Journal {
  readonly first: Plane;
  private readonly list: Operation[] = [];
  private count = 0;
  private plane: Plane;
  private readonly waypoints = new Map<number, Plane>();

  /** `operations` as they were kept; `count` of them hold. One that is refused now is no more there, and neither are those after it. */
  constructor(first: Plane, operations: readonly Operation[] = [], count = operations.length) {
    this.first = first;
    this.plane = first;
    this.waypoints.set(0, first);
    for (const operation of operations) if (this.do(operation).refusal) break;
    while (this.count > count) this.undo();
  }

  get now(): Plane {
    return this.plane;
  }
  /** Those that hold. */
  get operations(): readonly Operation[] {
    return this.list.slice(0, this.count);
  }
  /** Those that were taken back, too. */
  get all(): readonly Operation[] {
    return this.list;
  }
  get length(): number {
    return this.count;
  }
  get canUndo(): boolean {
    return this.count > 0;
  }
  get canRedo(): boolean {
    return this.count < this.list.length;
  }

  do(operation: Operation): Outcome {
    const outcome = done(this.plane, operation);
    if (outcome.refusal) return outcome;
    this.list.length = this.count; // what was taken back is gone
    for (const at of [...this.waypoints.keys()]) if (at > this.count) this.waypoints.delete(at);
    this.list.push(operation);
    this.goTo(this.count + 1, outcome.plane);
    return outcome;
  }

  undo(): boolean {
    if (this.count === 0) return false;
    const wanted = this.count - 1;
    let at = wanted;
    while (!this.waypoints.has(at)) at--;
    let plane = this.waypoints.get(at)!;
    for (; at < wanted; at++) {
      plane = done(plane, this.list[at]!).plane!;
      const left = wanted - at - 1;
      // The next ones back cost nothing, and those farther back no more than half of the way again.
      if (left < stride || (left & (left - 1)) === 0) this.waypoints.set(at + 1, plane);
    }
    this.waypoints.delete(wanted + stride + 1);
    this.count = wanted;
    this.plane = plane;
    this.thin();
    return true;
  }

  redo(): boolean {
    if (!this.canRedo) return false;
    const known = this.waypoints.get(this.count + 1);
    this.goTo(this.count + 1, known ?? done(this.plane, this.list[this.count]!).plane!);
    return true;
  }

  private goTo(count: number, plane: Plane): void {
    this.count = count;
    this.plane = plane;
    this.waypoints.set(count, plane);
    const past = count - recent;
    if (past % stride !== 0) this.waypoints.delete(past);
    this.thin();
  }

  /** Of the older half the one is left out without which the way is least longer, so that they stand evenly; the first plane stays. */
  private thin(): void {
    while (this.waypoints.size > kept) {
      const ordered = [...this.waypoints.keys()].sort((a, b) => a - b);
      let least = 1;
      for (let i = 2; i < kept / 2; i++) if (ordered[i + 1]! - ordered[i - 1]! < ordered[least + 1]! - ordered[least - 1]!) least = i;
      this.waypoints.delete(ordered[least]!);
    }
  }
}
