import {
  findBackend,
  getBackend,
  KernelBackend,
  registerBackend,
  removeBackend,
} from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it } from 'vitest';
import { describeBackends, selectBackend } from '../select-backend.js';
import { loadTensorflow } from './load-tensorflow.js';

/** What tfjs-node and tfjs-node-gpu register, as far as it is looked at. */
class NativeBackend extends KernelBackend {
  readonly binding = { TF_Version: '2.9.1' };
  readonly isGPUPackage: boolean;
  readonly isUsingGpuDevice: boolean;
  constructor(device: { isGPUPackage: boolean; isUsingGpuDevice: boolean }) {
    super();
    this.isGPUPackage = device.isGPUPackage;
    this.isUsingGpuDevice = device.isUsingGpuDevice;
  }
  override dispose(): void {}
}

/** The packages that are "installed", and whether the one for GPUs finds any. */
const installed =
  (packages: { readonly cpu?: true; readonly gpu?: 'with-gpu' | 'without-gpu' }) => async (name: string) => {
    if (!name.startsWith('@tensorflow/tfjs-node')) return import(name);
    const isGPUPackage = name.endsWith('-gpu');
    if (isGPUPackage ? packages.gpu === undefined : !packages.cpu) {
      throw new Error(`Cannot find package '${name}' imported from /app/index.js`);
    }
    const isUsingGpuDevice = isGPUPackage && packages.gpu === 'with-gpu';
    registerBackend('tensorflow', () => new NativeBackend({ isGPUPackage, isUsingGpuDevice }));
    return {};
  };

describe('loadTensorflow', () => {
  afterEach(() => {
    if (findBackend('tensorflow') !== null) removeBackend('tensorflow');
  });

  it.each([
    [{ cpu: true }, 'tensorflow', 'TensorFlow 2.9.1, tfjs-node'],
    [{ cpu: true, gpu: 'with-gpu' }, 'tensorflow', 'TensorFlow 2.9.1, tfjs-node'],
    [{ cpu: true, gpu: 'with-gpu' }, 'tensorflow-gpu', 'TensorFlow 2.9.1, tfjs-node-gpu'],
    // The package for GPUs computes on the processor where it finds none.
    [{ gpu: 'without-gpu' }, 'tensorflow', 'TensorFlow 2.9.1, tfjs-node-gpu'],
  ] as const)('of %j loads the package for %s', async (packages, name, version) => {
    expect(await loadTensorflow(name, installed(packages))).toMatchObject({
      status: 'loaded',
      details: { version },
    });
  });

  it('counts the threads of the processor, not those of a GPU', async () => {
    const load = await loadTensorflow('tensorflow', installed({ cpu: true }));
    expect(load).toMatchObject({ details: { threads: expect.any(Number) } });
    removeBackend('tensorflow');
    const onGpu = await loadTensorflow('tensorflow-gpu', installed({ gpu: 'with-gpu' }));
    expect(onGpu).not.toHaveProperty('details.threads');
  });

  it.each([
    [{}, 'tensorflow', 'not-installed', /^@tensorflow\/tfjs-node is not installed$/],
    [{ cpu: true }, 'tensorflow-gpu', 'not-installed', /^@tensorflow\/tfjs-node-gpu is not installed$/],
    [
      { gpu: 'without-gpu' },
      'tensorflow-gpu',
      'failed',
      /tfjs-node-gpu loads, but TensorFlow finds no GPU .* would compute on the processor: (no NVIDIA driver|the warnings)/,
    ],
    [
      { gpu: 'with-gpu' },
      'tensorflow',
      'failed',
      /tfjs-node-gpu is loaded already, .* its backend is tensorflow-gpu/,
    ],
  ] as const)('of %j cannot load %s', async (packages, name, status, why) => {
    const load = await loadTensorflow(name, installed(packages));
    expect(load).toMatchObject({ status, why: expect.stringMatching(why) });
  });

  it('does not load the second package beside the first', async () => {
    const importModule = installed({ cpu: true, gpu: 'with-gpu' });
    await loadTensorflow('tensorflow', importModule);
    expect(await loadTensorflow('tensorflow-gpu', importModule)).toMatchObject({
      status: 'failed',
      why: '@tensorflow/tfjs-node is loaded already, and a process can hold only one of the two native packages',
    });
  });

  it('is current again after all backends were tried', async () => {
    const importModule = installed({ gpu: 'with-gpu' });
    await selectBackend('tensorflow-gpu', { importModule });
    await describeBackends({ importModule });
    expect(getBackend()).toBe('tensorflow');
    await selectBackend('cpu');
  });

  it('is what selectBackend and describeBackends go by', async () => {
    await selectBackend('cpu');
    const importModule = installed({ gpu: 'without-gpu' });
    const reports = await describeBackends({ importModule });
    expect(reports.slice(0, 2).map(({ status }) => status)).toEqual(['failed', 'works']);
    const choice = await selectBackend('auto', { importModule });
    expect(choice).toMatchObject({
      name: 'tensorflow',
      details: { version: 'TensorFlow 2.9.1, tfjs-node-gpu' },
    });
    expect(choice.others[0]).toMatchObject({ name: 'tensorflow-gpu', status: 'failed' });
    await selectBackend('cpu');
  });
});
