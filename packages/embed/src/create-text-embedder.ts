import type { PreTrainedTokenizer, Tensor } from '@huggingface/transformers';
import { InputError } from '@sbn/core';
import type { Embedder, EmbedderOptions, ReadyInput } from './embedder.js';
import { findModel } from './models/find-model.js';
import { loadTransformers } from './models/load-transformers.js';
import { type ModelInputs, openModel } from './models/open-model.js';
import { longestInput } from './tokens/longest-input.js';
import { truncateTokens } from './tokens/truncate-tokens.js';

/** Options of {@link createTextEmbedder}. */
export interface TextEmbedderOptions extends EmbedderOptions {
  /** Longer texts lose their end; as many as the model takes when left out, or 512 where it does not say. */
  readonly maxTokens?: number | undefined;
}

/** The tokens of a text where neither the user nor the model sets a limit. */
const defaultMaxTokens = 512;

/**
 * A frozen encoder of texts. A text without any token, which only a tokenizer that adds none of its own can make of
 * it, gets a row of zeros.
 *
 * @throws InputError when the model is not there, incomplete, damaged or does not fit the options, or the package
 *   @huggingface/transformers is not installed
 */
export async function createTextEmbedder(options: TextEmbedderOptions): Promise<Embedder<string>> {
  const transformers = await loadTransformers();
  const { Tensor: TensorClass, AutoTokenizer, AutoConfig } = transformers;
  const found = await findModel(options, ['tokenizer.json', 'tokenizer_config.json']);
  const from = { local_files_only: found.localFilesOnly };
  const [tokenizer, config] = await Promise.all([
    AutoTokenizer.from_pretrained(found.name, from),
    AutoConfig.from_pretrained(found.name, from),
  ]).catch((cause: Error) => {
    throw new InputError(`the tokenizer cannot be loaded: ${cause.message}`, {
      code: 'bad-model',
      file: options.model,
      cause,
    });
  });
  const longest = longestInput(
    tokenizer.model_max_length,
    found.config ?? (config as unknown as Record<string, unknown>),
  );
  const maxTokens = checkMaxTokens(options, longest);
  const tokenise = (text: string, withSpecialTokens: boolean): readonly number[] =>
    tokenizer.encode(text, { add_special_tokens: withSpecialTokens });
  const padding = paddingOf(tokenizer);
  const inputsOf = (batch: readonly ReadyInput[]): ModelInputs => padBatch(batch, padding, TensorClass);

  const readyText = (text: string): ReadyInput => {
    const { ids, truncated } = truncateTokens(tokenise, text, maxTokens);
    return { data: Uint32Array.from(ids), shape: [ids.length], truncated, blank: text.trim() === '' };
  };
  const probe = readyText('a');
  const model = await openModel(
    transformers,
    found,
    options,
    inputsOf([probe.data.length === 0 ? { ...probe, data: Uint32Array.of(padding) } : probe]),
    'mean',
  );
  const run = async (batch: readonly ReadyInput[]): Promise<Float32Array> => {
    const rows = new Float32Array(batch.length * model.dim);
    const places = batch.flatMap(({ data }, row) => (data.length === 0 ? [] : [row]));
    if (places.length === 0) return rows;
    const filled = places.map((row) => batch[row]!);
    const found = await model.rows(
      inputsOf(filled),
      filled.map(({ data }) => data.length),
    );
    for (const [i, row] of places.entries()) {
      rows.set(found.subarray(i * model.dim, (i + 1) * model.dim), row * model.dim);
    }
    return rows;
  };
  return {
    dim: model.dim,
    identity: {
      kind: 'text',
      model: found.identity,
      ...model.choice,
      normalise: options.normalise ?? false,
      maxTokens,
      device: options.device ?? 'cpu',
    },
    variesInLength: true,
    ready: async (text) => readyText(text),
    run,
    embed: (texts) => run(texts.map(readyText)),
    dispose: model.dispose,
  };
}

function checkMaxTokens(
  { model, maxTokens = undefined }: TextEmbedderOptions,
  longest: number | undefined,
): number {
  if (maxTokens === undefined) return longest ?? defaultMaxTokens;
  if (!Number.isInteger(maxTokens) || maxTokens < 1) {
    throw new RangeError(`createTextEmbedder: maxTokens must be an integer >= 1, got ${maxTokens}`);
  }
  if (longest !== undefined && maxTokens > longest) {
    throw new InputError(`the model takes at most ${longest} tokens, and ${maxTokens} were asked for.`, {
      code: 'bad-model',
      file: model,
      hint: 'Ask for fewer.',
    });
  }
  return maxTokens;
}

/** What fills up a batch. Its attention mask is 0, so any token will do where the tokenizer names none. */
function paddingOf({ pad_token_id: padding }: PreTrainedTokenizer): number {
  return typeof padding === 'number' ? padding : 0;
}

/** `input_ids` and `attention_mask` [batch, longest], filled up at the right. */
function padBatch(
  batch: readonly ReadyInput[],
  padding: number,
  TensorClass: typeof Tensor,
): Record<string, Tensor> {
  const longest = Math.max(...batch.map(({ data }) => data.length));
  const ids = new BigInt64Array(batch.length * longest).fill(BigInt(padding));
  const mask = new BigInt64Array(batch.length * longest);
  for (const [row, { data }] of batch.entries()) {
    ids.set(Array.from(data, BigInt), row * longest);
    mask.fill(1n, row * longest, row * longest + data.length);
  }
  const shape = [batch.length, longest];
  return {
    input_ids: new TensorClass('int64', ids, shape),
    attention_mask: new TensorClass('int64', mask, shape),
  };
}
