import { ExportError } from '../export-error.js';

/** Protocol buffers end at 2 GiB. */
const largestFile = 2 ** 31 - 1;

/**
 * Checks that weights have room in an `.onnx` file.
 *
 * @throws ExportError `too-large`
 */
export function checkFileSize(place: string, bytes: number): void {
  if (bytes <= largestFile) return;
  throw new ExportError(
    `${place}: the model has ${(bytes / 2 ** 30).toFixed(1)} GiB of weights, and an .onnx file holds less than 2. ` +
      'Export it to TensorFlow.js, whose weights are in any number of files.',
    { code: 'too-large' },
  );
}
