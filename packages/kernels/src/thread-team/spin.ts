/**
 * How long a thread stays awake when it waits for another one. Awake it goes on within a microsecond; asleep it takes
 * tens of microseconds, but leaves its processor to others: perhaps to the very thread that it waits for.
 */
export interface Spin {
  readonly most: number;
  /** What is worth trying now, as the last waits taught. */
  milliseconds: number;
}

/** The part of the longest wait that is always tried, so that better times are noticed. */
const leastPart = 1 / 16;

export function createSpin(most: number): Spin {
  return { most, milliseconds: most };
}

/** Learns from one wait: longer after one that was worth it, shorter after one that ended in sleep all the same. */
export function adjustSpin(spin: Spin, wasWorthIt: boolean): void {
  spin.milliseconds = wasWorthIt
    ? Math.min(spin.most, 2 * spin.milliseconds)
    : Math.max(spin.most * leastPart, spin.milliseconds / 2);
}
