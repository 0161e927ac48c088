import { InputError } from '@sbn/core';
import { describeKind } from '../checks/describe-kind.js';
import { averagedSigmoidConfig, defineAveragedSigmoid } from './averaged-sigmoid.js';
import { defineDft, dftConfig } from './dft.js';
import type { HeadConfig } from './head-config.js';
import type { HeadDefinition } from './head-definition.js';
import { defineLinearClassHead, linearClassConfig } from './linear-class-head.js';
import { defineMixture, mixtureConfig } from './mixture.js';
import { defineSigmoid, sigmoidConfig } from './sigmoid.js';
import { defineSigmoidBottleneck, sigmoidBottleneckConfig } from './sigmoid-bottleneck.js';
import { defineVandermonde, vandermondeConfig } from './vandermonde.js';

/**
 * Checks a head's config that came from outside (a file, a message).
 *
 * @throws InputError `unknown-head-kind`; TypeError, RangeError when an option is wrong
 */
export function checkHeadConfig(place: string, value: unknown): HeadConfig {
  if (typeof value !== 'object' || value === null || !('kind' in value)) {
    throw new TypeError(`${place}: expected a head's config { kind, … }, got ${describeKind(value)}`);
  }
  const { kind, ...options } = value;
  switch (kind) {
    case 'sigmoid':
      return sigmoidConfig(place, options);
    case 'sigmoid-bottleneck':
      return sigmoidBottleneckConfig(place, options);
    case 'averaged-sigmoid':
      return averagedSigmoidConfig(place, options);
    case 'dft':
      return dftConfig(place, options);
    case 'vandermonde':
      return vandermondeConfig(place, options);
    case 'softmax':
    case 'sigsoftmax':
    case 'relu-softmax':
    case 'sigmoid-softmax':
    case 'plif':
      return linearClassConfig(place, kind, options);
    case 'mixture':
      return mixtureConfig(place, options);
    default:
      throw new InputError(`${place}: unknown kind of head ${JSON.stringify(kind)}.`, {
        code: 'unknown-head-kind',
        hint:
          'Known kinds: sigmoid, sigmoid-bottleneck, averaged-sigmoid, dft, vandermonde, softmax, sigsoftmax, ' +
          'relu-softmax, sigmoid-softmax, plif, mixture.',
      });
  }
}

/** The definition that belongs to a checked config. */
export function defineHead(config: HeadConfig): HeadDefinition {
  switch (config.kind) {
    case 'sigmoid':
      return defineSigmoid(config);
    case 'sigmoid-bottleneck':
      return defineSigmoidBottleneck(config);
    case 'averaged-sigmoid':
      return defineAveragedSigmoid(config);
    case 'dft':
      return defineDft(config);
    case 'vandermonde':
      return defineVandermonde(config);
    case 'softmax':
    case 'sigsoftmax':
    case 'relu-softmax':
    case 'sigmoid-softmax':
    case 'plif':
      return defineLinearClassHead(config);
    case 'mixture':
      return defineMixture(config);
  }
}
