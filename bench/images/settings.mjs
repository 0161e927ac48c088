// What `bench images` measures.

/** Networks of the usual shape: every block halves the map, and doubles the filters. */
const networks = [
  { height: 32, width: 32, channels: 1, filters: [16, 32, 64], numLabels: 40 },
  { height: 64, width: 64, channels: 3, filters: [16, 32, 64, 128], numLabels: 40 },
];

export const fullSettings = {
  networks,
  batchSize: 64,
  threads: [1, 2],
  turns: 12,
  turnMilliseconds: 400,
};

export const smallSettings = {
  networks: [{ height: 8, width: 8, channels: 1, filters: [4, 8], numLabels: 5 }],
  batchSize: 6,
  threads: [1],
  turns: 2,
  turnMilliseconds: 1,
};

export function networkName({ height, width, channels, filters }) {
  return `${height} x ${width} x ${channels}, ${filters.join('-')}`;
}

/** Multiplications and additions of a step's convolutions: forwards, and the gradients by filter and input. */
export function operationsOfStep({ height, width, channels, filters }, batchSize) {
  let operations = 0;
  let [rows, cols, inChannels] = [height, width, channels];
  for (const [i, outChannels] of filters.entries()) {
    const products = rows * cols * 9 * inChannels * outChannels;
    // Nobody asks for the gradient by the pictures.
    operations += 2 * products * (i === 0 ? 2 : 3);
    [rows, cols, inChannels] = [rows >> 1, cols >> 1, outChannels];
  }
  return operations * batchSize;
}
