import { expect, test } from 'vitest';
import { numberAxis } from './number-axis.js';

test('ticks carry their own texts', () => {
  const axis = numberAxis({
    title: 'n',
    domain: [1, 100],
    log: true,
    ticks: [1, 10, 100],
    format: (tick) => `${tick} "x"`,
  });
  expect(axis.scale).toEqual({ type: 'log', domain: [1, 100], nice: false, zero: false });
  const texts = JSON.parse(axis.axis.labelExpr.replace('[datum.value]', ''));
  expect(texts).toEqual({ 1: '1 "x"', 10: '10 "x"', 100: '100 "x"' });
});
