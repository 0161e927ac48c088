import type { Screening } from '../screening/create-screening.js';
import { screenLabelSets } from '../screening/screen-label-sets.js';
import type { PreparedSet } from './prepare-item.js';
import type { Run } from './run-in-thread.js';

/**
 * The same run with a direction for every set, from a device that screens many sets at once. The source is read two of
 * the device's batches ahead. Sets that come with an input are screened like the others.
 */
export function screenedRun(run: Run, screening: Screening): Run {
  const { sets, prepare, signal } = run;
  const inHand: PreparedSet[] = [];
  const prepared = async function* (): AsyncGenerator<readonly number[], void, undefined> {
    const { iterator } = sets;
    let isOpen = true;
    try {
      for (let index = 0; ; index++) {
        isOpen = false;
        const next = await iterator.next();
        if (next.done === true) return;
        isOpen = true;
        const set = prepare(next.value, index);
        inHand.push(set);
        yield set.labels;
      }
    } finally {
      if (isOpen) await iterator.return?.();
    }
  };
  const screened = async function* (): AsyncGenerator<PreparedSet, void, undefined> {
    for await (const found of screenLabelSets(prepared(), screening, signal)) {
      yield { ...inHand.shift()!, direction: screening.toLayer(found.screened.direction) };
    }
  };
  return {
    sets: { total: sets.total, iterator: screened() },
    prepare: (item) => item as PreparedSet,
    signal,
  };
}
