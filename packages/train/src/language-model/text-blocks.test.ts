import { InputError } from '@sbn/core';
import { softmaxHead } from '@sbn/heads';
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EvaluationError } from '../evaluation/evaluation-error.js';
import { describeOnEveryBackend, startTestBackend } from '../testing/start-backends.js';
import { evaluateLanguageModel } from './evaluate-language-model.js';
import { createLanguageModel, type LanguageModel } from './language-model.js';
import { type LogProbabilityBlock, logProbabilityBlocks } from './log-probability-blocks.js';
import type { TextOptions } from './text-blocks.js';

const vocabularySize = 7;
const tokens = Int32Array.from({ length: 24 }, (_, i) => (i * i + 3) % vocabularySize);

const collect = async (options: TextOptions): Promise<LogProbabilityBlock[]> => {
  const blocks: LogProbabilityBlock[] = [];
  for await (const block of logProbabilityBlocks(options)) blocks.push(block);
  return blocks;
};
/** The log probabilities by the position of the target. */
const byPosition = (blocks: readonly LogProbabilityBlock[]): Map<number, number[]> =>
  new Map(
    blocks.flatMap(({ positions, logProbabilities }) =>
      [...positions].map((position, row): [number, number[]] => [
        position,
        [...logProbabilities.subarray(row * vocabularySize, (row + 1) * vocabularySize)],
      ]),
    ),
  );

describeOnEveryBackend((backend) => {
  let model: LanguageModel;
  let tensorsBefore: number;
  beforeEach(async () => {
    await startTestBackend(backend);
    tensorsBefore = tf.memory().numTensors;
    model = createLanguageModel({
      vocabularySize,
      embeddingDim: 4,
      hiddenDims: [5],
      head: softmaxHead,
      dropout: { inputs: 0.5, outputs: 0.5, recurrent: 0.5 },
      seed: 2,
    });
  });
  afterEach(() => {
    model.dispose();
    expect(tf.memory().numTensors).toBe(tensorsBefore);
  });

  describe('a pass over a text', () => {
    it.each([
      [1, 35],
      [1, 1],
      [4, 3],
      [5, 2],
      [23, 9],
      [1000, 35],
    ])(
      'has every token but the first as a target once, with %i columns and windows of %i',
      async (batchSize, windowLength) => {
        const blocks = await collect({ model, tokens, batchSize, windowLength });
        const positions = blocks.flatMap((block) => [...block.positions]);
        expect([...positions].sort((a, b) => a - b)).toEqual(Array.from({ length: 23 }, (_, i) => i + 1));
        expect(blocks.flatMap(({ targets }) => [...targets])).toEqual(positions.map((at) => tokens[at]!));
        for (const { numRows, logProbabilities, targets } of blocks) {
          expect([targets.length, logProbabilities.length]).toEqual([numRows, numRows * vocabularySize]);
        }
      },
    );

    it('carries the state: windows change nothing, and with one column the whole text is the context', async () => {
      const [whole, parted] = [
        byPosition(await collect({ model, tokens, batchSize: 1 })),
        byPosition(await collect({ model, tokens, batchSize: 1, windowLength: 4 })),
      ];
      for (const [position, expected] of whole) {
        parted.get(position)!.forEach((value, i) => {
          expect(value).toBeCloseTo(expected[i]!, 5);
        });
      }
      const columns = byPosition(await collect({ model, tokens, batchSize: 2 }));
      // The first column is the beginning of the text; the second begins without context.
      columns.get(5)!.forEach((value, i) => {
        expect(value).toBeCloseTo(whole.get(5)![i]!, 5);
      });
      expect(columns.get(13)).not.toEqual(whole.get(13));
    });

    it('measures the mean negative log likelihood of the targets', async () => {
      const options = { model, tokens, batchSize: 5, windowLength: 2 };
      const blocks = await collect(options);
      let sum = 0;
      for (const { targets, logProbabilities } of blocks) {
        targets.forEach((target, row) => {
          sum -= logProbabilities[row * vocabularySize + target]!;
        });
      }
      const report = await evaluateLanguageModel(options);
      expect(report.numTokens).toBe(23);
      expect(report.loss).toBeCloseTo(sum / 23, 5);
      expect(report.perplexity).toBeCloseTo(Math.exp(sum / 23), 4);
    });

    it('tells how far it is, and ends when it is told to', async () => {
      const seen: number[] = [];
      const controller = new AbortController();
      const attempt = evaluateLanguageModel({
        model,
        tokens,
        batchSize: 1,
        windowLength: 10,
        signal: controller.signal,
        onProgress: ({ numTokens, totalTokens }) => {
          seen.push(numTokens, totalTokens);
          if (numTokens === 20) controller.abort(new Error('enough'));
        },
      });
      await expect(attempt).rejects.toThrow('enough');
      expect(seen).toEqual([10, 23, 20, 23]);
    });

    it('frees everything when whoever reads it stops', async () => {
      for await (const { numRows } of logProbabilityBlocks({ model, tokens, windowLength: 1 })) {
        expect(numRows).toBe(8);
        break;
      }
    });

    it('says so when the parameters are not finite, and when there is nothing to predict', async () => {
      model.parameters[0]!.write(new Float32Array(vocabularySize * 4).fill(Number.NaN));
      await expect(evaluateLanguageModel({ model, tokens })).rejects.toThrow(EvaluationError);
      const empty = evaluateLanguageModel({ model, tokens: Int32Array.of(1) });
      await expect(empty).rejects.toThrow(InputError);
      await expect(empty).rejects.toThrow('a text of two tokens or more is needed, got 1');
    });
  });
});
