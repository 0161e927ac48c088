import { describe, expect, it } from 'vitest';
import { averagingBegins } from './averaging-begins.js';

describe('averagingBegins', () => {
  it.each([
    { losses: [], nonMono: 0, begins: false },
    { losses: [5], nonMono: 0, begins: false },
    { losses: [5, 4], nonMono: 0, begins: false },
    { losses: [5, 5], nonMono: 0, begins: false },
    { losses: [5, 5.1], nonMono: 0, begins: true },
    { losses: [5, 4, 4.5], nonMono: 0, begins: true },
    // The best loss may lie within the last nonMono checks: only what is before them counts.
    { losses: [5, 4, 4.5], nonMono: 1, begins: false },
    { losses: [5, 4, 4.5, 4.6], nonMono: 1, begins: true },
    { losses: [5, 4, 4.5, 3.9], nonMono: 1, begins: false },
    { losses: [3, 9, 9, 9, 9, 9], nonMono: 5, begins: false },
    { losses: [3, 9, 9, 9, 9, 9, 9], nonMono: 5, begins: true },
  ])('$losses with nonMono $nonMono: $begins', ({ losses, nonMono, begins }) => {
    expect(averagingBegins(losses, nonMono)).toBe(begins);
  });
});
