import { expect, it } from 'vitest';
import { killAndResume } from './kill-and-resume.mjs';

// A few kills here; `node test/kill-and-resume.mjs 20` does more.
it('a training that is killed at random moments and resumed ends as one that was left alone', async () => {
  const { kills, outcomes, expected } = await killAndResume({ kills: 4, seed: 2 });
  expect(kills).toBe(4);
  for (const outcome of outcomes) expect(outcome).toEqual(expected);
}, 120_000);
