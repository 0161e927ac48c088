import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkAugment } from './augment-options.js';
import { pixelAugmenter } from './augment-pixels.js';

const none = { brightness: 0, contrast: 0, rotate: 0, blur: 0, flip: false };
const shapes = fc.record({
  height: fc.integer({ min: 1, max: 7 }),
  width: fc.integer({ min: 1, max: 7 }),
  channels: fc.constantFrom<1 | 3>(1, 3),
  background: fc.integer({ min: 0, max: 255 }),
});
const pictures = shapes.chain((shape) =>
  fc.record({
    shape: fc.constant(shape),
    pixels: fc.uint8Array({
      minLength: shape.height * shape.width * shape.channels,
      maxLength: shape.height * shape.width * shape.channels,
    }),
    variation: fc.record({ seed: fc.integer(), epoch: fc.nat(), index: fc.nat() }),
  }),
);

function vary(
  { shape, pixels, variation }: Parameters<Parameters<typeof pictures.map>[0]>[0],
  options: Partial<typeof none>,
): Float32Array {
  const out = new Float32Array(pixels.length);
  pixelAugmenter(shape, { ...none, ...options })(pixels, variation, out);
  return out;
}

describe('pixelAugmenter', () => {
  it('changes nothing without options, and gives the same for the same seed, epoch and number', () => {
    fc.assert(
      fc.property(pictures, (picture) => {
        expect(vary(picture, {})).toEqual(Float32Array.from(picture.pixels, (byte) => byte / 255));
        const all = { brightness: 0.3, contrast: 0.5, rotate: 40, blur: 1, flip: true };
        const varied = vary(picture, all);
        expect(vary(picture, all)).toEqual(varied);
        expect(varied.every((value) => value >= 0 && value <= 1)).toBe(true);
      }),
    );
  });

  it('differs between seeds, epochs and pictures', () => {
    const shape = { height: 5, width: 5, channels: 1, background: 255 } as const;
    const pixels = Uint8Array.from({ length: 25 }, (_, i) => 10 * i);
    const of = (seed: number, epoch: number, index: number): string =>
      vary({ shape, pixels, variation: { seed, epoch, index } }, { brightness: 0.2 }).join();
    expect(new Set([of(1, 0, 0), of(2, 0, 0), of(1, 1, 0), of(1, 0, 1)]).size).toBe(4);
  });

  it('flips left and right in half of the cases, channels together', () => {
    const shape = { height: 1, width: 3, channels: 3, background: 0 } as const;
    const pixels = Uint8Array.of(0, 1, 2, 10, 11, 12, 20, 21, 22);
    let flipped = 0;
    for (let index = 0; index < 400; index++) {
      const out = vary({ shape, pixels, variation: { seed: 1, epoch: 0, index } }, { flip: true });
      const bytes = Array.from(out, (value) => Math.round(value * 255));
      if (bytes[0] === 0) expect(bytes).toEqual([...pixels]);
      else {
        expect(bytes).toEqual([20, 21, 22, 10, 11, 12, 0, 1, 2]);
        flipped++;
      }
    }
    expect(Math.abs(flipped - 200)).toBeLessThan(50);
  });

  it('shifts every pixel alike by brightness, and keeps the mean with contrast', () => {
    const shape = { height: 2, width: 2, channels: 1, background: 0 } as const;
    const pixels = Uint8Array.of(100, 110, 150, 160);
    for (let index = 0; index < 20; index++) {
      const variation = { seed: 3, epoch: 1, index };
      const bright = vary({ shape, pixels, variation }, { brightness: 0.2 });
      const shift = bright[0]! - 100 / 255;
      expect(Math.abs(shift)).toBeLessThanOrEqual(0.2 + 1e-6);
      for (const [i, value] of bright.entries()) {
        expect(value).toBeCloseTo(pixels[i]! / 255 + shift, 5);
      }
      const contrast = vary({ shape, pixels, variation }, { contrast: 0.5 });
      expect(contrast.reduce((a, b) => a + b) / 4).toBeCloseTo(130 / 255, 5);
      const factor = (contrast[0]! - 130 / 255) / (-30 / 255);
      expect(factor).toBeGreaterThan(0.49);
      expect(factor).toBeLessThan(1.51);
      expect(factor).not.toBeCloseTo(1, 3);
    }
  });

  it('turns around the middle: bilinear, the background in the corners', () => {
    const side = 9;
    const shape = { height: side, width: side, channels: 1, background: 255 } as const;
    const pixels = new Uint8Array(side * side);
    let largest = 0;
    for (let index = 0; index < 30; index++) {
      const variation = { seed: 3, epoch: 1, index };
      const black = vary({ shape, pixels, variation }, { rotate: 45 });
      expect(black[40]).toBe(0);
      largest = Math.max(largest, black[0]!);
      // A dot above the middle comes to where its angle says.
      const dot = new Uint8Array(side * side);
      dot[1 * side + 4] = 255;
      const turned = vary({ shape: { ...shape, background: 0 }, pixels: dot, variation }, { rotate: 45 });
      const total = turned.reduce((a, b) => a + b);
      const at = (axis: (i: number) => number): number =>
        turned.reduce((sum, value, i) => sum + value * (axis(i) - 4), 0) / total;
      const [x, y] = [at((i) => i % side), at((i) => Math.floor(i / side))];
      expect(Math.hypot(x, y)).toBeGreaterThan(2.5);
      expect(Math.hypot(x, y)).toBeLessThan(3.3);
      expect(Math.abs(Math.atan2(x, -y))).toBeLessThan(Math.PI / 4 + 0.05);
    }
    expect(largest).toBeGreaterThan(0.5);
  });

  it('blurs by a Gaussian: the sum stays, a dot spreads as its deviation says', () => {
    const side = 21;
    const shape = { height: side, width: side, channels: 1, background: 0 } as const;
    const pixels = new Uint8Array(side * side);
    pixels[10 * side + 10] = 255;
    const spreads = Array.from({ length: 30 }, (_, index) => {
      const out = vary({ shape, pixels, variation: { seed: 1, epoch: 0, index } }, { blur: 2 });
      expect(out.reduce((a, b) => a + b)).toBeCloseTo(1, 4);
      expect(out[9 * side + 10]).toBeCloseTo(out[10 * side + 11]!, 6);
      return Math.sqrt(out.reduce((sum, value, i) => sum + value * (Math.floor(i / side) - 10) ** 2, 0));
    });
    expect(Math.max(...spreads)).toBeGreaterThan(1.5);
    expect(Math.max(...spreads)).toBeLessThan(2.01);
    expect(Math.min(...spreads)).toBeLessThan(0.5);
  });
});

describe('checkAugment', () => {
  it('is undefined where nothing would change, and refuses what cannot be', () => {
    expect(checkAugment('f', undefined)).toBeUndefined();
    expect(checkAugment('f', { rotate: 0, flip: false })).toBeUndefined();
    expect(checkAugment('f', { rotate: 10 })).toEqual({ ...none, rotate: 10 });
    expect(() => checkAugment('f', { rotate: 181 })).toThrow(
      'f: augment.rotate must be in [0, 180], got 181',
    );
    expect(() => checkAugment('f', { brightness: -0.1 })).toThrow(RangeError);
    expect(() => checkAugment('f', { blur: Number.NaN })).toThrow(RangeError);
    expect(() => checkAugment('f', { flip: 1 as unknown as boolean })).toThrow(TypeError);
    expect(() => checkAugment('f', null as unknown as undefined)).toThrow(TypeError);
  });
});
