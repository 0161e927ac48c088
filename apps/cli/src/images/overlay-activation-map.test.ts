import sharp from 'sharp';
import { expect, it } from 'vitest';
import { overlayActivationMap } from './overlay-activation-map.js';

/** A white picture, twice as wide as high. */
const white = (): Promise<Buffer> =>
  sharp({ create: { width: 20, height: 10, channels: 3, background: '#fff' } })
    .png()
    .toBuffer();

it('colours the places where the class is seen, over the whole picture', async () => {
  const png = await overlayActivationMap({
    picture: await white(),
    map: [0, 0, 0, 1],
    mapHeight: 1,
    mapWidth: 4,
    size: 80,
  });
  const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  expect([info.width, info.height]).toEqual([80, 40]);
  const pixel = (col: number): number[] => [...data.subarray((20 * 80 + col) * 3, (20 * 80 + col) * 3 + 3)];
  expect(pixel(2)).toEqual([255, 255, 255]);
  const [red, green, blue] = pixel(78) as [number, number, number];
  expect(red).toBeGreaterThan(225);
  expect(Math.max(green, blue)).toBeLessThan(130);
  const between = pixel(55)[1]!;
  expect(between).toBeGreaterThan(green);
  expect(between).toBeLessThan(255);
});

it('names what is wrong with a map', async () => {
  const picture = await white();
  await expect(overlayActivationMap({ picture, map: [1], mapHeight: 1, mapWidth: 4 })).rejects.toThrow(
    'a map of 1 x 4 needs as many entries, got 1',
  );
  await expect(overlayActivationMap({ picture, map: [2], mapHeight: 1, mapWidth: 1 })).rejects.toThrow(
    'entries must be in [0, 1], got 2 at 0',
  );
});
