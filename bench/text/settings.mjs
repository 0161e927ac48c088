// What `bench text` measures.

/** The CNN of CAML on notes of MIMIC-III: 2,500 words a note, 8,921 codes, 50,000 words in the vocabulary. */
const caml = {
  numWords: 50_000,
  dim: 100,
  widths: [4],
  filters: 500,
  activation: 'tanh',
  inputDropout: 0.2,
  length: 2500,
  batchSize: 16,
  numLabels: 8921,
  labelsPerText: 16,
};

/** KimCNN on sentences. */
const kim = {
  numWords: 20_000,
  dim: 300,
  widths: [3, 4, 5],
  filters: 100,
  activation: 'relu',
  inputDropout: 0,
  length: 30,
  batchSize: 50,
  numLabels: 2043,
  labelsPerText: 4,
};

export const fullSettings = { networks: { caml, kim }, threads: [1, 2], turns: 6, turnMilliseconds: 400 };

export const smallSettings = {
  networks: {
    tiny: {
      ...kim,
      numWords: 50,
      dim: 4,
      widths: [2, 3],
      filters: 5,
      length: 9,
      batchSize: 6,
      numLabels: 7,
      labelsPerText: 2,
    },
  },
  threads: [1],
  turns: 2,
  turnMilliseconds: 1,
};

/** Multiplications and additions of the forward pass of the convolutions. */
export function operationsOfPass({ widths, dim, filters, length, batchSize }) {
  return widths.reduce((sum, width) => {
    const windows = length + 2 * Math.floor(width / 2) - width + 1;
    return sum + 2 * batchSize * windows * width * dim * filters;
  }, 0);
}
