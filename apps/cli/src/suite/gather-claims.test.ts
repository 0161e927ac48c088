import type { StudyClaim } from '@sbn/report';
import { expect, test } from 'vitest';
import { gatherClaims } from './gather-claims.js';

const claim = (id: string, verdict: StudyClaim['verdict'], more: Partial<StudyClaim> = {}): StudyClaim => ({
  id,
  claim: `Claim ${id}.`,
  where: 'abstract',
  figure: `Figure of ${id}.`,
  verdict,
  ...more,
});
const verdictOf = (...verdicts: StudyClaim['verdict'][]): StudyClaim =>
  gatherClaims(
    verdicts.map((verdict, i) => ({
      title: `E${i}`,
      claims: [claim('a', verdict, verdict === 'open' ? { remark: 'One seed.' } : {})],
    })),
    'sbn experiment all',
  )[0]!;

test('the verdict is the strongest that all experiments allow', () => {
  expect(verdictOf('borne-out', 'borne-out').verdict).toBe('borne-out');
  expect(verdictOf('borne-out', 'open').verdict).toBe('open');
  expect(verdictOf('borne-out', 'not-borne-out', 'open').verdict).toBe('not-borne-out');
});

test('it says how many experiments agree, what each measured, and why others do not', () => {
  expect(verdictOf('borne-out', 'open', 'not-borne-out')).toMatchObject({
    figure: 'Borne out by 1 of 3 experiments.\nE0: Figure of a.\nE1: Figure of a.\nE2: Figure of a.',
    remark: 'E1: open. One seed.\nE2: not borne out.',
    command: 'sbn experiment all',
  });
  expect(verdictOf('borne-out')).not.toHaveProperty('remark');
});

test('only what the abstract says is gathered, and only from the experiments that speak to it', () => {
  const gathered = gatherClaims(
    [
      { title: 'A', claims: [claim('a', 'borne-out'), claim('b', 'open', { where: 'figure 4' })] },
      { title: 'B', claims: [claim('c', 'borne-out')] },
    ],
    'sbn experiment all',
  );
  expect(gathered.map(({ id, figure }) => [id, figure.split('.\n')[0]])).toEqual([
    ['a', 'Borne out by 1 of 1 experiment'],
    ['c', 'Borne out by 1 of 1 experiment'],
  ]);
});
