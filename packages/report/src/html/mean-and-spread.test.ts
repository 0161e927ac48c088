import { expect, test } from 'vitest';
import { formatNumber } from '../format/format-number.js';
import { spread } from '../summary/spread.js';
import { meanAndSpread } from './mean-and-spread.js';

test('the deviation has as many digits as the mean, and is left out for one value', () => {
  expect(meanAndSpread(spread([0.0224, 0.0226]), formatNumber).markup).toBe(
    '0.0225 <span class="spread">± 0.0001</span>',
  );
  expect(meanAndSpread(spread([0.5]), formatNumber).markup).toBe('0.500');
  expect(meanAndSpread(null, formatNumber).markup).toContain('–');
});
