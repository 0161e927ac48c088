import { checkNumber } from '../check-options.js';

/** How training pictures are varied. What is left out, or 0, does nothing. */
export interface AugmentOptions {
  /** Adds up to ± this share of the full brightness, in [0, 1], the same to every pixel. */
  readonly brightness?: number | undefined;
  /** Multiplies the distance from the mean of the picture by up to 1 ± this, in [0, 1]. */
  readonly contrast?: number | undefined;
  /** Turns the picture around its middle by up to ± this many degrees, in [0, 180]; the background fills the corners. */
  readonly rotate?: number | undefined;
  /** Blurs with a Gaussian whose standard deviation is up to this many pixels of the prepared picture, in [0, 16]. */
  readonly blur?: number | undefined;
  /** Swaps left and right in half of the cases. */
  readonly flip?: boolean | undefined;
}

/** {@link AugmentOptions} with nothing left out. */
export interface Augmentation {
  readonly brightness: number;
  readonly contrast: number;
  readonly rotate: number;
  readonly blur: number;
  readonly flip: boolean;
}

/** The largest values of the options that are numbers. */
const limits = { brightness: 1, contrast: 1, rotate: 180, blur: 16 } as const;

/**
 * Checks how pictures are to be varied.
 *
 * @returns undefined when nothing would change
 * @throws TypeError, RangeError when an option cannot be
 */
export function checkAugment(place: string, options: AugmentOptions | undefined): Augmentation | undefined {
  if (options === undefined) return undefined;
  if (typeof options !== 'object' || options === null) {
    throw new TypeError(`${place}: augment must be an object, got ${String(options)}`);
  }
  const { brightness = 0, contrast = 0, rotate = 0, blur = 0, flip = false } = options;
  for (const [name, value] of Object.entries({ brightness, contrast, rotate, blur })) {
    checkNumber(place, `augment.${name}`, value, 0, limits[name as keyof typeof limits]);
  }
  if (typeof flip !== 'boolean') {
    throw new TypeError(`${place}: augment.flip must be true or false, got ${String(flip)}`);
  }
  const changes = brightness > 0 || contrast > 0 || rotate > 0 || blur > 0 || flip;
  return changes ? { brightness, contrast, rotate, blur, flip } : undefined;
}
