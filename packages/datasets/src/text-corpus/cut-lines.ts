import type { SplitName } from '../dataset.js';
import { failAt } from '../reading/fail-at.js';
import type { CorpusSources } from './corpus-files.js';
import { rangeOfLines, type TextRange } from './text-range.js';

/**
 * Cuts the parts that are shares off the end of the training file; a part with a file of its own gets no line.
 *
 * @throws InputError when a share, or what is left to train on, has no token
 */
export function cutLines(
  { tokens, numLines }: TextRange,
  sources: CorpusSources,
): Record<SplitName, TextRange> {
  const linesFor = (part: 'valid' | 'test'): number => {
    const source = sources[part];
    return 'share' in source ? Math.round(source.share * numLines) : 0;
  };
  const testFrom = numLines - linesFor('test');
  const validFrom = testFrom - linesFor('valid');
  const ranges = {
    train: rangeOfLines(tokens, 0, validFrom),
    valid: rangeOfLines(tokens, validFrom, testFrom),
    test: rangeOfLines(tokens, testFrom, numLines),
  };
  for (const part of ['train', 'valid', 'test'] as const) {
    const isCut = part === 'train' || 'share' in sources[part];
    if (isCut && ranges[part].start === ranges[part].end) {
      failAt(
        { file: sources.train.file },
        'wrong-count',
        `The file has ${numLines} lines, too few to cut it by shares: none is left for ${part}.`,
        'Give larger shares, or files.',
      );
    }
  }
  return ranges;
}
