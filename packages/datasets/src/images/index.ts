export type { AugmentOptions } from './augmentation/augment-options.js';
export { decodeImage } from './decoding/decode-image.js';
export { type DecodedImage, decodeImages } from './decoding/decode-images.js';
export type { DecodingOptions } from './decoding/decoding-options.js';
export type { ImageFolderOptions, ImageSplitOptions } from './folder/image-folder-options.js';
export { openImageFolder } from './folder/open-image-folder.js';
export type { ImageDataset, ImageSource, SkippedPicture } from './image-dataset.js';
export type { ImagePreparation, ImageShape, PreparationOptions } from './preparation/image-preparation.js';
