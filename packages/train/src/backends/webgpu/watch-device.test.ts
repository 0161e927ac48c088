import { backend, fill, matMul, ones } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { startTestBackend, testedBackends } from '../../testing/start-backends.js';
import { type ReadableBackend, watchDevice } from './watch-device.js';

/** A backend whose device can be broken by hand. */
function fakeBackend() {
  let lose: (info: { reason: string; message: string }) => void = () => {};
  let fail: (event: { error: { message: string } }) => void = () => {};
  const made: ReadableBackend = {
    device: {
      lost: new Promise((resolve) => {
        lose = resolve;
      }),
      addEventListener: (_, listener) => {
        fail = listener;
      },
    },
    read: async () => 1,
    readSync: () => 1,
  };
  return { backend: made, lose: (info: { reason: string; message: string }) => lose(info), fail: () => fail };
}

describe('watchDevice', () => {
  it('lets no number out after an error, and keeps the first', async () => {
    const { backend: watched, fail } = fakeBackend();
    watchDevice(watched);
    watchDevice(watched);
    expect(await watched.read({})).toBe(1);
    class GPUOutOfMemoryError {
      readonly message = 'Failed to allocate 9 GiB.';
    }
    fail()({ error: new GPUOutOfMemoryError() });
    fail()({ error: { message: 'a consequence' } });
    const error = {
      name: 'WebgpuError',
      code: 'webgpu-out-of-memory',
      message: 'WebGPU ran out of memory: Failed to allocate 9 GiB. Use a smaller batch or model.',
    };
    await expect(watched.read({})).rejects.toMatchObject(error);
    expect(() => watched.readSync({})).toThrow(expect.objectContaining(error));
  });

  it('tells of a lost device even when the read fails first', async () => {
    const { backend: watched, lose } = fakeBackend();
    watched.read = async () => {
      setTimeout(() => lose({ reason: 'unknown', message: 'the driver was reset' }), 5);
      throw new Error('mapAsync failed');
    };
    watchDevice(watched);
    await expect(watched.read({})).rejects.toMatchObject({
      code: 'webgpu-device-lost',
      message: expect.stringContaining('(unknown: the driver was reset)'),
    });
  });
});

describe.skipIf(!testedBackends.includes('webgpu'))('a device that is lost', () => {
  it('ends a read with a clear error, and not in a wait for ever', async () => {
    await startTestBackend('webgpu');
    const { device } = backend() as unknown as { device: { destroy(): void } };
    const product = matMul(ones([4, 4]), fill([4, 4], 2));
    device.destroy();
    await expect(product.data()).rejects.toMatchObject({ name: 'WebgpuError', code: 'webgpu-device-lost' });
    await expect(matMul(product, product).data()).rejects.toMatchObject({ code: 'webgpu-device-lost' });
  });
});
