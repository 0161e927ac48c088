import { describe, expect, it } from 'vitest';
import { formatCount, formatDuration, formatInteger, formatRatio, formatShare } from './format-number.js';

describe('formatInteger', () => {
  it('groups by thousands', () => {
    expect([0, 999, 1000, 1234567].map(formatInteger)).toEqual(['0', '999', '1,000', '1,234,567']);
  });
});

describe('formatShare', () => {
  it('never rounds something to nothing or to everything', () => {
    expect([0, 0.0001, 0.125, 0.99999, 1, Number.NaN].map(formatShare)).toEqual([
      '0.0%',
      '<0.1%',
      '12.5%',
      '>99.9%',
      '100.0%',
      '-',
    ]);
  });
});

describe('formatDuration', () => {
  it('picks the unit', () => {
    expect([12.4, 12_340, 59_960, 245_000, 7_620_000].map(formatDuration)).toEqual([
      '12 ms',
      '12.3 s',
      '1 min 00 s',
      '4 min 05 s',
      '2 h 07 min',
    ]);
  });
});

describe('formatCount', () => {
  it('is exact below a million and rounded above', () => {
    expect([0n, 999_999n, 1_000_000n, 1_250_000n, 9_960_000n, 2n ** 150n].map(formatCount)).toEqual([
      '0',
      '999,999',
      '1.0e+6',
      '1.3e+6',
      '1.0e+7',
      '1.4e+45',
    ]);
  });
});

describe('formatRatio', () => {
  it('shows shares of any size', () => {
    expect(formatRatio(1n, 8n)).toBe('12.5%');
    expect(formatRatio(0n, 8n)).toBe('0%');
    expect(formatRatio(8n, 8n)).toBe('100%');
    expect(formatRatio(1n, 3n)).toBe('33.3%');
    expect(formatRatio(2n, 1000n)).toBe('0.2%');
    // 100 / 2^1000 = 9.33e-300
    expect(formatRatio(1n, 2n ** 1000n)).toBe('9.3e-300%');
    expect(formatRatio(3n * 2n ** 2000n, 2n ** 3000n)).toBe('2.8e-299%');
  });

  it('refuses a ratio that is none', () => {
    expect(() => formatRatio(1n, 0n)).toThrow(RangeError);
  });
});
