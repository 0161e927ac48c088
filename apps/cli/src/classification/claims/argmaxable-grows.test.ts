import { expect, test } from 'vitest';
import { detectionOf, judgedHead, judgedOf } from '../../testing/judged-heads.js';
import { argmaxableGrows } from './argmaxable-grows.js';

const judge = (...widths: number[][]) =>
  argmaxableGrows(
    judgedOf(
      widths.map((counts, i) =>
        judgedHead(
          10 * (i + 1),
          100,
          counts.map((unargmaxable) => ({ detection: detectionOf({ unargmaxable }) })),
        ),
      ),
    ),
  );

test('the widest must beat the narrowest, and no width may fall behind the one before', () => {
  expect(judge([50, 52], [20, 21], [0, 0])!.verdict).toBe('borne-out');
  expect(judge([50, 52], [60, 60], [0, 0])).toMatchObject({
    verdict: 'open',
    remark: 'At some width the share is smaller than at the one before it.',
  });
  expect(judge([50, 50], [60, 60])!.verdict).toBe('not-borne-out');
});

test('where the narrowest layer can output everything, nothing can grow', () => {
  expect(judge([0, 0], [0, 0])).toMatchObject({
    verdict: 'open',
    remark: 'The narrowest layer can output all of them already: narrower ones would tell.',
  });
  expect(judge([5, 5])).toBeUndefined();
});
