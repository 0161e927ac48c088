import type { RawImage } from '@huggingface/transformers';

/** Pillow's numbers of resampling filters, and what sharp calls them. Pillow's box and Hamming filters it does not have. */
const kernels: Readonly<Record<number, 'nearest' | 'lanczos3' | 'linear' | 'cubic'>> = {
  0: 'nearest',
  1: 'lanczos3',
  2: 'linear',
  3: 'cubic',
};

/** The part of a model's image processor that says to which size a picture is scaled, and how. */
export interface PictureScaling {
  readonly do_resize?: boolean | undefined;
  /** Pillow's number of the filter. */
  readonly resample?: number | undefined;
  readonly size?: unknown;
  get_resize_output_image_size(image: RawImage, size: unknown): readonly number[];
}

/**
 * Scales a picture to the size that its processor asks for, as Pillow does: each new pixel is a weighted mean over all
 * the old ones that it covers. The processor itself would take single points (and let black in from beyond the edges),
 * so that fine patterns come out otherwise than in the training of the model; a picture that has its size already it
 * leaves as it is.
 */
export async function scalePicture(
  image: RawImage,
  scaling: PictureScaling,
  create: (pixels: Uint8ClampedArray, width: number, height: number) => RawImage,
): Promise<RawImage> {
  const kernel = kernels[scaling.resample ?? 2];
  if (scaling.do_resize !== true || kernel === undefined) return image;
  const [width, height] = scaling.get_resize_output_image_size(image, scaling.size);
  if (width === undefined || height === undefined || (width === image.width && height === image.height)) {
    return image;
  }
  const bytes = await image.toSharp().resize({ width, height, fit: 'fill', kernel }).raw().toBuffer();
  return create(new Uint8ClampedArray(bytes), width, height);
}
