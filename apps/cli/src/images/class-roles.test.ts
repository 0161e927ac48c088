import { describe, expect, it } from 'vitest';
import { divideClasses } from './class-roles.js';

const names = ['Greek/a', 'Greek/b', 'Latin/a', 'Latin/b', 'dots'];

describe('divideClasses', () => {
  it('numbers the classes to know in their order, by patterns', () => {
    expect(divideClasses(names, { unknown: ['Latin/*'], unseen: ['dots'] })).toEqual({
      known: ['Greek/a', 'Greek/b'],
      roles: [0, 1, 'unknown', 'unknown', 'unseen'],
    });
    expect(divideClasses(names, { unknown: ['*/a'], unseen: [] }).known).toEqual([
      'Greek/b',
      'Latin/b',
      'dots',
    ]);
  });

  it('refuses what cannot be meant', () => {
    const divide =
      (unknown: string[], unseen: string[] = []) =>
      () =>
        divideClasses(names, { unknown, unseen });
    expect(divide(['Hebrew/*'])).toThrow(
      /data\.unknown: no class is called "Hebrew\/\*"; the classes are Greek\/a/,
    );
    expect(divide(['Latin/*'], ['Latin/a'])).toThrow(
      /data\.unseen: Latin\/a is among the classes of data\.unknown/,
    );
    expect(divide(['*/*'])).toThrow(/one class is left to know, of 5/);
  });
});
