import { expect, test } from 'vitest';
import { bsl, dft, reportOf, run, verdicts } from '../testing/small-data.js';
import { summariseDetection } from './detection.js';
import { digest } from './digest.js';

test('undecided is never added to unargmaxable; guarantees are added up over seeds', () => {
  const rows = summariseDetection(
    digest(
      reportOf([
        run(bsl(4), 0, 0.1, { detection: verdicts(200, 50, 10) }),
        run(bsl(4), 1, 0.1, { detection: verdicts(200, 70, 0) }),
        run(bsl(9), 0, 0.1),
        run(dft(2), 0, 0.1, {
          detection: verdicts(200, 0, 1, {
            guarantee: { total: 190, argmaxable: 190, unargmaxable: 0, undecided: 0 },
          }),
        }),
        run(dft(2), 1, 0.1, {
          detection: verdicts(200, 1, 0, {
            guarantee: { total: 190, argmaxable: 189, unargmaxable: 0, undecided: 1 },
          }),
        }),
      ]),
    ),
  );
  expect(rows.map((row) => row.configuration.label)).toEqual(['BSL 4', 'DFT 2']);
  expect(rows[0]!.shares.unargmaxable.mean).toBeCloseTo(0.3);
  expect(rows[0]!.shares.undecided.mean).toBeCloseTo(0.025);
  expect(rows[0]!.guarantee).toBeNull();
  expect(rows[1]!.guarantee).toEqual({ total: 380, argmaxable: 379, unargmaxable: 0, undecided: 1 });
});
