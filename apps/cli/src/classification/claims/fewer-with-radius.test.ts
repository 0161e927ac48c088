import { expect, test } from 'vitest';
import { detectionOf, judgedHead, judgedOf } from '../../testing/judged-heads.js';
import { fewerWithRadius } from './fewer-with-radius.js';

const judge = (...epsilonArgmaxable: (number | undefined)[]) =>
  fewerWithRadius(
    judgedOf([
      judgedHead(
        10,
        100,
        epsilonArgmaxable.map((count) => ({
          detection: detectionOf({
            unargmaxable: 20,
            ...(count === undefined ? {} : { epsilonArgmaxable: count }),
          }),
        })),
      ),
    ]),
  );

test('the gap between both shares must be over 0 in its whole interval', () => {
  expect(judge(60, 62)).toMatchObject({
    verdict: 'borne-out',
    figure: expect.stringMatching(/^19\.0% \(/),
  });
  expect(judge(80, 60)!.verdict).toBe('open');
  expect(judge(80, 80)!.verdict).toBe('not-borne-out');
  expect(judge(undefined, undefined)).toBeUndefined();
});
