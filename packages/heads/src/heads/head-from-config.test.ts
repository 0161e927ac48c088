import { InputError } from '@sbn/core';
import { describe, expect, it } from 'vitest';
import type { HeadConfig } from '../definitions/head-config.js';
import { headFromConfig } from './head-from-config.js';
import { loadHead } from './load-head.js';
import type { SavedHead } from './saved-head.js';

describe('headFromConfig', () => {
  it('names a kind it does not know', () => {
    const make = (): unknown => headFromConfig({ kind: 'softmin' } as unknown as HeadConfig);
    expect(make).toThrow(InputError);
    expect(make).toThrow(/unknown kind of head "softmin"\. Known kinds: sigmoid, /);
    expect(make).toThrow(expect.objectContaining({ code: 'unknown-head-kind' }));
  });

  it('refuses what is no config', () => {
    for (const wrong of [null, 'dft', [], { inDim: 3 }]) {
      expect(() => headFromConfig(wrong as unknown as HeadConfig)).toThrow(TypeError);
      expect(() => loadHead({ config: wrong, weights: {} } as unknown as SavedHead)).toThrow(TypeError);
    }
    expect(() => loadHead(undefined as unknown as SavedHead)).toThrow(
      /loadHead: expected \{ config, weights \}/,
    );
  });
});
