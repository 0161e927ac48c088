import { type LabelSets, labelSetAt, randomLabelOrder, signChangesInOrder, uniqueLabelSets } from '@sbn/core';
import { findDifference } from '../config/find-difference.js';
import { runFiles } from '../experiment/run-files.js';
import { showStage } from '../experiment/run-stage.js';
import { readJson } from '../files/read-json.js';
import { writeJson } from '../files/write-whole.js';
import { formatInteger } from '../terminal/format-number.js';
import type { CountingRecord, LearnedOrdersRecord, OrderCount } from './label-order-records.js';
import type { CountingStage } from './learn-orders-stage.js';

/**
 * Counts the different label sets of a split that DFT layers without slack output in each order, and in many random ones:
 * those with at most 2k sign changes around the cycle. Does nothing where that is done.
 */
export async function countStage(stage: CountingStage): Promise<CountingRecord> {
  const { folder, signal, config } = stage;
  const { split, ks, randomOrders, seed } = config.counting;
  const files = runFiles(folder.path);
  const done = (await readJson(files.evaluation)) as CountingRecord | undefined;
  if (done !== undefined && findDifference(done.counting, config.counting) === undefined) return done;
  const { orders } = (await readJson(files.training)) as LearnedOrdersRecord;
  const data = await stage.data();
  const shown = { total: orders.length + randomOrders, unit: 'orders' };
  return showStage(stage, 'Count the label sets of', shown, async (task) => {
    const started = performance.now();
    const { sets } = uniqueLabelSets(await data.labelSets(split, signal));
    const given = Uint32Array.from({ length: sets.numCols }, (_, label) => label);
    let counted = 0;
    const count = async (id: string, name: string, order: ArrayLike<number>): Promise<OrderCount> => {
      signal.throwIfAborted();
      task.update(++counted);
      return countInOrder({ id, name, sets, order, ks });
    };
    const learned: OrderCount[] = [];
    for (const { id, name, order = given } of orders) learned.push(await count(id, name, order));
    const random: OrderCount[] = [];
    for (let i = 0; i < randomOrders; i++) {
      const own = seed + i;
      random.push(await count(`random-${own}`, `random order ${own}`, randomLabelOrder(sets.numCols, own)));
      // Lets a signal through, and the bar be drawn.
      await new Promise(setImmediate);
    }
    const record: CountingRecord = {
      counting: config.counting,
      numSets: sets.numRows,
      numLarger: ks.map((k) => sizesOf(sets).filter((size) => size > k).length),
      orders: learned,
      random,
      seconds: (performance.now() - started) / 1000,
    };
    await writeJson(files.evaluation, record);
    task.done(`${formatInteger(sets.numRows)} label sets in ${formatInteger(counted)} orders`);
    return record;
  });
}

/** What layers with several k output of some label sets when the labels stand in one order. */
export function countInOrder(options: {
  readonly id: string;
  readonly name: string;
  readonly sets: LabelSets;
  readonly order: ArrayLike<number>;
  readonly ks: readonly number[];
}): OrderCount {
  const { id, name, sets, order, ks } = options;
  const changes = signChangesInOrder(sets, order);
  const sizes = sizesOf(sets);
  return {
    id,
    name,
    meanSignChanges: changes.reduce((sum, value) => sum + value, 0) / Math.max(1, changes.length),
    shares: ks.map((k) => {
      let [all, larger, numLarger] = [0, 0, 0];
      for (const [row, numChanges] of changes.entries()) {
        const isOutput = numChanges <= 2 * k ? 1 : 0;
        all += isOutput;
        if (sizes[row]! <= k) continue;
        larger += isOutput;
        numLarger++;
      }
      return { k, ofAll: all / sizes.length, ofLarger: numLarger === 0 ? null : larger / numLarger };
    }),
  };
}

function sizesOf(sets: LabelSets): number[] {
  return Array.from({ length: sets.numRows }, (_, row) => labelSetAt(sets, row).length);
}
