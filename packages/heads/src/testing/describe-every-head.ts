import { type LabelSets, labelSetsFromClasses, type Matrix } from '@sbn/core';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe } from 'vitest';
import type { Head } from '../head.js';
import type { HeadWeights } from '../head-weights.js';
import type { TieOptions } from '../heads/check-tied-to.js';
import type { LossConfig } from '../losses/loss-config.js';
import { describeOnEveryBackend } from './backends.js';
import { type HeadCase, headCases } from './head-cases.js';
import { leaveNoTensor } from './leave-no-tensor.js';
import { type ReferenceWeights, referenceLogits, referenceWeights } from './reference-head.js';
import { normals, sampleLabelSets } from './sample-data.js';

/** One head of the contract table on one backend, with a batch for it and its float64 reference. */
export interface HeadSubject extends HeadCase {
  readonly output: 'labels' | 'classes';
  readonly backend: string;
  /** Rows of the batch. */
  readonly batch: number;
  /** [batch, inDim]. */
  readonly features: Float32Array;
  readonly labels: LabelSets;
  /** The loss that the head takes when none is named. */
  readonly defaultLoss: LossConfig;
  /** The weights that are somebody else's, where they are. */
  readonly tie: () => TieOptions;
  /** Their values, as a saved head wants them. */
  readonly tiedValues: () => Promise<HeadWeights>;
  /** All that is trained, by name: the head's parameters and somebody else's weights. */
  readonly trained: (head: Head) => [name: string, variable: tf.Variable][];
  /** The values of all that, in float64. */
  readonly readReference: (head: Head) => Promise<ReferenceWeights>;
  /** The logits of features [batch, inDim] in float64. */
  readonly reference: (weights: ReferenceWeights, h: ArrayLike<number>) => Matrix;
}

/** Runs the same laws for every head of the table on every backend; none of them may leave a tensor behind. */
export function describeEveryHead(laws: (subject: HeadSubject) => void): void {
  describeOnEveryBackend((backend) => {
    leaveNoTensor();
    describe.each(headCases)('$name', (headCase) => laws(subjectOf(headCase, backend)));
  });
}

function subjectOf(headCase: HeadCase, backend: string): HeadSubject {
  const { config, output = 'labels', tiedCols } = headCase;
  const { inDim, numLabels } = config;
  const batch = 5;
  let tie: TieOptions = {};
  beforeAll(() => {
    if (tiedCols === undefined) return;
    const values = tf.tensor2d(normals(9, numLabels * tiedCols, 0.5), [numLabels, tiedCols]);
    tie = { tiedTo: values.variable(true, 'table') };
    values.dispose();
  });
  afterAll(() => tie.tiedTo?.dispose());
  const tiedValues = async (): Promise<HeadWeights> =>
    tie.tiedTo === undefined
      ? {}
      : { weights: { shape: tie.tiedTo.shape, data: await tie.tiedTo.data<'float32'>() } };
  return {
    ...headCase,
    output,
    backend,
    batch,
    features: normals(1, batch * inDim),
    labels:
      output === 'classes'
        ? labelSetsFromClasses([3, 0, numLabels - 1, 3, 5], numLabels)
        : sampleLabelSets(2, batch, numLabels),
    defaultLoss:
      output === 'classes'
        ? { kind: 'softmax-cross-entropy' }
        : { kind: 'sigmoid-cross-entropy', reduction: 'mean' },
    make: (changes = {}) => headCase.make({ ...tie, ...changes }),
    tie: () => tie,
    tiedValues,
    trained: (head) => [
      ...(tie.tiedTo === undefined ? [] : [['weights', tie.tiedTo] as [string, tf.Variable]]),
      ...head.variables.map((variable, i) => [head.parameterNames[i]!, variable] as [string, tf.Variable]),
    ],
    readReference: async (head) =>
      referenceWeights({ ...(await tiedValues()), ...(await head.readWeights()) }),
    reference: (weights, h) => referenceLogits(config, weights, Float64Array.from(h)),
  };
}
