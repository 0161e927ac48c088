import { InputError } from '@sbn/core';
import { describe, expect, it } from 'vitest';
import type { LossConfig } from './loss-config.js';
import { lossFromConfig } from './loss-from-config.js';

describe('lossFromConfig', () => {
  it('names a kind it does not know', () => {
    const make = (): unknown => lossFromConfig({ kind: 'hinge' } as unknown as LossConfig);
    expect(make).toThrow(InputError);
    expect(make).toThrow(
      /unknown kind of loss "hinge"\. Known kinds: sigmoid-cross-entropy, focal, asymmetric/,
    );
    expect(() => lossFromConfig(null as unknown as LossConfig)).toThrow(TypeError);
  });

  it('fills in what is left out', () => {
    const config = { kind: 'asymmetric' } as unknown as LossConfig;
    expect(lossFromConfig(config).toConfig()).toEqual({
      kind: 'asymmetric',
      gammaPositive: 0,
      gammaNegative: 4,
      clip: 0.05,
      reduction: 'mean',
    });
  });
});
