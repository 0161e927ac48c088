import { expect, it } from 'vitest';
import { checkInBox } from './check-in-box.js';
import { sampleInBox } from './testing/sample-in-box.js';

it('takes what a run says, and names the place of what cannot be', () => {
  const { sets, disagreements } = sampleInBox;
  expect(() => checkInBox(sampleInBox, 'x')).not.toThrow();
  for (const [wrong, message] of [
    [{ sets: { ...sets, total: 9 } }, /x\.sets: argmaxable \+ unargmaxable \+ undecided must equal total/],
    [{ sets: { ...sets, epsilonUndecided: 3 } }, /x\.sets: epsilonArgmaxable .* got 12 and 10/],
    [{ box: '1e4' }, /x\.box must be a number/],
    [{ radii: [{ percent: 1, sets: 'a', examples: null }] }, /x\.radii\[0\]\.sets must be a number/],
    [
      { disagreements: { ...disagreements, listed: [{ ...disagreements.listed![0], inBox: 'no' }] } },
      /x\.disagreements\.listed\[0\]\.inBox/,
    ],
  ] as const) {
    expect(() => checkInBox({ ...sampleInBox, ...wrong }, 'x')).toThrow(message);
  }
});
