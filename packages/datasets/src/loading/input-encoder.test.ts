import { expect, test } from 'vitest';
import { createInputEncoder } from './input-encoder.js';

const words = { inputDim: 3, featureNames: ['b', 'a', 'c'] };

test('a text becomes counts of known words, by column', () => {
  const encoder = createInputEncoder({
    ...words,
    encoding: { kind: 'text', weighting: 'count', normalise: 'none' },
  });
  expect(encoder.encode({ kind: 'text', text: 'A b? A x a' })).toEqual({
    kind: 'bag',
    indices: Uint32Array.of(0, 1),
    values: Float32Array.of(1, 3),
  });
  expect(encoder.encode({ kind: 'text', text: '' })).toEqual({
    kind: 'bag',
    indices: new Uint32Array(),
    values: new Float32Array(),
  });
});

test('weights: binary, log-count, tf-idf; length 1', () => {
  const weigh = (weighting: 'binary' | 'log-count' | 'tf-idf', normalise: 'none' | 'l2') =>
    createInputEncoder({
      ...words,
      encoding: { kind: 'named', weighting, normalise, inverseDocumentFrequencies: [2, 3, 4] },
    }).encode({ kind: 'named', names: ['c', 'x', 'b', 'a'], values: [2, 5, -1, 0] });
  expect(weigh('binary', 'none')).toEqual({ kind: 'bag', indices: Uint32Array.of(0, 2) });
  const values = (weighting: 'log-count' | 'tf-idf' | 'binary', normalise: 'none' | 'l2') =>
    Array.from((weigh(weighting, normalise) as { values: Float32Array }).values);
  expect(values('log-count', 'none')).toEqual([Math.fround(-Math.log(2)), Math.fround(Math.log(3))]);
  expect(values('tf-idf', 'none')).toEqual([-2, 8]);
  expect(values('tf-idf', 'l2')).toEqual([Math.fround(-2 / Math.sqrt(68)), Math.fround(8 / Math.sqrt(68))]);
  expect(values('binary', 'l2')).toEqual([Math.fround(Math.SQRT1_2), Math.fround(Math.SQRT1_2)]);
});

test('numbered features are sorted; zeros and columns beyond the end are left out', () => {
  const encoder = createInputEncoder({
    inputDim: 5,
    encoding: { kind: 'sparse', weighting: 'count', normalise: 'none' },
  });
  expect(encoder.encode({ kind: 'sparse', indices: [4, 9, 0, 2], values: [1, 1, 0, -2] })).toEqual({
    kind: 'bag',
    indices: Uint32Array.of(2, 4),
    values: Float32Array.of(-2, 1),
  });
  expect(encoder.encode({ kind: 'sparse', indices: [3] })).toMatchObject({ values: Float32Array.of(1) });
});

test('what cannot be encoded is refused', () => {
  const dense = createInputEncoder({
    inputDim: 2,
    encoding: { kind: 'dense', weighting: 'count', normalise: 'none' },
  });
  expect(dense.encode({ kind: 'dense', values: [1, 2] })).toEqual({
    kind: 'dense',
    values: Float32Array.of(1, 2),
  });
  expect(() => dense.encode({ kind: 'dense', values: [1] })).toThrow(RangeError);
  expect(() => dense.encode({ kind: 'text', text: '' })).toThrow(RangeError);
  const text = { kind: 'text', normalise: 'none' } as const;
  expect(() => createInputEncoder({ inputDim: 2, encoding: { ...text, weighting: 'count' } })).toThrow(
    RangeError,
  );
  expect(() => createInputEncoder({ ...words, encoding: { ...text, weighting: 'tf-idf' } })).toThrow(
    RangeError,
  );
});
