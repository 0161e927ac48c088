import type { ErrorCode } from '../../reading/fail-at.js';

/** Why a file is no picture that can be used. Plain, so that it can be sent between threads. */
export interface PictureFault {
  readonly code: ErrorCode;
  /** A whole sentence. */
  readonly reason: string;
}

/** The bytes of a prepared picture, `[height, width, channels]`, or what is wrong with its file. */
export type DecodedPicture =
  | { readonly pixels: Uint8Array; readonly fault?: undefined }
  | { readonly pixels?: undefined; readonly fault: PictureFault };
