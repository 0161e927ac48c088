import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMatrix } from '@sbn/core';
import { createDetector } from '@sbn/detect';
import { expect, it } from 'vitest';
import type { BoxedVerdict } from './box-summary.js';
import { boxedVerdict } from './boxed-verdict.js';
import { measureRadii } from './measure-radii.js';

// Four labels on three numbers; the last row is the sum of the first two.
const weights = createMatrix(4, 3, [1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 0]);
const sets = [[0, 1, 3], [0], [0, 1], [2, 3], [0, 1, 2, 3]];

it('goes on behind a torn line, and comes to the same as an unbroken measurement', async () => {
  const detector = await createDetector({ weights });
  const verdicts: BoxedVerdict[] = [];
  for (const [i, labels] of sets.entries()) verdicts.push(boxedVerdict(await detector.check(labels), i + 1));
  expect(verdicts.map(({ isImpossible }) => isImpossible)).toEqual([false, false, true, true, false]);
  const file = join(await mkdtemp(join(tmpdir(), 'sbn-radii-')), 'radii.jsonl');
  const measure = async (options: { file?: string; epsilon?: number; isHomogeneous?: boolean }) => {
    const counts: number[] = [];
    const summary = await measureRadii({
      ...{ detector, verdicts: () => verdicts, box: 10, epsilon: 1, workers: 0, isHomogeneous: false },
      signal: new AbortController().signal,
      onProgress: (done) => counts.push(done),
      ...options,
    });
    expect(counts).toEqual([1, 2, 3, 4, 5]);
    return summary;
  };
  const whole = await measure({ file });
  expect(whole.sets).toMatchObject({ total: 5, argmaxable: 3, unargmaxable: 2, epsilonArgmaxable: 3 });
  expect(whole.examples).toMatchObject({ total: 15, argmaxable: 8, unargmaxable: 7 });
  expect(await measure({})).toEqual(whole);

  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
  expect(lines).toHaveLength(3);
  // The first line is believed: the radius that stands there comes out.
  const changed = { ...(JSON.parse(lines[0]!) as object), radius: 0.5, radiusUpperBound: '0.5' };
  await writeFile(file, `${JSON.stringify(changed)}\n${lines[1]!.slice(0, 20)}`);
  expect((await measure({ file })).sets).toMatchObject({ epsilonArgmaxable: 2, notEpsilonArgmaxable: 3 });
  expect((await readFile(file, 'utf8')).trimEnd().split('\n')).toHaveLength(3);

  // What a program finds no ball for, an input that is scaled to fill the box may show.
  const missed = { ...changed, radius: 0, radiusUpperBound: 1e-5 };
  await writeFile(file, `${JSON.stringify(missed)}\n${lines.slice(1).join('\n')}\n`);
  expect((await measure({ file })).disagreements).toMatchObject({
    sets: 1,
    listed: [{ inBox: 'undecided' }],
  });
  expect(await measure({ file, isHomogeneous: true })).toMatchObject({
    sets: { argmaxable: 3, epsilonArgmaxable: 3 },
    disagreements: { sets: 0 },
  });

  // Another epsilon, or other sets, are another question.
  expect((await measure({ file, epsilon: 0.25 })).sets).toMatchObject({ epsilonArgmaxable: 3 });
  await writeFile(file, `${lines[1]}\n`);
  expect(await measure({ file })).toEqual(whole);
});
