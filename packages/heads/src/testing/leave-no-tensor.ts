import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeEach, expect } from 'vitest';

/** Makes every law of the describe block it is called in leave no tensor behind, whatever else the law looks at. */
export function leaveNoTensor(): void {
  let before: object;
  beforeEach(() => {
    before = tensorsNow();
  });
  afterEach(() => {
    expect(tensorsNow()).toEqual(before);
  });
}

function tensorsNow(): object {
  const { numTensors, numDataBuffers } = tf.memory();
  return { numTensors, numDataBuffers };
}
