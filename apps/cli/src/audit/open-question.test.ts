import { describe, expect, it } from 'vitest';
import { type OpenQuestionOptions, openQuestion } from './open-question.js';

const signal = new AbortController().signal;
const base = { numLabels: 30, noun: 'words', seed: 0, signal } as const;

async function sets(options: OpenQuestionOptions): Promise<(readonly number[])[]> {
  const { labelSets } = await openQuestion(options);
  const found: (readonly number[])[] = [];
  for await (const { labels } of labelSets()) found.push(labels);
  return found;
}

describe('openQuestion', () => {
  it('asks about every class with argmax, and about random sets with the other rules', async () => {
    const classes = await openQuestion({ ...base, rule: 'argmax' });
    expect(classes).toMatchObject({
      asked: 'all 30 words',
      id: 'all sets of 1',
      total: 30,
      population: undefined,
    });
    expect(await sets({ ...base, rule: 'argmax' })).toEqual(Array.from({ length: 30 }, (_, i) => [i]));
    const random = { ...base, rule: 'threshold' } as const;
    expect(await openQuestion(random)).toMatchObject({
      asked: '1,000 random sets of 5 labels (seed 0) of 142,506',
      total: 1000,
      population: 142506n,
    });
    const drawn = await sets(random);
    expect(new Set(drawn.map(String)).size).toBe(1000);
    expect(drawn.every(({ length }) => length === 5)).toBe(true);
    expect(await sets(random)).toEqual(drawn);
    expect(await sets({ ...random, seed: 1 })).not.toEqual(drawn);
    expect(await openQuestion({ ...base, rule: { topK: 7 } })).toMatchObject({ population: 2035800n });
  });

  it('a sample of more than there are is all of them', async () => {
    expect(await openQuestion({ ...base, rule: 'argmax', sample: 30 })).toMatchObject({
      id: 'all sets of 1',
      population: undefined,
    });
    expect(await openQuestion({ ...base, rule: 'argmax', sample: 29 })).toMatchObject({
      asked: '29 random words (seed 0) of 30',
      population: 30n,
    });
    expect(await openQuestion({ ...base, numLabels: 3, rule: 'threshold' })).toMatchObject({ total: 3 });
  });

  it('asks about all sets of a size', async () => {
    expect(await sets({ ...base, rule: 'threshold', pairs: true })).toHaveLength(435);
    expect(await sets({ ...base, rule: 'threshold', allSets: 0 })).toEqual([[]]);
    expect(await sets({ ...base, rule: { topK: 2 }, allSets: 2 })).toHaveLength(435);
  });

  it.each<[string, Partial<OpenQuestionOptions>, RegExp]>([
    ['two ways at once', { pairs: true, sample: 3 }, /at most one of --pairs and --sample/],
    [
      'a size that the rule never outputs',
      { rule: 'argmax', pairs: true },
      /--pairs asks about sets of 2, .* sets of 1/,
    ],
    ['too many sets', { numLabels: 6625, allSets: 5 }, /1\.1e\+17 sets of 5, too many .* --sample 1000/],
    ['sets of more labels than there are', { allSets: 31 }, /no sets of 31 of the 30/],
    ['--k where nothing is random', { pairs: true, k: 3 }, /--k says/],
    ['--k against the rule', { rule: { topK: 2 }, k: 3 }, /--k says/],
  ])('refuses %s', async (_name, wrong, message) => {
    await expect(openQuestion({ ...base, rule: 'threshold', ...wrong })).rejects.toThrow(message);
  });
});
