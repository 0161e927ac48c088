import sharp from 'sharp';

/** A picture and where a class is seen in it. */
export interface ActivationOverlay {
  /** An image file, or its bytes. */
  readonly picture: string | Uint8Array;
  /** In [0, 1], row-major [mapHeight, mapWidth]. */
  readonly map: ArrayLike<number>;
  readonly mapHeight: number;
  readonly mapWidth: number;
  /** Longer side of the result in pixels (default 256). */
  readonly size?: number | undefined;
}

/** What shows a class: a colour that no grey picture has. */
const colour = [230, 30, 60] as const;
/** So much of the colour covers a place that is certain: the picture stays visible. */
const mostOpaque = 0.7;

/**
 * The picture in grey with the map over it: the more colour, the more of the class is seen there. The map is stretched
 * over the whole picture.
 *
 * @returns a PNG
 * @throws RangeError when the map has another size than it says, or an entry outside [0, 1]; sharp's error when the picture
 *   cannot be read
 */
export async function overlayActivationMap(options: ActivationOverlay): Promise<Uint8Array> {
  const { picture, map, mapHeight, mapWidth, size = 256 } = options;
  if (map.length !== mapHeight * mapWidth) {
    throw new RangeError(
      `overlayActivationMap: a map of ${mapHeight} x ${mapWidth} needs as many entries, got ${map.length}`,
    );
  }
  const pixels = new Uint8Array(4 * map.length);
  for (let place = 0; place < map.length; place++) {
    const value = map[place]!;
    if (!(value >= 0 && value <= 1)) {
      throw new RangeError(`overlayActivationMap: entries must be in [0, 1], got ${value} at ${place}`);
    }
    pixels.set(colour, 4 * place);
    pixels[4 * place + 3] = Math.round(255 * mostOpaque * value);
  }
  const { data: grey, info } = await sharp(picture)
    .rotate()
    .flatten({ background: '#fff' })
    .grayscale()
    .resize(size, size, { fit: 'inside', kernel: 'nearest' })
    .toColourspace('srgb')
    .png()
    .toBuffer({ resolveWithObject: true });
  const over = await sharp(pixels, { raw: { width: mapWidth, height: mapHeight, channels: 4 } })
    .resize(info.width, info.height, { fit: 'fill', kernel: 'linear' })
    .png()
    .toBuffer();
  return sharp(grey)
    .composite([{ input: over }])
    .png()
    .toBuffer();
}
