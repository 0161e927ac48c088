import * as tf from '@tensorflow/tfjs-core';
import { softplus } from '../operations/softplus.js';
import type { SlopeParametrization } from './score-function-config.js';

/** How slopes >= 0 are made of trained numbers w, entry by entry. */
export interface SlopeRule {
  readonly slopes: (w: tf.Tensor) => tf.Tensor;
  /** Their derivative by w. */
  readonly derivative: (w: tf.Tensor) => tf.Tensor;
  /** The w whose slope is 1. */
  readonly atOne: number;
}

/** The rules by name. */
export const slopeRules: Readonly<Record<SlopeParametrization, SlopeRule>> = {
  softplus: { slopes: softplus, derivative: tf.sigmoid, atOne: Math.log(Math.E - 1) },
  exponential: { slopes: tf.exp, derivative: tf.exp, atOne: 0 },
  square: { slopes: tf.square, derivative: (w) => tf.mul(w, 2), atOne: 1 },
};
