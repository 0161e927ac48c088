import { InputError } from '@sbn/core';
import { checkChoice } from '../checks/check-choice.js';
import { checkInteger } from '../checks/check-integer.js';
import { checkNumber } from '../checks/check-number.js';
import { checkOptions } from '../checks/check-options.js';
import { describeKind } from '../checks/describe-kind.js';
import type {
  PlifScoreConfig,
  ReluScoreConfig,
  ScoreFunctionConfig,
  SigsoftmaxScoreConfig,
} from './score-function-config.js';

/** The options of each kind of score function. */
export const scoreFunctionKeys: Readonly<Record<ScoreFunctionConfig['kind'], readonly string[]>> = {
  identity: [],
  sigsoftmax: ['center', 'slope', 'learned'],
  relu: ['epsilon'],
  sigmoid: [],
  plif: ['numKnots', 'interval', 'parametrization', 'learningRate'],
};

/**
 * Checks the options of a score function and completes them.
 *
 * @throws InputError `unknown-score-function`; TypeError, RangeError naming the option that is wrong
 */
export function checkScoreFunction(place: string, value: unknown): ScoreFunctionConfig {
  if (typeof value !== 'object' || value === null || !('kind' in value)) {
    throw new TypeError(`${place}: expected a score function { kind, … }, got ${describeKind(value)}`);
  }
  const { kind, ...options } = value as { readonly kind: unknown } & Record<string, unknown>;
  if (typeof kind !== 'string' || !Object.hasOwn(scoreFunctionKeys, kind)) {
    throw new InputError(`${place}: unknown kind of score function ${JSON.stringify(kind)}.`, {
      code: 'unknown-score-function',
      hint: `Known kinds: ${Object.keys(scoreFunctionKeys).join(', ')}.`,
    });
  }
  const known = kind as ScoreFunctionConfig['kind'];
  checkOptions(place, options, ['kind', ...scoreFunctionKeys[known]]);
  return checkScoreOptions(place, known, options);
}

/** The same for a known kind, whose options may lie among others. */
export function checkScoreOptions<Kind extends ScoreFunctionConfig['kind']>(
  place: string,
  kind: Kind,
  options: Record<string, unknown>,
): Extract<ScoreFunctionConfig, { kind: Kind }>;
export function checkScoreOptions(
  place: string,
  kind: ScoreFunctionConfig['kind'],
  options: Record<string, unknown>,
): ScoreFunctionConfig {
  switch (kind) {
    case 'identity':
    case 'sigmoid':
      return { kind };
    case 'sigsoftmax':
      return sigsoftmaxConfig(place, options);
    case 'relu':
      return reluConfig(place, options);
    case 'plif':
      return plifConfig(place, options);
  }
}

function sigsoftmaxConfig(place: string, options: Record<string, unknown>): SigsoftmaxScoreConfig {
  const { center = 0, slope = 2, learned = false } = options;
  checkNumber(place, 'center', center, -Number.MAX_VALUE);
  checkPositive(place, 'slope', slope);
  if (typeof learned !== 'boolean') {
    throw new TypeError(`${place}: learned must be true or false, got ${describeKind(learned)}`);
  }
  return { kind: 'sigsoftmax', center, slope, learned };
}

function reluConfig(place: string, { epsilon = 1e-8 }: Record<string, unknown>): ReluScoreConfig {
  checkPositive(place, 'epsilon', epsilon);
  if (Math.fround(epsilon) < 2 ** -126) {
    throw new RangeError(
      `${place}: epsilon must be at least 2^-126, the least normal float32, got ${epsilon}`,
    );
  }
  return { kind: 'relu', epsilon };
}

function plifConfig(place: string, options: Record<string, unknown>): PlifScoreConfig {
  const { numKnots = 100_000, interval = [-20, 20], parametrization = 'softplus' } = options;
  const { learningRate = 0.02 } = options;
  checkInteger(place, 'numKnots', numKnots, 2, 2 ** 24, 'Intervals are counted in float32.');
  if (!Array.isArray(interval)) {
    throw new TypeError(`${place}: interval must be [lo, hi], got ${describeKind(interval)}`);
  }
  if (interval.length !== 2) {
    throw new RangeError(`${place}: interval must be [lo, hi], got ${interval.length} numbers`);
  }
  const [lo, hi] = interval as unknown[];
  checkNumber(place, 'interval[0]', lo, -Number.MAX_VALUE);
  checkNumber(place, 'interval[1]', hi, -Number.MAX_VALUE);
  if (!(lo < hi)) throw new RangeError(`${place}: interval must have lo < hi, got [${lo}, ${hi}]`);
  checkChoice(place, 'parametrization', parametrization, ['softplus', 'exponential', 'square']);
  checkPositive(place, 'learningRate', learningRate);
  return { kind: 'plif', numKnots, interval: [lo, hi], parametrization, learningRate };
}

function checkPositive(place: string, name: string, value: unknown): asserts value is number {
  checkNumber(place, name, value, 0);
  if (value === 0) throw new RangeError(`${place}: ${name} must be > 0, got 0`);
}
