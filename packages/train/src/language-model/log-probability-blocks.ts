import { type TextOptions, textBlocks } from './text-blocks.js';

/** The log probabilities that a model gives in some of the contexts of a text. */
export interface LogProbabilityBlock {
  readonly numRows: number;
  /** Row-major [numRows, vocabularySize]. */
  readonly logProbabilities: Float32Array;
  /** The token that really came next, one per row. */
  readonly targets: Int32Array;
  /** Where in the text that token is, one per row. */
  readonly positions: Uint32Array;
}

/**
 * The log probabilities of the next token in every context of a text, block by block, for whoever looks at whole
 * distributions: ranks, modes, calibration. The text is read once, however many look.
 *
 * @example
 * for await (const block of logProbabilityBlocks({ model, tokens })) {
 *   ranks.add(block.logProbabilities);
 *   metrics.add(block);
 * }
 *
 * @throws as `evaluateLanguageModel` does
 */
export async function* logProbabilityBlocks(options: TextOptions): AsyncGenerator<LogProbabilityBlock> {
  for await (const { features, targets, positions } of textBlocks('logProbabilityBlocks', options)) {
    const table = options.model.head.logProbabilities(features);
    // The cpu backend hands out its own memory.
    const logProbabilities = ((await table.data()) as Float32Array).slice();
    table.dispose();
    yield { numRows: targets.length, logProbabilities, targets, positions };
  }
}
