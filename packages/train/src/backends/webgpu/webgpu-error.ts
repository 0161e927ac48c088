/** What went wrong with the graphics card or its driver. */
export type WebgpuErrorCode =
  /** The device is gone, and all tensors with it: the driver was restarted, or the device destroyed. */
  | 'webgpu-device-lost'
  /** There was not enough memory on the device. Tensors made since are wrong. */
  | 'webgpu-out-of-memory'
  /** The driver refused something. Tensors made since are wrong. */
  | 'webgpu-failed';

/** WebGPU cannot go on. The message says why, and what to do. */
export class WebgpuError extends Error {
  override readonly name = 'WebgpuError';
  readonly code: WebgpuErrorCode;

  constructor(message: string, details: { readonly code: WebgpuErrorCode; readonly cause?: unknown }) {
    super(message, details.cause === undefined ? {} : { cause: details.cause });
    this.code = details.code;
  }
}
