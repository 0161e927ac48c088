// What `bench heads` measures. Sizes are those of language models on Penn Treebank (10,000 words, 280 and 400 columns) and
// WikiText-2 (33,278 words).

/** A head and how much longer its step may take than that of a plain softmax; `extraProducts` counts those on top. */
export const heads = {
  softmax: { options: { kind: 'softmax' } },
  sigsoftmax: { options: { kind: 'sigsoftmax' }, bar: 1.1 },
  'sigsoftmax, learned': { options: { kind: 'sigsoftmax', learned: true } },
  relu: { options: { kind: 'relu-softmax' } },
  sigmoid: { options: { kind: 'sigmoid-softmax' } },
  'PLIF, K = 1e5': { options: { kind: 'plif', numKnots: 100_000, interval: [-20, 20] }, bar: 1.15 },
  'MoS-15': { options: { kind: 'mixture', numComponents: 15 }, bar: 1.2, extraProducts: true },
};

export const fullSettings = {
  sizes: [10_000, 33_278].flatMap((numLabels) => [280, 400].map((dim) => ({ numLabels, dim }))),
  batchSize: 64,
  turns: 7,
  turnMilliseconds: 200,
};

export const smallSettings = {
  sizes: [{ numLabels: 60, dim: 12 }],
  batchSize: 8,
  turns: 2,
  turnMilliseconds: 5,
};
