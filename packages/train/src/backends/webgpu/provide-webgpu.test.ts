import { afterEach, describe, expect, it } from 'vitest';
import { provideWebgpu } from './provide-webgpu.js';

/** npm `webgpu` on a machine with this adapter. */
const dawnWith = (adapter: object | null) => ({
  create: () => ({ requestAdapter: async () => adapter }),
  globals: {},
});

const navigatorBefore = Object.getOwnPropertyDescriptor(globalThis, 'navigator');

describe('provideWebgpu', () => {
  afterEach(() => {
    Reflect.deleteProperty(globalThis, 'navigator');
    if (navigatorBefore !== undefined) Object.defineProperty(globalThis, 'navigator', navigatorBefore);
    const { navigator } = globalThis as { navigator?: { gpu?: unknown } };
    if (navigator !== undefined) Reflect.deleteProperty(navigator, 'gpu');
  });

  it('adds navigator.gpu, whether there is a navigator or not, and tells what computes', async () => {
    for (const navigator of [undefined, { userAgent: 'Node.js/24' }]) {
      Object.defineProperty(globalThis, 'navigator', {
        value: navigator,
        configurable: true,
        writable: true,
      });
      const card = await provideWebgpu(dawnWith({ info: { description: 'A card' } }));
      expect(card).toEqual({ description: 'A card', isSoftware: false });
      expect((globalThis.navigator as { gpu?: unknown }).gpu).toBeDefined();
    }
  });

  it('knows a software adapter', async () => {
    Object.defineProperty(globalThis, 'navigator', { value: {}, configurable: true });
    const info = { description: 'llvmpipe', isFallbackAdapter: true };
    expect(await provideWebgpu(dawnWith({ info }))).toEqual({ description: 'llvmpipe', isSoftware: true });
  });

  it('says what is missing where there is no adapter, and leaves navigator as it was', async () => {
    const navigator = {};
    Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true });
    await expect(provideWebgpu(dawnWith(null))).rejects.toThrow(/WebGPU found no adapter: it needs a/);
    expect(navigator).toEqual({});
    // A driver may be installed while the program runs.
    expect(await provideWebgpu(dawnWith({}))).toEqual({ description: '', isSoftware: false });
  });
});
