import { describe, expect, it } from 'vitest';
import { findDifference } from './find-difference.js';

describe('findDifference', () => {
  it('finds the first setting that differs', () => {
    const config = { training: { epochs: 3, groups: [{ match: 'a' }] }, seed: 0 };
    expect(findDifference(config, structuredClone(config))).toBeUndefined();
    expect(findDifference(config, { ...config, extra: undefined })).toBeUndefined();
    expect(findDifference(config, { ...config, training: { ...config.training, epochs: 4 } })).toEqual({
      key: 'training.epochs',
      before: '3',
      after: '4',
    });
    expect(findDifference(config, { ...config, training: { ...config.training, groups: [] } })).toEqual({
      key: 'training.groups',
      before: '[{"match":"a"}]',
      after: '[]',
    });
    expect(findDifference({}, { name: 'x'.repeat(99) })).toEqual({
      key: 'name',
      before: 'absent',
      after: `"${'x'.repeat(56)}...`,
    });
  });
});
