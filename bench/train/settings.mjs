// What `bench train` measures, and the bars that it is held to.

const inDim = 768;
const bsl = (numLabels, dim) => ({ kind: 'bsl', inDim, dim, numLabels });
const dft = (numLabels, k, slackDims) => ({ kind: 'dft', inDim, numLabels, k, slackDims });

/** Time of ours ÷ time of the newest PyTorch, the same number of threads. */
export const bars = {
  fused: { bsl: 0.6, dft: 0.5 },
  loop: { bsl: 1.3, dft: 1.3 },
  /** Time of a BSL with twice the slack ÷ time of the DFT layer, both in our engine. */
  dftAgainstBsl: 1.6,
  /** Loss of ours and of a peer after the same steps from the same weights, relative. */
  lossDifference: 1e-4,
};

/** Active labels of an example. */
export const cardinality = 8;

export const fullSettings = {
  heads: [
    bsl(1000, 50),
    bsl(8921, 100),
    bsl(20_000, 200),
    dft(8921, 50, 0),
    dft(8921, 50, 25),
    dft(8921, 50, 100),
    dft(20_000, 80, 0),
    dft(20_000, 80, 25),
    dft(20_000, 80, 100),
  ],
  /** What DFT layers with slack 25 and 100 are compared with in our own engine, where it is not above. */
  comparedHeads: [bsl(8921, 50), bsl(8921, 200), bsl(20_000, 50)],
  batchSizes: [32, 256],
  threads: [1, 2],
  /** Every side has as many turns, of at least so long. */
  turns: 5,
  turnMilliseconds: 150,
  floorSeconds: 0.5,
  growth: {
    fixed: { numLabels: 8921, dim: 100, batchSize: 32 },
    series: [
      { along: 'numLabels', values: [1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000] },
      { along: 'dim', values: [25, 50, 100, 200, 400] },
      { along: 'batchSize', values: [1, 8, 32, 64, 128, 256, 512] },
    ],
  },
  memory: [
    { head: bsl(20_000, 200), batchSize: 32 },
    { head: bsl(100_000, 256), batchSize: 32, limitMiB: 2048 },
    { head: bsl(1_000_000, 64), batchSize: 32, evaluates: true },
    {
      head: { kind: 'dft', inDim, numLabels: 1_000_000, k: 26, slackDims: 11 },
      batchSize: 32,
      evaluates: true,
    },
  ],
  epochs: ['wordnet', 'cooking'],
};

export const smallSettings = {
  heads: [
    { kind: 'bsl', inDim: 24, dim: 6, numLabels: 90 },
    { kind: 'dft', inDim: 24, numLabels: 90, k: 3, slackDims: 3 },
  ],
  comparedHeads: [],
  batchSizes: [5],
  threads: [1],
  turns: 2,
  turnMilliseconds: 5,
  floorSeconds: 0.01,
  growth: {
    fixed: { numLabels: 90, dim: 6, batchSize: 4 },
    series: [
      { along: 'numLabels', values: [60, 90] },
      { along: 'dim', values: [6, 9] },
      { along: 'batchSize', values: [4, 7] },
    ],
  },
  memory: [{ head: { kind: 'bsl', inDim: 24, dim: 6, numLabels: 500 }, batchSize: 4, evaluates: true }],
  epochs: [],
};

/** How a row is called: what a reader needs to know of the head. */
export function headName(head) {
  return head.kind === 'bsl'
    ? `BSL n=${head.numLabels} d=${head.dim}`
    : `DFT n=${head.numLabels} k=${head.k} slack ${head.slackDims}`;
}
