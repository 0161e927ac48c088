import { describe, expect, it } from 'vitest';
import type { ImagesSummary } from './images-summary.js';
import { imagesFindings, imagesOutcomeWords } from './images-words.js';

const interval = (mean: number) => ({ mean, low: mean - 0.01, high: mean + 0.01, count: 5 });
const metrics = (accuracy: number, areaUnderRoc: number, falsePositiveRateAt95: number) => ({
  closedSetAccuracy: interval(accuracy),
  balancedAccuracy: null,
  areaUnderRoc: interval(areaUnderRoc),
  falsePositiveRateAt95: interval(falsePositiveRateAt95),
  areaUnderOscr: null,
  expectedCalibrationError: null,
});

/** Softmax with two scores, and a sigmoid. */
const summary = {
  heads: [
    { headId: 'softmax', headName: 'softmax' },
    { headId: 'sigmoid', headName: 'sigmoid' },
  ],
  methods: [
    { headId: 'softmax', name: 'softmax, highest probability', metrics: metrics(0.9, 0.7, 0.5) },
    { headId: 'softmax', name: 'softmax, energy', metrics: metrics(0.9, 0.8, 0.6) },
    { headId: 'sigmoid', name: 'sigmoid', metrics: metrics(0.8, 0.75, 0.55) },
  ],
} as unknown as ImagesSummary;

describe('words about image classifiers', () => {
  it('set a score against the others, and a head against the other heads', () => {
    const [roc, passed, accuracy] = imagesFindings(summary).map(({ sentence }) => sentence);
    expect(roc).toMatch(/^softmax, energy tells .* then sigmoid with 75/);
    expect(passed).toMatch(/^softmax, highest probability lets .* then sigmoid with 55/);
    expect(accuracy).toMatch(/^softmax knows .* then sigmoid with 80/);
  });

  it('put every head in the order of accuracies once', () => {
    expect(imagesOutcomeWords(summary)).toMatch(
      /^Accuracy with nothing rejected, best first: softmax 90[^;]*; sigmoid 80[^;]*\.\n/,
    );
  });
});
