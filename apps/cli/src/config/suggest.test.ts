import { describe, expect, it } from 'vitest';
import { didYouMean, suggest } from './suggest.js';

describe('suggest', () => {
  it('finds the word that was meant', () => {
    const keys = ['epochs', 'batchSize', 'learningRate', 'seed', 'k'];
    expect(suggest('epoch', keys)).toBe('epochs');
    expect(suggest('batchsize', keys)).toBe('batchSize');
    expect(suggest('learnignRate', keys)).toBe('learningRate');
    expect(suggest('sede', keys)).toBe('seed');
  });

  it('does not guess wildly', () => {
    expect(suggest('colour', ['epochs', 'k'])).toBeUndefined();
    expect(didYouMean('zz', ['k'])).toBe('');
    expect(didYouMean('sed', ['seed'])).toBe(' Did you mean "seed"?');
  });
});
