import { expect, it, vi } from 'vitest';
import { startOnnxRuntime } from './onnx-runtime.js';

it('says how to install ONNX Runtime where it is not', async () => {
  vi.doMock('onnxruntime-web', () => {
    throw new Error('Cannot find package');
  });
  await expect(startOnnxRuntime(new Uint8Array(0))).rejects.toMatchObject({
    name: 'ExportError',
    code: 'runtime-missing',
    message: expect.stringMatching(/npm install onnxruntime-web/),
  });
});
