import { describe, expect, it } from 'vitest';
import { expectInputError } from '../testing/input-errors.js';
import { checkExpectation } from './check-expectation.js';

const expected = { name: 'the paper', counts: { 'training documents': 47_723, labels: 8921 } };

describe('checkExpectation', () => {
  it('is silent where every count is met, whatever else was counted', () => {
    checkExpectation(expected, { 'training documents': 47_723, labels: 8921, rows: 1 });
  });

  it.each([
    [{ 'training documents': 100, labels: 20 }, '100 training documents instead of 47,723', 'look partial'],
    [{ 'training documents': 47_723, labels: 8920 }, '8,920 labels instead of 8,921', 'look partial'],
    [{ 'training documents': 50_000, labels: 8921 }, '50,000 training documents', 'More than expected'],
    [{ 'training documents': 50_000, labels: 8000 }, '; 8,000 labels', 'made in another way'],
  ])('lists what differs and says how to read it: %o', async (found, list, reading) => {
    const error = await expectInputError(() => checkExpectation(expected, found, { file: 'mimic' }), {
      code: 'other-counts',
      file: 'mimic',
    });
    expect(error.message).toContain(list);
    expect(error.message).toContain(reading);
    expect(error.message).toContain('--expect none');
    // What agrees is not mentioned.
    expect(error.message.includes('instead of 8,921')).toBe(found.labels !== 8921);
  });
});
