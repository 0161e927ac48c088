import { labelSetsFromClasses } from '@sbn/core';
import { softmaxHead } from '@sbn/heads';
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTestBackend } from '../testing/start-backends.js';
import { take } from '../testing/take.js';
import { createLanguageModel, type LanguageModel } from './language-model.js';
import type { LstmState } from './lstm-layer.js';
import { windowObjective } from './window-objective.js';

const [numSteps, batchSize] = [3, 2];
const window = {
  start: 0,
  numSteps,
  inputs: Int32Array.of(0, 3, 1, 4, 2, 0),
  targets: Int32Array.of(1, 4, 2, 0, 3, 1),
};
const step = 5;

let model: LanguageModel;
let tensorsBefore: number;
beforeEach(async () => {
  await startTestBackend('wasm');
  tensorsBefore = tf.memory().numTensors;
  model = createLanguageModel({
    vocabularySize: 5,
    embeddingDim: 4,
    hiddenDims: [3],
    head: softmaxHead,
    dropout: { outputs: 0.4 },
    seed: 3,
  });
});
afterEach(() => {
  model.dispose();
  expect(tf.memory().numTensors).toBe(tensorsBefore);
});

describe('windowObjective', () => {
  it('adds the penalties to the mean likelihood, and tells the likelihood alone', async () => {
    const state = model.initialState(batchSize);
    let next: readonly LstmState[] = [];
    const [objective, loss] = tf.tidy(() => {
      const computed = windowObjective(model, window, state, step, { activation: 2, temporal: 3 });
      next = computed.state;
      return [computed.objective, computed.loss];
    });
    const read = model.read(window.inputs, state, { numSteps, dropoutStep: step });
    const expected = model.head.loss(read.features, labelSetsFromClasses(window.targets, 5));
    const [features, hidden] = [await take(read.features), await take(read.hidden)];
    const width = batchSize * 3;
    const meanSquare = (values: Float32Array): number =>
      values.reduce((sum, value) => sum + value * value, 0) / values.length;
    const changes = hidden.slice(width).map((value, i) => value - hidden[i]!);
    const [likelihood] = await take(expected);
    expect((await take(loss!))[0]).toBeCloseTo(likelihood!, 6);
    expect((await take(objective!))[0]).toBeCloseTo(
      likelihood! + 2 * meanSquare(features) + 3 * meanSquare(changes),
      5,
    );
    // The states after the window outlive the pass, for the next one.
    expect(await next[0]!.hidden.data()).toEqual(hidden.slice(-width));
    tf.dispose([state, read.state, next as LstmState[]]);
  });

  it('has no change from step to step in a window of one', async () => {
    const state = model.initialState(6);
    const single = { ...window, numSteps: 1 };
    let next: readonly LstmState[] = [];
    const [objective, loss] = tf.tidy(() => {
      const computed = windowObjective(model, single, state, step, { activation: 0, temporal: 3 });
      next = computed.state;
      return [computed.objective.clone(), computed.loss.clone()];
    });
    expect(await take(objective!)).toEqual(await take(loss!));
    tf.dispose([state, next as LstmState[]]);
  });
});
