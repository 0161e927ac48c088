import { expandGrid, type GridHead } from '../classification/expand-grid.js';
import type { TaskRun } from '../experiment/task-run.js';
import { type LabelOrderConfig, labelOrderId } from './label-order-config.js';
import type { LabelOrderStudyConfig } from './label-order-study-config.js';

/** One run of a study of label orders. */
export type LabelOrderRun = CountingRun | OrderedRun;

/** The run that counts, and trains nothing. */
export interface CountingRun extends TaskRun {
  readonly kind: 'counting';
}

/** A classification with its labels in one order. */
export interface OrderedRun extends TaskRun {
  readonly kind: 'ordered';
  readonly order: LabelOrderConfig;
  readonly head: GridHead;
  /** The head without the order: its `headId` and its name in a classification. */
  readonly layer: { readonly id: string; readonly name: string };
}

/** The names of the run that counts. */
export const countingRun: CountingRun = {
  kind: 'counting',
  id: 'counting',
  headId: 'counting',
  headName: 'DFT layers without slack',
  seed: 0,
};

/**
 * All runs of a study: the one that counts, then each head in each order with each seed. Runs of one order stand
 * together, so that its data is opened once.
 *
 * @throws InputError when two runs would have the same folder
 */
export function expandOrders({
  orders,
  heads,
  seeds,
}: Pick<LabelOrderStudyConfig, 'orders' | 'heads' | 'seeds'>): LabelOrderRun[] {
  const grid = expandGrid({ heads, seeds });
  return [
    countingRun,
    ...orders.flatMap((order) =>
      grid.map(({ headId, headName, head, seed }): OrderedRun => {
        const id = labelOrderId(order);
        return {
          kind: 'ordered',
          id: `${id}-${headId}-seed${seed}`,
          headId: `${id}-${headId}`,
          headName: `${headName}, ${labelOrderName(order)}`,
          seed,
          order,
          head,
          layer: { id: headId, name: headName },
        };
      }),
    ),
  ];
}

/** An order in words: `random order 3`. */
export function labelOrderName(order: LabelOrderConfig): string {
  return order.kind === 'random' ? `random order ${order.seed}` : `${order.kind} order`;
}
