import { describe, expect, it } from 'vitest';
import { measureInTurn, median, timed } from '../measure-in-turn.mjs';

describe('measureInTurn', () => {
  it('starts with another side for every input and keeps all samples', async () => {
    const order = [];
    const side = (name) => async (input) => {
      order.push(name + input);
      return { value: name + input, milliseconds: input, cpuMilliseconds: 10 * input };
    };
    const { values, samples } = await measureInTurn([1, 2, 3], { a: side('a'), b: side('b') });
    expect(order).toEqual(['a1', 'b1', 'b2', 'a2', 'a3', 'b3']);
    expect(values).toEqual([
      { a: 'a1', b: 'b1' },
      { a: 'a2', b: 'b2' },
      { a: 'a3', b: 'b3' },
    ]);
    expect(samples.b).toEqual({ milliseconds: [1, 2, 3], cpuMilliseconds: [10, 20, 30] });
  });
});

describe('timed', () => {
  it('counts the time of a promise', async () => {
    const { value, milliseconds } = await timed(() => new Promise((resolve) => setTimeout(resolve, 30, 'x')));
    expect(value).toBe('x');
    expect(milliseconds).toBeGreaterThan(25);
  });
});

describe('median', () => {
  it('takes the middle, or the mean of the two in the middle', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });
});
