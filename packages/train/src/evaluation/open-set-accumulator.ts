import {
  createOpenSetMetrics,
  type LabelSets,
  type OpenSetMetrics,
  type OpenSetOptions,
  type OpenSetReport,
  type ScoredBatch,
} from '@sbn/core';

/** How known and unknown examples are told apart; see `createOpenSetMetrics` of @sbn/core. */
export type OpenSetMeasures = Omit<OpenSetOptions, 'numClasses'>;

/** Measures of a whole data set, from pieces of logits. */
export interface OpenSetAccumulator {
  add(piece: ScoredBatch): void;
  result: OpenSetMetrics['result'];
}

/**
 * Starts measuring a head with `numLabels` logits. An example without labels is unknown; where the last logit is that of
 * the unknown (`one-minus-unknown`), so is one that has it as its class.
 *
 * @throws TypeError, RangeError when an option is out of range, or an extra class is all there is
 */
export function createOpenSetAccumulator(numLabels: number, measures: OpenSetMeasures): OpenSetAccumulator {
  const hasUnknownClass = measures.score === 'one-minus-unknown';
  const numClasses = hasUnknownClass ? numLabels - 1 : numLabels;
  const metrics = createOpenSetMetrics({ ...measures, numClasses });
  return {
    add: ({ scores, numRows, labels }) =>
      metrics.add({
        logits: scores,
        numRows,
        labels: hasUnknownClass ? withoutUnknownClass(labels, numClasses) : labels,
      }),
    result: metrics.result,
  };
}

/** The label sets over the known classes: the class behind them becomes the empty set. */
function withoutUnknownClass({ numRows, offsets, indices }: LabelSets, numClasses: number): LabelSets {
  const kept: number[] = [];
  const newOffsets = new Uint32Array(numRows + 1);
  for (let row = 0; row < numRows; row++) {
    for (let i = offsets[row]!; i < offsets[row + 1]!; i++) {
      if (indices[i]! < numClasses) kept.push(indices[i]!);
    }
    newOffsets[row + 1] = kept.length;
  }
  return { numRows, numCols: numClasses, offsets: newOffsets, indices: Uint32Array.from(kept) };
}

/** The metrics of an open-set report that are one number each, by the names that a training knows them by. */
export interface OpenSetNumbers {
  readonly closedSetAccuracy?: number;
  /** Share of all examples that is decided right. */
  readonly openSetAccuracy?: number;
  /** The same as the mean over classes, the unknown being one of them. */
  readonly balancedAccuracy?: number;
  readonly areaUnderRoc?: number;
  readonly falsePositiveRateAt95?: number;
  readonly areaUnderOscr?: number;
  readonly expectedCalibrationError?: number;
}

/** The names of {@link OpenSetNumbers}. */
export const openSetMetricNames: readonly (keyof OpenSetNumbers)[] = [
  'closedSetAccuracy',
  'openSetAccuracy',
  'balancedAccuracy',
  'areaUnderRoc',
  'falsePositiveRateAt95',
  'areaUnderOscr',
  'expectedCalibrationError',
];

/** Those of the numbers that the data gives. */
export function openSetNumbers(report: OpenSetReport): OpenSetNumbers {
  const numbers = { ...report, openSetAccuracy: report.accuracy };
  return Object.fromEntries(
    openSetMetricNames.map((name) => [name, numbers[name]]).filter(([, value]) => value !== undefined),
  );
}
