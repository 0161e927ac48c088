import { abortable, closeSource } from './abortable.js';
import type { LabelSetItem, OpenLabelSets } from './label-set-source.js';
import type { PreparedSet } from './prepare-item.js';

/** What the two ways of running through label sets have in common. */
export interface Run {
  readonly sets: OpenLabelSets;
  /** Checks and sorts one set; throws on a bad one. */
  readonly prepare: (item: LabelSetItem, index: number) => PreparedSet;
  /** Stops the run with its reason. */
  readonly signal: AbortSignal;
}

/**
 * Works on label sets one after the other in the calling thread. Lets the event loop run every few milliseconds, so
 * that timers, signals and other work get their turn.
 */
export async function* runInThread(
  run: Run,
  work: (set: PreparedSet) => Promise<unknown>,
): AsyncGenerator<unknown, void, undefined> {
  const { sets, prepare, signal } = run;
  const { iterator } = sets;
  let isOpen = true;
  let isBusy = false;
  let lastRest = performance.now();
  try {
    for (let index = 0; ; index++) {
      if (performance.now() - lastRest > 15) {
        await new Promise((resolve) => setTimeout(resolve, 0));
        lastRest = performance.now();
      }
      isBusy = true;
      const next = await abortable(iterator.next(), signal);
      isBusy = false;
      if (next.done === true) {
        isOpen = false;
        return;
      }
      yield await work(prepare(next.value, index));
    }
  } finally {
    if (isOpen) await closeSource(iterator, isBusy);
  }
}
