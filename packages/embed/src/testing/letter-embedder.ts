import { InputError } from '@sbn/core';
import type { Embedder } from '../embedder.js';

/**
 * An encoder without a model: a text becomes the mean code of its letters and their number, each divided by 1000.
 * The longest text of a batch is added to the last bits, so that other batches give other bytes. A text that starts
 * with `!` cannot be read.
 *
 * @param options.onRun called before each batch
 * @param options.factor multiplies both numbers
 */
export function letterEmbedder(
  options: { readonly onRun?: (size: number) => void; readonly factor?: number } = {},
): Embedder<string> & { readonly batches: readonly (readonly number[])[] } {
  const { onRun = () => {}, factor = 0.001 } = options;
  const batches: number[][] = [];
  const ready: Embedder<string>['ready'] = async (text) => {
    if (text.startsWith('!')) throw new InputError(`no text: ${text}`, { code: 'syntax' });
    const data = Uint32Array.from(text, (letter) => letter.charCodeAt(0));
    return { data, shape: [data.length], truncated: data.length > 20, blank: text.trim() === '' };
  };
  const run: Embedder<string>['run'] = async (batch) => {
    onRun(batch.length);
    batches.push(batch.map(({ data }) => data.length));
    const longest = Math.max(...batch.map(({ data }) => data.length));
    return Float32Array.from(
      batch.flatMap(({ data }) => {
        let sum = 0;
        for (const code of data) sum += code;
        const mean = data.length === 0 ? 0 : sum / data.length;
        return [mean * factor * (1 + longest / 2 ** 20), data.length * factor];
      }),
    );
  };
  return {
    dim: 2,
    identity: { kind: 'letters', factor },
    variesInLength: true,
    batches,
    ready,
    run,
    embed: async (texts) => run(await Promise.all(texts.map(ready))),
    dispose: async () => {},
  };
}
