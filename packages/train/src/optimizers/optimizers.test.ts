import { createRandom } from '@sbn/core';
import {
  clone,
  concat,
  dispose,
  fill,
  memory,
  ones,
  slice,
  type Tensor,
  tensor1d,
  tidy,
  zeros,
} from '@tensorflow/tfjs-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { describeOnEveryBackend, startTestBackend } from '../testing/start-backends.js';
import { take } from '../testing/take.js';
import { adam } from './adam.js';
import { checkGroupsMatch, type Optimizer } from './optimizer.js';
import { optimizerFromConfig } from './optimizer-from-config.js';
import { sgd } from './sgd.js';

const random = createRandom([1, 'optimizers.test']);
const length = 7;
const start = Float32Array.from({ length }, () => random.normal());
const gradients = Array.from({ length: 12 }, () => Float32Array.from({ length }, () => random.normal()));

/** Adam after its paper, number by number in float64. */
function adamByHand(options: { learningRate: number; weightDecay: number; factors: number[] }): number[] {
  const [beta1, beta2, epsilon] = [0.8, 0.99, 1e-6];
  return [...start].map((initial, i) => {
    let [w, m, v] = [initial, 0, 0];
    gradients.forEach((gradient, step) => {
      const g = gradient[i]!;
      const alpha = options.learningRate * options.factors[step]!;
      m = beta1 * m + (1 - beta1) * g;
      v = beta2 * v + (1 - beta2) * g * g;
      const mHat = m / (1 - beta1 ** (step + 1));
      const vHat = v / (1 - beta2 ** (step + 1));
      w = w - alpha * options.weightDecay * w - (alpha * mHat) / (Math.sqrt(vHat) + epsilon);
    });
    return w;
  });
}

const factors = gradients.map((_, step) => 1 / (step + 1));

function runOnHost(optimizer: Optimizer): Float32Array {
  // The stretch sits in the middle of larger arrays, whose other entries must stay.
  const values = new Float32Array(length + 3).fill(9);
  values.set(start, 2);
  const slots = optimizer.slots.map(() => new Float32Array(length + 3));
  gradients.forEach((gradient, step) => {
    const wide = new Float32Array(length + 5);
    wide.set(
      gradient.map((x) => x * 2),
      4,
    );
    optimizer.updateHost({
      values,
      slots,
      valuesAt: 2,
      gradient: wide,
      gradientAt: 4,
      length,
      gradientScale: 0.5,
      rule: optimizer.ruleFor('w'),
      rateFactor: factors[step]!,
      updateNumber: step + 1,
    });
  });
  expect([values[0], values[1], values[length + 2]]).toEqual([9, 9, 9]);
  return values.slice(2, 2 + length);
}

async function runOnDevice(optimizer: Optimizer): Promise<Float32Array> {
  const result = tidy(() => {
    let value: Tensor = tensor1d(start);
    let slots: readonly Tensor[] = optimizer.slots.map(() => tensor1d(new Float32Array(length)));
    gradients.forEach((gradient, step) => {
      ({ value, slots } = optimizer.updateDevice({
        value,
        slots,
        gradient: tensor1d(gradient.map((g) => 2 * g)),
        gradientScale: 0.5,
        rule: optimizer.ruleFor('w'),
        rateFactor: factors[step]!,
        updateNumber: step + 1,
      }));
    });
    return value;
  });
  return take(result);
}

