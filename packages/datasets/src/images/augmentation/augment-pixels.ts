import { createRandom } from '@sbn/core';
import type { ImagePreparation } from '../preparation/image-preparation.js';
import type { Augmentation } from './augment-options.js';

/** Which variation of which picture. */
export interface Variation {
  readonly seed: number;
  readonly epoch: number;
  /** The number of the picture in its split. */
  readonly index: number;
}

/**
 * Varies pictures of one shape: flip, turn (bilinear), blur (Gaussian, edges repeated), contrast, brightness, in this
 * order; the result is clipped to [0, 1]. It depends on the seed, the epoch, the number of the picture and the options,
 * and on nothing else, so that a resumed epoch sees the same pictures.
 *
 * Written here and not done by sharp, because a call of sharp costs more than a millisecond whatever the size, and this is
 * paid for every picture in every epoch.
 *
 * @returns a function that writes the varied picture into `out`, as shares of the full brightness
 */
export function pixelAugmenter(
  shape: Pick<ImagePreparation, 'height' | 'width' | 'channels' | 'background'>,
  options: Augmentation,
): (pixels: Uint8Array, variation: Variation, out: Float32Array) => void {
  const { height, width, channels, background } = shape;
  const held = new Float32Array(height * width * channels);
  return (pixels, { seed, epoch, index }, out) => {
    const random = createRandom([seed, 'augment', epoch, index]);
    // Always as many numbers, so that one option does not change what another does.
    const flips = random.uniform() < 0.5 && options.flip;
    const [turn, blur, contrast, brightness] = [
      (2 * random.uniform() - 1) * options.rotate * (Math.PI / 180),
      random.uniform() * options.blur,
      1 + (2 * random.uniform() - 1) * options.contrast,
      (2 * random.uniform() - 1) * options.brightness,
    ];
    for (let i = 0; i < pixels.length; i++) out[i] = pixels[i]! / 255;
    if (flips) flipRows(out, width, channels);
    if (turn !== 0) {
      held.set(out);
      turnPixels(held, out, { height, width, channels, turn, background: background / 255 });
    }
    if (blur > 0) blurPixels(out, held, { height, width, channels, deviation: blur });
    const mean = contrast === 1 ? 0 : out.reduce((sum, value) => sum + value, 0) / out.length;
    const shift = mean * (1 - contrast) + brightness;
    for (let i = 0; i < out.length; i++) out[i] = Math.min(1, Math.max(0, out[i]! * contrast + shift));
  };
}

function flipRows(pixels: Float32Array, width: number, channels: number): void {
  for (let row = 0; row < pixels.length; row += width * channels) {
    for (let left = 0, right = width - 1; left < right; left++, right--) {
      for (let channel = 0; channel < channels; channel++) {
        const [a, b] = [row + left * channels + channel, row + right * channels + channel];
        const pixel = pixels[a]!;
        pixels[a] = pixels[b]!;
        pixels[b] = pixel;
      }
    }
  }
}

function turnPixels(
  from: Float32Array,
  to: Float32Array,
  {
    height,
    width,
    channels,
    turn,
    background,
  }: { height: number; width: number; channels: number; turn: number; background: number },
): void {
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const [middleX, middleY] = [(width - 1) / 2, (height - 1) / 2];
  const pixelAt = (y: number, x: number, channel: number): number =>
    y < 0 || x < 0 || y >= height || x >= width ? background : from[(y * width + x) * channels + channel]!;
  let at = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      // Where the pixel comes from: turned back.
      const sourceX = cos * (x - middleX) + sin * (y - middleY) + middleX;
      const sourceY = -sin * (x - middleX) + cos * (y - middleY) + middleY;
      const [left, top] = [Math.floor(sourceX), Math.floor(sourceY)];
      const [right, low] = [sourceX - left, sourceY - top];
      for (let channel = 0; channel < channels; channel++) {
        const above = (1 - right) * pixelAt(top, left, channel) + right * pixelAt(top, left + 1, channel);
        const below =
          (1 - right) * pixelAt(top + 1, left, channel) + right * pixelAt(top + 1, left + 1, channel);
        to[at++] = (1 - low) * above + low * below;
      }
    }
  }
}

/** Along the rows and then along the columns, in place; `held` is room for what is between. */
function blurPixels(
  pixels: Float32Array,
  held: Float32Array,
  {
    height,
    width,
    channels,
    deviation,
  }: { height: number; width: number; channels: number; deviation: number },
): void {
  const radius = Math.ceil(3 * deviation);
  const weights = Float64Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * deviation ** 2)),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const blurLines = (
    from: Float32Array,
    to: Float32Array,
    line: { count: number; stride: number; length: number; step: number },
  ): void => {
    // A line with its ends repeated, so that the sums need not look where they are.
    const padded = new Float64Array(line.length + 2 * radius);
    for (let k = 0; k < line.count; k++) {
      for (let channel = 0; channel < channels; channel++) {
        const start = k * line.stride + channel;
        for (let i = 0; i < line.length; i++) padded[radius + i] = from[start + i * line.step]!;
        padded.fill(padded[radius]!, 0, radius);
        padded.fill(padded[radius + line.length - 1]!, radius + line.length);
        for (let i = 0; i < line.length; i++) {
          let sum = 0;
          for (let j = 0; j < weights.length; j++) sum += weights[j]! * padded[i + j]!;
          to[start + i * line.step] = sum / total;
        }
      }
    }
  };
  const rowStride = width * channels;
  blurLines(pixels, held, { count: height, stride: rowStride, length: width, step: channels });
  blurLines(held, pixels, { count: width, stride: channels, length: height, step: rowStride });
}
