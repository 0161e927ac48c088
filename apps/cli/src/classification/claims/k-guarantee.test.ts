import { expect, test } from 'vitest';
import { detectionOf, judgedHead, judgedOf } from '../../testing/judged-heads.js';
import { kGuarantee } from './k-guarantee.js';

const judge = (...counts: Parameters<typeof detectionOf>[0][]) =>
  kGuarantee(
    judgedOf(
      [],
      [
        judgedHead(
          5,
          100,
          counts.map((one) => ({ detection: detectionOf({ k: 8, ...one }) })),
        ),
      ],
    ),
  )!;

test('one unargmaxable set in one seed refutes it; an undecided one leaves it open', () => {
  expect(judge({}, {})).toMatchObject({
    verdict: 'borne-out',
    figure:
      'Of 200 questions about test label sets with at most 8 labels, in 2 trained layers, 0 came out unargmaxable and 0 undecided.',
  });
  expect(judge({}, { undecided: 1 }).verdict).toBe('open');
  expect(judge({ undecided: 1 }, { unargmaxable: 1 }).verdict).toBe('not-borne-out');
});

test('without a promise there is no claim', () => {
  expect(kGuarantee(judgedOf([], [judgedHead(5, 100, [{ detection: detectionOf({}) }])]))).toBeUndefined();
});
