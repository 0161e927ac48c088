import type { AugmentOptions } from '../augmentation/augment-options.js';
import type { DecodingOptions } from '../decoding/decoding-options.js';
import type { PreparationOptions } from '../preparation/image-preparation.js';

/** Shares of the training pictures that become splits without a place of their own. */
export interface ImageSplitOptions {
  /** 0 when left out. */
  readonly seed?: number | undefined;
  /** 0.1 when left out. */
  readonly valid?: number | undefined;
  /** 0.1 when left out. */
  readonly test?: number | undefined;
}

/** Options of `openImageFolder`: how pictures are prepared, how they are decoded, and what the folders mean. */
export interface ImageFolderOptions extends PreparationOptions, DecodingOptions {
  /** The name of the data set; that of the folder when left out. */
  readonly name?: string | undefined;
  /**
   * `classes`: the folder has a folder for each class; `splits`: it has `train` and perhaps `valid` and `test`, and they have
   * the classes. Left out: `splits` where there is `train` and nothing else but `valid` and `test`.
   */
  readonly layout?: 'classes' | 'splits' | undefined;
  /** How many folders name a class; 1 when left out. With 2, `alphabet/character/x.png` is of class `alphabet/character`. */
  readonly classDepth?: number | undefined;
  /** Classes whose pictures count as unknown (an empty label set), besides the folder `unknown`: names or globs. */
  readonly unknown?: readonly string[] | undefined;
  /**
   * Classes whose pictures are unknown, too, but are only in the test split, so that nothing has seen any of them before. Of
   * a folder with splits those of `test`.
   */
  readonly unseen?: readonly string[] | undefined;
  /** Decided by a hash of the path of each picture below the folder (with splits: below `train`). */
  readonly split?: ImageSplitOptions | undefined;
  /** Varies the pictures of the training split where its batches are shuffled. */
  readonly augment?: AugmentOptions | undefined;
  /** Bytes of decoded pictures that are kept in memory; 512 MiB when left out, 0 for none. */
  readonly cacheBytes?: number | undefined;
  /** Told while the pictures are looked at for the first time. */
  readonly onProgress?: ((progress: { readonly done: number; readonly total: number }) => void) | undefined;
}
