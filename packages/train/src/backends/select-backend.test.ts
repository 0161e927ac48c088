import { InputError } from '@sbn/core';
import {
  fill,
  gather,
  getBackend,
  grads,
  maxPool,
  randomUniform,
  type Tensor,
  type Tensor2D,
  type Tensor4D,
  tensor1d,
  mul as times,
} from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { backendNames } from './backend-name.js';
import type { ImportModule } from './load-package.js';
import { describeBackends, selectBackend } from './select-backend.js';

/** As `import()`, except that some packages do what the test says. */
const withModules =
  (fakes: Record<string, () => unknown>): ImportModule =>
  async (name) =>
    name in fakes ? fakes[name]!() : import(name);

const missing = (name: string) => (): never => {
  throw Object.assign(new Error(`Cannot find package '${name}' imported from /app/index.js`), {
    code: 'ERR_MODULE_NOT_FOUND',
  });
};

/** As in an installation without any optional peer. */
const nothingOptional = Object.fromEntries(
  ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node', 'webgpu'].map((name) => [name, missing(name)]),
);

describe('selectBackend', () => {
  it('starts wasm and cpu by name', async () => {
    for (const name of ['wasm', 'cpu'] as const) {
      const choice = await selectBackend(name);
      expect(choice).toMatchObject({ name, reason: 'asked for by name' });
      expect(choice.others.map((other) => other.status)).toEqual(Array(4).fill('not-tried'));
      expect(getBackend()).toBe(name);
    }
  });

  it('auto takes the first that works, and says why not the others', async () => {
    const choice = await selectBackend('auto', { importModule: withModules(nothingOptional) });
    expect(choice.name).toBe('wasm');
    expect(getBackend()).toBe('wasm');
    expect(choice.reason).toBe('the first of tensorflow-gpu, tensorflow, webgpu, wasm, cpu that works here');
    expect(choice.others.map(({ name, status }) => [name, status])).toEqual([
      ['tensorflow-gpu', 'not-installed'],
      ['tensorflow', 'not-installed'],
      ['webgpu', 'not-installed'],
      ['cpu', 'not-tried'],
    ]);
    expect(choice.others[1]!.why).toBe(
      '@tensorflow/tfjs-node is not installed; to install: npm install @tensorflow/tfjs-node (downloads libtensorflow)',
    );
    expect(choice.others[3]!.why).toBe('not tried: wasm comes first');
  });

  it('auto passes over a graphics card that the processor pretends to be', async () => {
    const info = { description: 'llvmpipe', isFallbackAdapter: true };
    const gpu = { requestAdapter: async () => ({ info }) };
    const importModule = withModules({
      ...nothingOptional,
      webgpu: () => ({ create: () => gpu, globals: {} }),
    });
    const choice = await selectBackend('auto', { importModule });
    expect(choice.name).toBe('wasm');
    expect(choice.others[2]).toMatchObject({
      name: 'webgpu',
      status: 'not-tried',
      why: 'not tried: its only adapter, llvmpipe, is a software one and slower than wasm; name webgpu to run on it',
    });
    const { navigator } = globalThis as { navigator?: { gpu?: unknown } };
    expect(navigator?.gpu).toBe(gpu);
    Reflect.deleteProperty(navigator!, 'gpu');
  });

  it('tells absent from broken', async () => {
    await selectBackend('cpu');
    const importModule = withModules({
      '@tensorflow/tfjs-node': () => {
        throw new Error('libtensorflow.so.2: cannot open shared object file\nRequire stack: ...');
      },
      '@tensorflow/tfjs-node-gpu': missing('some-dependency-of-it'),
      webgpu: () => ({ default: { create: () => ({ requestAdapter: async () => null }), globals: {} } }),
      '@tensorflow/tfjs-backend-webgpu': () => ({}),
    });
    const reports = await describeBackends({ importModule });
    expect(reports.map(({ name, status }) => [name, status])).toEqual([
      ['tensorflow-gpu', 'failed'],
      ['tensorflow', 'failed'],
      ['webgpu', 'failed'],
      ['wasm', 'works'],
      ['cpu', 'works'],
    ]);
    expect(reports[1]!.why).toBe(
      '@tensorflow/tfjs-node is there, but not the TensorFlow library libtensorflow.so.2: its install script did not run (pnpm, and npm with --ignore-scripts, leave it out) or could not download. Run: npm rebuild @tensorflow/tfjs-node, or with pnpm: pnpm approve-builds',
    );
    expect(reports[3]!.details).toEqual({ version: 'TensorFlow.js 4.22.0', threads: expect.any(Number) });
    expect(reports.map(({ engine }) => engine)).toEqual(['tfjs', 'tfjs', 'tfjs', 'fused', 'fused']);
    expect(reports[2]!.why).toMatch(/WebGPU found no adapter/);
    for (const report of reports) expect(report.install).toMatch(/^npm install /);
    // Trying them all changes nothing.
    expect(getBackend()).toBe('cpu');
    await expect(selectBackend('tensorflow', { importModule })).rejects.toMatchObject({
      name: 'InputError',
      code: 'backend-failed',
    });
  });

  it('notices a package that registers no backend', async () => {
    await selectBackend('cpu');
    const importModule = withModules({ '@tensorflow/tfjs-node': () => ({}) });
    await expect(selectBackend('tensorflow', { importModule })).rejects.toThrow(
      'backend tensorflow is installed but does not start: it loads, but registers no backend with TensorFlow.js 4.22.0',
    );
    expect(getBackend()).toBe('cpu');
  });

  it('names the command that installs what is missing', async () => {
    const importModule = withModules(nothingOptional);
    await expect(selectBackend('tensorflow', { importModule })).rejects.toMatchObject({
      code: 'backend-not-installed',
    });
    await expect(selectBackend('tensorflow', { importModule })).rejects.toThrow(
      'backend tensorflow: @tensorflow/tfjs-node is not installed. To install it: npm install @tensorflow/tfjs-node',
    );
    const error = await selectBackend('metal' as 'cpu').catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(InputError);
    expect((error as InputError).message).toBe(
      `unknown backend "metal"; expected one of auto, ${backendNames.join(', ')}.`,
    );
  });

  it('leaves no handlers of uncaught errors behind', async () => {
    const before = process.listenerCount('unhandledRejection');
    await selectBackend('wasm');
    expect(process.listenerCount('unhandledRejection')).toBe(before);
    expect(
      process.listeners('uncaughtException').some((listener) => /ExitStatus/.test(String(listener))),
    ).toBe(false);
  });
});

