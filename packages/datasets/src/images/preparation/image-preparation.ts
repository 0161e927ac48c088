import { checkInteger, checkNumber, describeKind } from '../check-options.js';

/** The size of pictures in pixels; channels are last, so that a picture is `[height, width, channels]`, row by row. */
export interface ImageShape {
  readonly height: number;
  readonly width: number;
  /** 1: grey; 3: red, green, blue (sRGB). */
  readonly channels: 1 | 3;
}

/** How a picture becomes numbers; plain JSON, so that a trained model can carry it along. */
export interface ImagePreparation extends ImageShape {
  /** `contain`: the whole picture, with bars; `cover`: the middle, without; `fill`: stretched. */
  readonly fit: 'contain' | 'cover' | 'fill';
  /** The grey, 0 to 255, of bars and of what shows through a transparent picture. */
  readonly background: number;
  /** One per channel: a value is (pixel / 255 − mean) / deviation. */
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

/** What may be said of an {@link ImagePreparation}; the rest is filled in. */
export interface PreparationOptions {
  /** 32 when left out. */
  readonly height?: number | undefined;
  /** 32 when left out. */
  readonly width?: number | undefined;
  /** 1 when left out. */
  readonly channels?: 1 | 3 | undefined;
  /** `contain` when left out. */
  readonly fit?: 'contain' | 'cover' | 'fill' | undefined;
  /** 255, white, when left out. */
  readonly background?: number | undefined;
  /** A number for all channels, or one for each; 0 when left out. */
  readonly mean?: number | readonly number[] | undefined;
  /** A number for all channels, or one for each; 1 when left out. */
  readonly deviation?: number | readonly number[] | undefined;
}

/** The longest side of a prepared picture; more is a mistake, or a job for something else. */
const longestSide = 4096;

/**
 * Checks how pictures are to be prepared, and fills in what is left out.
 *
 * @param place the public function that was called, for the message
 * @throws TypeError, RangeError when an option cannot be
 */
export function checkPreparation(place: string, options: PreparationOptions): ImagePreparation {
  const { height = 32, width = 32, channels = 1, fit = 'contain', background = 255 } = options;
  checkInteger(place, 'height', height, 1, longestSide);
  checkInteger(place, 'width', width, 1, longestSide);
  if (channels !== 1 && channels !== 3) {
    throw new RangeError(`${place}: channels must be 1 (grey) or 3 (colour), got ${String(channels)}`);
  }
  if (!['contain', 'cover', 'fill'].includes(fit)) {
    throw new RangeError(`${place}: fit must be contain, cover or fill, got ${JSON.stringify(fit)}`);
  }
  checkInteger(place, 'background', background, 0, 255);
  const mean = perChannel(place, 'mean', options.mean ?? 0, channels);
  const deviation = perChannel(place, 'deviation', options.deviation ?? 1, channels);
  for (const value of deviation) {
    if (value <= 0) throw new RangeError(`${place}: deviation must be > 0, got ${value}`);
  }
  return { height, width, channels, fit, background, mean, deviation };
}

/** The numbers of a picture: height · width · channels. */
export function numPixelValues({ height, width, channels }: ImageShape): number {
  return height * width * channels;
}

function perChannel(place: string, name: string, value: unknown, channels: number): readonly number[] {
  if (typeof value === 'number') {
    checkNumber(place, name, value);
    return new Array<number>(channels).fill(value);
  }
  if (!Array.isArray(value)) {
    throw new TypeError(`${place}: ${name} must be a number or an array of them, got ${describeKind(value)}`);
  }
  if (value.length !== channels) {
    throw new RangeError(
      `${place}: ${name} must have a number for each of ${channels} channels, got ${value.length}`,
    );
  }
  for (const part of value) checkNumber(place, name, part);
  return [...(value as number[])];
}
