import { describe, expect, it } from 'vitest';
import { checkFileSize } from './check-file-size.js';

describe('checkFileSize', () => {
  it('takes what is below 2 GiB, and says what to do with more', () => {
    checkFileSize('exportOnnx', 2 ** 31 - 1);
    expect(() => checkFileSize('exportOnnx', 2 ** 31)).toThrow(
      expect.objectContaining({
        name: 'ExportError',
        code: 'too-large',
        message: expect.stringMatching(/^exportOnnx: the model has 2\.0 GiB of weights.*to TensorFlow\.js/),
      }),
    );
  });
});
