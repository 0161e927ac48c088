import { createMatrix, type Matrix, trigonometricBasis } from '@sbn/core';
import { checkInteger } from '../checks/check-integer.js';
import { checkOptions } from '../checks/check-options.js';
import { describeKind } from '../checks/describe-kind.js';
import { checkSharedOptions } from './check-shared-options.js';
import { defineFixedBasis } from './fixed-basis.js';
import type { DftHeadConfig } from './head-config.js';
import type { HeadDefinition } from './head-definition.js';

/** Checks the options of a DFT head and completes them. */
export function dftConfig(place: string, options: unknown): DftHeadConfig {
  checkOptions(place, options, ['inDim', 'numLabels', 'k', 'slackDims', 'seed', 'permutation']);
  const shared = checkSharedOptions(place, options);
  const { k, slackDims = 0, permutation } = options;
  checkInteger(place, 'numLabels', shared.numLabels, 3);
  const largest = Math.floor((shared.numLabels - 1) / 2);
  checkInteger(
    place,
    'k',
    k,
    1,
    largest,
    `${shared.numLabels} labels have room for 2k + 1 <= ${shared.numLabels} fixed columns`,
  );
  checkInteger(place, 'slackDims', slackDims, 0);
  const config = { kind: 'dft' as const, ...shared, k, slackDims };
  return permutation === undefined
    ? config
    : { ...config, permutation: checkPermutation(place, permutation, shared.numLabels) };
}

/** The trigonometric basis with its rows in label order, times the coefficients, plus slack. */
export function defineDft(config: DftHeadConfig): HeadDefinition {
  const { numLabels, k, permutation } = config;
  const size = { numColumns: 2 * k + 1, constant: Math.sqrt(1 / numLabels) };
  if (permutation === undefined) {
    const basis = { ...size, matrix: () => trigonometricBasis({ numLabels, k }) };
    return defineFixedBasis(config, basis, k, { kind: 'trigonometric', k });
  }
  const basis = { ...size, matrix: () => pickRows(trigonometricBasis({ numLabels, k }), permutation) };
  return defineFixedBasis(config, basis, k, { kind: 'trigonometric', k, permutation });
}

function checkPermutation(place: string, permutation: unknown, numLabels: number): readonly number[] {
  if (typeof permutation !== 'object' || permutation === null || !('length' in permutation)) {
    throw new TypeError(
      `${place}: permutation must be an array of ${numLabels} integers, got ${describeKind(permutation)}`,
    );
  }
  const places = Array.from(permutation as ArrayLike<unknown>);
  if (places.length !== numLabels) {
    throw new RangeError(`${place}: permutation must have ${numLabels} entries, got ${places.length}`);
  }
  const labelAt = new Int32Array(numLabels).fill(-1);
  return places.map((place_, label) => {
    checkInteger(place, `permutation[${label}]`, place_, 0, numLabels - 1);
    if (labelAt[place_] !== -1) {
      throw new RangeError(
        `${place}: permutation gives place ${place_} to label ${labelAt[place_]} and to label ${label}; ` +
          `each of 0 .. ${numLabels - 1} must occur once`,
      );
    }
    labelAt[place_] = label;
    return place_;
  });
}

function pickRows(matrix: Matrix, rows: readonly number[]): Matrix {
  const { cols } = matrix;
  const picked = createMatrix(rows.length, cols);
  rows.forEach((row, i) => {
    picked.data.set(matrix.data.subarray(row * cols, (row + 1) * cols), i * cols);
  });
  return picked;
}
