import { InputError } from '@sbn/core';
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEmbeddingTable } from '../encoders/embedding-table.js';
import { type Parameter, tableParameter, variableParameter } from '../model/parameter.js';
import { describeOnEveryBackend, startTestBackend } from '../testing/start-backends.js';
import { adam } from './adam.js';
import { type ParameterAverage, parameterAverage } from './parameter-average.js';

describeOnEveryBackend((backend) => {
  let parameters: Parameter[];
  let average: ParameterAverage;
  let tensorsBefore: number;
  beforeEach(async () => {
    await startTestBackend(backend);
    tensorsBefore = tf.memory().numTensors;
    parameters = ['a', 'b'].map((name) =>
      variableParameter(
        name,
        tf.tidy(() => tf.variable(tf.zeros([2]))),
      ),
    );
    average = parameterAverage(parameters);
  });
  afterEach(() => {
    average.dispose();
    for (const { storage } of parameters) if (storage.kind === 'variable') storage.variable.dispose();
    expect(tf.memory().numTensors).toBe(tensorsBefore);
  });

  const write = (a: readonly number[], b: readonly number[]): void => {
    parameters[0]!.write(Float32Array.from(a));
    parameters[1]!.write(Float32Array.from(b));
  };
  const readAll = async (): Promise<number[][]> =>
    Promise.all(parameters.map(async (parameter) => [...(await parameter.read())]));

  describe('the mean of parameters', () => {
    it('is that of all values since the start, and leaves the parameters alone', async () => {
      write([100, 100], [100, 100]);
      expect(average.count).toBe(0);
      expect((await average.read()).size).toBe(0);
      write([1, 2], [3, 4]);
      average.start();
      write([3, 2], [3, 10]);
      average.add();
      write([5, 8], [0, 1]);
      average.add();
      expect(average.count).toBe(3);
      expect(await readAll()).toEqual([
        [5, 8],
        [0, 1],
      ]);
      const means = await average.read();
      expect([...means.keys()]).toEqual(['average/a', 'average/b']);
      expect([...means.get('average/a')!.data]).toEqual([3, 4]);
      expect([...means.get('average/b')!.data]).toEqual([2, 5]);
    });

    it('takes the place of the parameters for a while, even when that fails, or for good', async () => {
      write([1, 2], [3, 4]);
      average.start();
      write([3, 2], [3, 10]);
      average.add();
      const means = [
        [2, 2],
        [3, 7],
      ];
      expect(await average.during(readAll)).toEqual(means);
      await expect(average.during(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
      expect(await readAll()).toEqual([
        [3, 2],
        [3, 10],
      ]);
      average.adopt();
      expect(await readAll()).toEqual(means);
    });

    it('does not change with an update in place', async () => {
      write([1, 2], [3, 4]);
      average.start();
      const { storage } = parameters[0]!;
      if (storage.kind !== 'variable') throw new Error('a variable');
      const optimizer = adam({ learningRate: 0.5 });
      const gradient = tf.ones([2]);
      const slots = [tf.zeros([2]), tf.zeros([2])];
      const { value, slots: next } = tf.tidy(() => {
        const updated = optimizer.updateDevice({
          value: storage.variable,
          slots,
          gradient,
          gradientScale: 1,
          rule: optimizer.ruleFor('a'),
          rateFactor: 1,
          updateNumber: 1,
        });
        return { value: updated.value, slots: [...updated.slots] };
      });
      if (value !== storage.variable) storage.variable.assign(value);
      expect((await readAll())[0]![0]).toBeCloseTo(0.5, 5);
      expect([...(await average.read()).get('average/a')!.data]).toEqual([1, 2]);
      tf.dispose([gradient, ...slots, ...next, ...(value === storage.variable ? [] : [value])]);
    });

    it('goes on from what was read', async () => {
      write([1, 2], [3, 4]);
      average.start();
      write([3, 2], [3, 10]);
      average.add();
      const kept = await average.read();
      const other = parameterAverage(parameters);
      other.restore(kept, 2, 'file');
      write([8, 2], [3, 1]);
      average.add();
      other.add();
      expect(await other.read()).toEqual(await average.read());
      expect(() => other.restore(new Map(), 2, 'file')).toThrow(InputError);
      other.dispose();
    });
  });
});

it('refuses an embedding table on the host, which is no variable', () => {
  const table = createEmbeddingTable({ numFeatures: 2, dim: 2, reduce: 'sum' });
  expect(() => parameterAverage([tableParameter('encoder/table', table)])).toThrow(
    'encoder/table is no variable',
  );
});
