import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lstmSteps, lstmStepsGradient } from '../../language-model/lstm-steps.js';
import { expectAsOnCpu, random } from '../../testing/expect-as-on-cpu.js';
import { startWasm, type WasmSession } from './start-wasm.js';

let wasm: WasmSession;
beforeAll(async () => {
  wasm = await startWasm({ threads: 2 });
});
afterAll(() => wasm.dispose());

/** All that comes out of some steps and of their gradient. */
function outputsOf(numSteps: number, batch: number, units: number): tf.Tensor[] {
  const draw = (rows: number, cols: number, seed: number, scale = 1): tf.Tensor2D =>
    random([rows, cols], seed).mul(scale) as tf.Tensor2D;
  const recurrent = draw(4 * units, units, 1, 1 / Math.sqrt(units));
  const initialCell = draw(batch, units, 2);
  const gates = draw(numSteps * batch, 4 * units, 3);
  const forward = lstmSteps(
    { gates, recurrent, initialHidden: draw(batch, units, 4), initialCell },
    numSteps,
  );
  const { cells, activations } = forward;
  const backward = lstmStepsGradient(
    {
      recurrent,
      initialCell,
      cells,
      activations,
      dHidden: draw(numSteps * batch, units, 5),
      dFinalCell: draw(batch, units, 6),
    },
    numSteps,
  );
  return [forward.hidden, cells, activations, backward.dGates, backward.dInitialCell];
}

describe('the steps of an LSTM layer', () => {
  it.each([
    [1, 1, 1],
    [3, 4, 4],
    [4, 3, 5],
    [2, 16, 8],
    [3, 17, 66],
    [3, 20, 130],
    [2, 37, 31],
    [1, 64, 200],
  ])('%d of %d examples and %d units, and back', async (numSteps, batch, units) => {
    await expectAsOnCpu(() => outputsOf(numSteps, batch, units));
  });

  it('saturate instead of overflowing', () => {
    tf.tidy(() => {
      const gates = tf.tensor2d([
        [1e3, -1e3, 1e3, 1e3],
        [-1e3, 1e3, -1e3, 1e30],
      ]);
      const zero = tf.zeros<tf.Rank.R2>([1, 1]);
      const recurrent = tf.zeros<tf.Rank.R2>([4, 1]);
      const { hidden, cells } = lstmSteps({ gates, recurrent, initialHidden: zero, initialCell: zero }, 2);
      expect([...cells.dataSync()]).toEqual([1, 1]);
      for (const h of hidden.dataSync()) expect(h).toBeCloseTo(Math.tanh(1), 6);
    });
  });
});
