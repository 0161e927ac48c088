import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { InputError } from '@sbn/core';
import type { EmbedderOptions, WeightType } from '../embedder.js';

/** A model that can be loaded. */
export interface FoundModel {
  /** What `from_pretrained` is given: an absolute folder, or a name on the hub. */
  readonly name: string;
  /** The folder of the `.onnx` file inside the model's. */
  readonly subfolder: string;
  /** Whether nothing may be downloaded. */
  readonly localFilesOnly: boolean;
  /** The content of `config.json`; undefined for a model on the hub. */
  readonly config: Readonly<Record<string, unknown>> | undefined;
  /** Plain JSON that tells this model from others: sizes of the weights, SHA-256 of everything else. */
  readonly identity: object;
}

/** What an `.onnx` file's name has behind `model`, by the format of its weights. */
const suffixes: Readonly<Record<WeightType, string>> = {
  fp32: '',
  fp16: '_fp16',
  int8: '_int8',
  uint8: '_uint8',
  q8: '_quantized',
  q4: '_q4',
  q4f16: '_q4f16',
  bnb4: '_bnb4',
};

/** The formats in which models are stored. */
export const weightTypes: readonly WeightType[] = Object.keys(suffixes) as WeightType[];

/**
 * Finds a model: a folder on this machine, or, only where downloads are allowed, a name on the Hugging Face hub.
 *
 * @param files the files besides `config.json` and the weights that the model needs
 * @throws InputError when it is neither, or a file is missing or cannot be read
 */
export async function findModel(options: EmbedderOptions, files: readonly string[]): Promise<FoundModel> {
  const { model, allowDownloads = false, dtype = 'fp32' } = options;
  const folder = resolve(model);
  if (!(await isFolder(folder))) return hubModel(model, allowDownloads, dtype);
  const hashes: Record<string, string> = {};
  let config: Record<string, unknown> | undefined;
  for (const file of ['config.json', ...files]) {
    const bytes = await readFile(join(folder, file)).catch((cause: NodeJS.ErrnoException) => {
      throw new InputError(
        cause.code === 'ENOENT' ? `the model has no ${file}.` : `${file} cannot be read (${cause.code}).`,
        {
          code: 'incomplete-model',
          file: model,
          hint: `Expected a folder with config.json, ${files.join(', ')} and onnx/model.onnx, as Optimum exports it.`,
          cause,
        },
      );
    });
    const content = parseObject(bytes, join(model, file));
    if (file === 'config.json') config = content;
    hashes[file] = createHash('sha256').update(bytes).digest('hex');
  }
  const { subfolder, weights } = await findWeights(folder, model, dtype);
  return { name: folder, subfolder, localFilesOnly: true, config, identity: { files: hashes, weights } };
}

function parseObject(bytes: Uint8Array, file: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as Record<string, unknown>;
    }
  } catch (cause) {
    throw new InputError('the file is not valid JSON.', { code: 'bad-json', file, cause });
  }
  throw new InputError('expected a JSON object.', { code: 'bad-json', file });
}

/** The `.onnx` file, which is in `onnx/` or in the folder itself, and the files of its external data with their sizes. */
async function findWeights(
  folder: string,
  shown: string,
  dtype: WeightType,
): Promise<{ readonly subfolder: string; readonly weights: Readonly<Record<string, number>> }> {
  const name = `model${suffixes[dtype]}.onnx`;
  const found: string[] = [];
  for (const subfolder of ['onnx', '']) {
    const inside = (await readdir(join(folder, subfolder)).catch(() => [])).sort();
    if (inside.includes(name)) {
      const weights: Record<string, number> = {};
      for (const file of inside) {
        if (file === name || file.startsWith(`${name}_data`) || file === `${name}.data`) {
          weights[file] = (await stat(join(folder, subfolder, file))).size;
        }
      }
      return { subfolder, weights };
    }
    found.push(...inside.filter((file) => file.endsWith('.onnx')).map((file) => join(subfolder, file)));
  }
  throw new InputError(`the model has no onnx/${name}, the file of its ${dtype} weights.`, {
    code: 'incomplete-model',
    file: shown,
    hint:
      found.length === 0
        ? 'Export it to ONNX first: optimum-cli export onnx --task feature-extraction --model NAME FOLDER.'
        : `There is ${found.join(', ')}: choose those weights.`,
  });
}

function hubModel(model: string, allowDownloads: boolean, dtype: WeightType): FoundModel {
  const isName = /^[\w.-]+(\/[\w.-]+)?$/.test(model) && !model.startsWith('.');
  if (!allowDownloads || !isName) {
    throw new InputError('there is no such folder.', {
      code: 'model-not-found',
      file: model,
      hint: isName
        ? 'Give the folder of a model. If this is the name of a model on the Hugging Face hub, allow downloads (--allow-downloads).'
        : 'Give the folder of a model.',
    });
  }
  return {
    name: model,
    subfolder: 'onnx',
    localFilesOnly: false,
    config: undefined,
    identity: { hub: model, dtype },
  };
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
