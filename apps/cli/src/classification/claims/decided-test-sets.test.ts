import { expect, test } from 'vitest';
import { detectionOf, judgedHead, judgedOf } from '../../testing/judged-heads.js';
import { decidedTestSets } from './decided-test-sets.js';

const judge = (undecided: number) =>
  decidedTestSets(
    judgedOf(
      [judgedHead(5, 100, [{ detection: detectionOf({ unargmaxable: 40 }) }])],
      [judgedHead(5, 100, [{ detection: detectionOf({ undecided }) }])],
    ),
  )!;

test('every set must be decided', () => {
  expect(judge(0)).toMatchObject({
    verdict: 'borne-out',
    figure: '200 of 200 questions decided in 2 layers, 2.0 ms each on one thread.',
  });
  expect(judge(1)).toMatchObject({ verdict: 'open', remark: '1 stayed undecided.' });
});
