import type { EncoderConfig } from '../encoders/encoder.js';

type ConvolutionConfig = Extract<EncoderConfig, { readonly kind: 'convolution' }>;

/** A map in float64: value(row, column, channel) lies at (row * width + column) * channels + channel. */
interface PlainMap {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly data: Float64Array;
}

const plainActivations = {
  relu: (x: number) => Math.max(x, 0),
  tanh: Math.tanh,
  sigmoid: (x: number) => 1 / (1 + Math.exp(-x)),
  elu: (x: number) => (x > 0 ? x : Math.expm1(x)),
  linear: (x: number) => x,
};

/**
 * The features of a convolutional encoder for one picture by their definition, in float64.
 *
 * @param parameters by the encoder's names
 */
export function referenceFeatures(
  config: ConvolutionConfig,
  parameters: ReadonlyMap<string, Float64Array>,
  picture: ArrayLike<number>,
): Float64Array {
  const { height, width, channels, blocks, residual, normalization, output } = config;
  const activate = plainActivations[config.activation];
  let map: PlainMap = { height, width, channels, data: Float64Array.from(picture) };
  blocks.forEach(({ filters, kernel, stride, convolutions, pool }, i) => {
    const name = `block${i + 1}`;
    const input = map;
    for (let j = 1; j <= convolutions; j++) {
      const layer = `${name}/convolution${j}`;
      map = convolve(
        map,
        parameters.get(`${layer}/weights`)!,
        parameters.get(`${layer}/bias`)!,
        kernel,
        j === 1 ? stride : 1,
      );
      if (normalization === 'group') {
        map = normalize(map, parameters.get(`${layer}/scale`)!, parameters.get(`${layer}/shift`)!);
      }
      if (residual && j === convolutions) {
        const shortcut = parameters.get(`${name}/shortcut/weights`);
        const carried =
          shortcut === undefined ? input : convolve(input, shortcut, new Float64Array(filters), 1, stride);
        map = { ...map, data: map.data.map((x, at) => x + carried.data[at]!) };
      }
      map = { ...map, data: map.data.map(activate) };
    }
    map = poolLargest(map, pool);
  });
  if (output === 'map') return map.data;
  const positions = map.height * map.width;
  return Float64Array.from({ length: map.channels }, (_, c) => {
    let sum = 0;
    for (let p = 0; p < positions; p++) sum += map.data[p * map.channels + c]!;
    return sum / positions;
  });
}

/** With as many zeros around the map as give ⌈size / stride⌉ places, the odd one behind. */
function convolve(
  map: PlainMap,
  weights: Float64Array,
  bias: Float64Array,
  kernel: number,
  stride: number,
): PlainMap {
  const [height, width] = [Math.ceil(map.height / stride), Math.ceil(map.width / stride)];
  const before = (places: number, size: number): number =>
    Math.floor(Math.max((places - 1) * stride + kernel - size, 0) / 2);
  const [top, left] = [before(height, map.height), before(width, map.width)];
  const filters = bias.length;
  const data = new Float64Array(height * width * filters);
  for (let row = 0; row < height; row++) {
    for (let col = 0; col < width; col++) {
      for (let filter = 0; filter < filters; filter++) {
        let sum = bias[filter]!;
        for (let i = 0; i < kernel; i++) {
          for (let j = 0; j < kernel; j++) {
            const [r, c] = [row * stride + i - top, col * stride + j - left];
            if (r < 0 || r >= map.height || c < 0 || c >= map.width) continue;
            for (let channel = 0; channel < map.channels; channel++) {
              sum +=
                map.data[(r * map.width + c) * map.channels + channel]! *
                weights[((i * kernel + j) * map.channels + channel) * filters + filter]!;
            }
          }
        }
        data[(row * width + col) * filters + filter] = sum;
      }
    }
  }
  return { height, width, channels: filters, data };
}

function normalize(map: PlainMap, scale: Float64Array, shift: Float64Array): PlainMap {
  const size = [8, 4, 2, 1].find((divisor) => map.channels % divisor === 0)!;
  const groupOf = (at: number): number => Math.floor((at % map.channels) / size);
  const count = map.height * map.width * size;
  const means = new Float64Array(map.channels / size);
  map.data.forEach((x, at) => {
    means[groupOf(at)]! += x / count;
  });
  const variances = new Float64Array(means.length);
  map.data.forEach((x, at) => {
    variances[groupOf(at)]! += (x - means[groupOf(at)]!) ** 2 / count;
  });
  const data = map.data.map((x, at) => {
    const channel = at % map.channels;
    const normal = (x - means[groupOf(at)]!) / Math.sqrt(variances[groupOf(at)]! + 1e-5);
    return normal * scale[channel]! + shift[channel]!;
  });
  return { ...map, data };
}

function poolLargest(map: PlainMap, pool: number): PlainMap {
  const { channels } = map;
  const [height, width] = [Math.floor(map.height / pool), Math.floor(map.width / pool)];
  const data = new Float64Array(height * width * channels).fill(Number.NEGATIVE_INFINITY);
  for (let row = 0; row < height * pool; row++) {
    for (let col = 0; col < width * pool; col++) {
      for (let c = 0; c < channels; c++) {
        const to = (Math.floor(row / pool) * width + Math.floor(col / pool)) * channels + c;
        data[to] = Math.max(data[to]!, map.data[(row * map.width + col) * channels + c]!);
      }
    }
  }
  return { height, width, channels, data };
}
