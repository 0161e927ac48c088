import { vandermondeBasis } from '@sbn/core';
import { checkInteger } from '../checks/check-integer.js';
import { checkOptions } from '../checks/check-options.js';
import { checkSharedOptions } from './check-shared-options.js';
import { defineFixedBasis } from './fixed-basis.js';
import type { VandermondeHeadConfig } from './head-config.js';
import type { HeadDefinition } from './head-definition.js';

/** Checks the options of a Vandermonde head and completes them. */
export function vandermondeConfig(place: string, options: unknown): VandermondeHeadConfig {
  checkOptions(place, options, ['inDim', 'numLabels', 'k', 'dim', 'slackDims', 'seed']);
  const shared = checkSharedOptions(place, options);
  const { numLabels } = shared;
  const { k, dim = typeof k === 'number' ? 2 * k + 1 : undefined, slackDims = 0 } = options;
  checkInteger(place, 'numLabels', numLabels, 3);
  if (k === undefined && dim === undefined) {
    throw new TypeError(`${place}: give k (then dim = 2k + 1) or dim`);
  }
  if (k !== undefined) {
    const room = `${numLabels} labels have room for 2k + 1 <= ${numLabels} fixed columns`;
    checkInteger(place, 'k', k, 1, Math.floor((numLabels - 1) / 2), room);
    if (dim !== 2 * k + 1) {
      throw new RangeError(
        `${place}: k = ${k} means dim = ${2 * k + 1}, got dim = ${dim}. Give one of the two.`,
      );
    }
  }
  checkInteger(place, 'dim', dim, 3, numLabels);
  checkInteger(place, 'slackDims', slackDims, 0);
  return { kind: 'vandermonde', ...shared, dim, slackDims };
}

/** The orthonormalised Vandermonde matrix times the coefficients, plus slack. */
export function defineVandermonde(config: VandermondeHeadConfig): HeadDefinition {
  const { numLabels, dim } = config;
  // Kept, because the orthonormalisation takes its time, and its first entry is needed in any case.
  const matrix = vandermondeBasis({ numLabels, dim });
  const basis = { numColumns: dim, constant: matrix.data[0]!, matrix: () => matrix };
  return defineFixedBasis(config, basis, Math.floor((dim - 1) / 2), { kind: 'vandermonde', dim });
}