describe('replaced wasm kernels', () => {
  const gradientOn = async (backend: 'cpu' | 'wasm', make: () => Tensor, f: (x: Tensor) => Tensor) => {
    await selectBackend(backend);
    const x = make();
    // Memory that is used again is not clean, and one of the faults is to add into it.
    for (const used of Array.from({ length: 9 }, () => fill(x.shape, 5))) used.dispose();
    return [...(grads(f)([x])[0]!.dataSync() as Float32Array)];
  };

  it.each([
    [
      'an embedding look-up',
      () => randomUniform([5, 3], -1, 1, 'float32', 7),
      (x: Tensor) => times(gather(x as Tensor2D, tensor1d([4, 0, 4, 2], 'int32')), 3),
    ],
    [
      'max pooling',
      () => randomUniform([1, 6, 6, 2], -1, 1, 'float32', 8),
      (x: Tensor) => maxPool(x as Tensor4D, 2, 2, 'valid'),
    ],
  ])('give the gradient of %s as cpu does', async (_, make, f) => {
    const expected = await gradientOn('cpu', make, f);
    const got = await gradientOn('wasm', make, f);
    expect(got.some((value) => value !== 0)).toBe(true);
    expect(got.map((value) => Math.fround(value))).toEqual(expected);
  });
});