describeOnEveryBackend((backend) => {
  beforeEach(() => startTestBackend(backend));

  it.each([0, 0.1])(
    'adam with weight decay %d is its definition, on the host and on the device',
    async (weightDecay) => {
      const optimizer = adam({ learningRate: 0.05, beta1: 0.8, beta2: 0.99, epsilon: 1e-6, weightDecay });
      const expected = adamByHand({ learningRate: 0.05, weightDecay, factors });
      const before = memory().numTensors;
      for (const got of [runOnHost(optimizer), await runOnDevice(optimizer)]) {
        got.forEach((value, i) => {
          expect(value).toBeCloseTo(expected[i]!, 5);
        });
      }
      expect(memory().numTensors).toBe(before);
    },
  );

  it('adam updates more than one row of workgroups, and never a tensor that shares its memory', async () => {
    const size = 2 ** 20 + 3;
    const optimizer = adam({ learningRate: 0.5 });
    const before = memory().numTensors;
    const value = ones([size]);
    const copy = clone(value);
    const moments = [zeros([size]), zeros([size])];
    const update = (of: Tensor, slots: readonly Tensor[], updateNumber: number) =>
      tidy(() => {
        const gradient = fill([size], -3);
        const common = { gradientScale: 1, rule: optimizer.ruleFor('w'), rateFactor: 1, updateNumber };
        const next = optimizer.updateDevice({ value: of, slots, gradient, ...common });
        return { value: next.value, slots: [...next.slots] };
      });
    const first = update(value, moments, 1);
    const second = update(first.value, first.slots, 2);
    // Every update by Adam for a constant gradient is one step of the learning rate.
    const ends = tidy(() => concat([slice(second.value, [0], [2]), slice(second.value, [size - 2], [2])]));
    for (const entry of await take(ends)) expect(entry).toBeCloseTo(2, 5);
    expect((await take(slice(copy, [0], [1])))[0]).toBe(1);
    dispose([copy, value, moments, first, second]);
    expect(memory().numTensors).toBe(before);
  });

  it.each([0, 0.1])(
    'sgd with weight decay %d is its definition, on the host and on the device',
    async (weightDecay) => {
      const optimizer = sgd({ learningRate: 0.05, weightDecay });
      const expected = [...start].map((initial, i) =>
        gradients.reduce((w, gradient, step) => {
          const alpha = 0.05 * factors[step]!;
          return w - alpha * weightDecay * w - alpha * gradient[i]!;
        }, initial),
      );
      for (const got of [runOnHost(optimizer), await runOnDevice(optimizer)]) {
        got.forEach((value, i) => {
          expect(value).toBeCloseTo(expected[i]!, 5);
        });
      }
    },
  );
});

describe('groups', () => {
  const optimizer = adam({
    learningRate: 0.1,
    weightDecay: 0.5,
    groups: [
      { match: 'encoder/', learningRate: 0.01 },
      { match: (name) => name.endsWith('bias'), weightDecay: 0 },
      { match: 'encoder/table', learningRate: 7 },
    ],
  });

  it('the first that matches counts, and leaves the rest as it is', () => {
    expect(optimizer.ruleFor('encoder/table')).toEqual({ learningRate: 0.01, weightDecay: 0.5 });
    expect(optimizer.ruleFor('head/bias')).toEqual({ learningRate: 0.1, weightDecay: 0 });
    expect(optimizer.ruleFor('head/weights')).toEqual({ learningRate: 0.1, weightDecay: 0.5 });
  });

  it('without parameters are refused', () => {
    expect(() => checkGroupsMatch(optimizer, ['head/weights'])).toThrow(
      'optimizer: group 0 (match "encoder/") holds no parameter; the model has head/weights.',
    );
    expect(() => checkGroupsMatch(optimizer, ['encoder/table'])).toThrow('group 1 (match a function)');
    checkGroupsMatch(optimizer, ['encoder/table', 'head/bias']);
  });
});

describe('configs', () => {
  it.each([
    adam(),
    adam({ learningRate: 0, beta1: 0, groups: [{ match: 'head/', learningRate: 0.5 }] }),
    sgd({ learningRate: 0.1, weightDecay: 0.2, groups: [{ match: '', weightDecay: 1 }] }),
  ])('survive JSON: %#', (optimizer) => {
    const config = optimizer.toConfig();
    expect(optimizerFromConfig(JSON.parse(JSON.stringify(config))).toConfig()).toEqual(config);
  });

  it('say what is wrong', () => {
    expect(() => adam({ beta2: 1 })).toThrow('adam: beta2 must be in [0, 1), got 1');
    expect(() => adam({ epsilon: 0 })).toThrow('adam: epsilon must be a finite number > 0, got 0');
    expect(() => adam({ groups: [{ match: 'a', learningRate: -1 }] })).toThrow('groups[0].learningRate');
    expect(() => sgd({ learningRate: Number.NaN })).toThrow(
      'sgd: learningRate must be a finite number >= 0, got NaN',
    );
    expect(() => optimizerFromConfig({ kind: 'lion' } as never)).toThrow(
      'kind must be adam or sgd, got lion',
    );
    const matched = adam({ groups: [{ match: () => true }] });
    expect(() => optimizerFromConfig(matched.toConfig())).toThrow('give it a name prefix instead');
  });
});
