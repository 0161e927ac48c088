import type * as Transformers from '@huggingface/transformers';
import { InputError } from '@sbn/core';
import { decodeFloat16 } from '@sbn/datasets';
import type { EmbedderOptions, Pooling } from '../embedder.js';
import { chooseOutput } from '../pooling/choose-output.js';
import { normaliseRows } from '../pooling/normalise-rows.js';
import { type ModelOutput, poolOutput } from '../pooling/pool-output.js';
import type { FoundModel } from './find-model.js';

/** What is given to a model by name. */
export type ModelInputs = Readonly<Record<string, Transformers.Tensor>>;

/** A loaded model together with what is made of its output. */
export interface OpenModel {
  readonly dim: number;
  /** The output and the pooling that were chosen. */
  readonly choice: { readonly output: string; readonly pooling: Pooling };
  /** [batch, dim]; `lengths` is the number of tokens that each input has of its own. */
  rows(inputs: ModelInputs, lengths?: readonly number[]): Promise<Float32Array>;
  dispose(): Promise<void>;
}

/**
 * Loads a model and runs it once, so that whatever does not fit shows before any work is done.
 *
 * @param sample inputs of a batch of one
 * @param poolingOfTokens the pooling of an output with a row per token, where nothing was asked for
 * @throws InputError when the model cannot be loaded or run, or has no output that fits
 */
export async function openModel(
  transformers: typeof Transformers,
  found: FoundModel,
  options: EmbedderOptions,
  sample: ModelInputs,
  poolingOfTokens: Pooling,
): Promise<OpenModel> {
  const { model: shown, dtype = 'fp32', device = 'cpu', threads, normalise = false } = options;
  const model = await transformers.AutoModel.from_pretrained(found.name, {
    subfolder: found.subfolder,
    local_files_only: found.localFilesOnly,
    dtype,
    device,
    session_options: threads === undefined ? {} : { intraOpNumThreads: threads },
  }).catch((cause: unknown) => failModel(shown, 'cannot be loaded', cause));
  const run = async (inputs: ModelInputs): Promise<Record<string, ModelOutput>> => {
    const outputs = (await model(inputs)) as Record<string, Transformers.Tensor>;
    return Object.fromEntries(
      Object.entries(outputs).map(([name, tensor]) => {
        const read = { shape: tensor.dims, data: toFloat32(tensor) };
        tensor.dispose();
        return [name, read];
      }),
    );
  };
  try {
    const outputs = await run(sample).catch((cause: unknown) => failModel(shown, 'cannot be run', cause));
    const shapes = Object.fromEntries(Object.entries(outputs).map(([name, { shape }]) => [name, shape]));
    const choice = asModelError(shown, () => chooseOutput(shapes, options, poolingOfTokens));
    const first = asModelError(shown, () => poolOutput(outputs[choice.output]!, choice.pooling));
    const dim = first.length;
    return {
      dim,
      choice,
      async rows(inputs, lengths) {
        const rows = poolOutput((await run(inputs))[choice.output]!, choice.pooling, lengths);
        if (normalise) normaliseRows(rows, dim);
        return rows;
      },
      dispose: async () => {
        await model.dispose();
      },
    };
  } catch (error) {
    await model.dispose();
    throw error;
  }
}

/** The elements of an output; float16 comes as its bits, or, on newer machines, in an array of its own. */
function toFloat32({ type, data }: Transformers.Tensor): Float32Array {
  if (data instanceof Float32Array) return data;
  if (type === 'float16' && data instanceof Uint16Array) return Float32Array.from(data, decodeFloat16);
  return Float32Array.from(data as ArrayLike<number | bigint>, Number);
}

function failModel(shown: string, what: string, cause: unknown): never {
  const reason = cause instanceof Error ? cause.message.split('\n', 1)[0]! : String(cause);
  throw new InputError(`the model ${what}: ${reason}`, { code: 'bad-model', file: shown, cause });
}

function asModelError<T>(shown: string, choose: () => T): T {
  try {
    return choose();
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new InputError(`${cause.message}.`, { code: 'bad-model', file: shown, cause });
  }
}
