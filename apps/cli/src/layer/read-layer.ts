import { existsSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { InputError, type Matrix } from '@sbn/core';
import type { LayerStructure } from '@sbn/detect';
import {
  listTensors,
  type OutputLayerSource,
  type ReadOutputLayer,
  readLabelNames,
  readOutputLayer,
} from '@sbn/weights';
import type { LayerOptions } from '../commands/layer-options.js';
import { didYouMean } from '../config/suggest.js';
import type { RunFolderConfig } from '../experiment/run-config.js';
import { readJson } from '../files/read-json.js';

/** An output layer as the flags name it. */
export interface NamedLayer {
  /** One row per label. */
  readonly weights: Matrix;
  readonly bias?: Float64Array | undefined;
  readonly structure?: LayerStructure | undefined;
  readonly labelNames?: readonly string[] | undefined;
  /** The name of the file or folder it comes from. */
  readonly source: string;
  readonly tensor: string;
  readonly biasTensor?: string | undefined;
  /** Whether the file has one column per label. */
  readonly transposed: boolean;
}

/**
 * Reads the layer.
 *
 * @throws InputError when a flag is missing, the layer is not there, or its parts do not fit together
 */
export async function readLayer(options: LayerOptions, workingDirectory: string): Promise<NamedLayer> {
  if ((options.run === undefined) === (options.weights === undefined)) {
    throw new InputError('expected either --weights FILE or --run FOLDER', { code: 'bad-flag' });
  }
  const at = (file: string): string => resolve(workingDirectory, file);
  const shown = options.run ?? options.weights!;
  const folder = at(shown);
  const isRun = options.run !== undefined || (await isRunFolder(folder));
  const inRun = (file: string): string | undefined => {
    const path = join(folder, 'output-layer', file);
    return isRun && existsSync(path) ? path : undefined;
  };
  const weights = isRun ? inRun('weights.npy') : folder;
  if (weights === undefined) {
    await refuseMixture(folder, shown);
    throw new InputError(`${shown}: there is no output-layer/weights.npy in it. Train it to the end first`, {
      code: 'not-trained',
    });
  }
  const namesFile = options.names === undefined ? inRun('labels.txt') : at(options.names);
  const labelNames = namesFile === undefined ? undefined : await readLabelNames(namesFile);
  const {
    weights: matrix,
    bias,
    tensor,
    biasTensor,
    transposed,
  } = await readWith(options, labelNames, {
    weights,
    tensor: options.tensor,
    ...(await findBias(options, weights, at, isRun ? (inRun('bias.npy') ?? false) : undefined)),
    numLabels: labelNames?.length,
    // A run folder's matrix is our own: one row per label.
    transpose: options.transpose ?? (isRun ? false : undefined),
  });
  const structureFile = options.structure === undefined ? inRun('structure.json') : at(options.structure);
  const structure =
    structureFile === undefined ? undefined : ((await readJson(structureFile)) as LayerStructure | undefined);
  if (structureFile !== undefined && structure === undefined) {
    throw new InputError(`--structure ${options.structure}: no such file`, { code: 'file-not-found' });
  }
  return {
    weights: matrix,
    bias,
    structure,
    labelNames,
    source: basename(folder),
    tensor,
    biasTensor,
    transposed,
  };
}

/** Where the numbers do not fit, the names may be the ones that are wrong, so they are named, too. */
async function readWith(
  { names }: LayerOptions,
  labelNames: readonly string[] | undefined,
  source: OutputLayerSource,
): Promise<ReadOutputLayer> {
  try {
    return await readOutputLayer(source);
  } catch (error) {
    const isMisfit = error instanceof InputError && error.code === 'wrong-count';
    if (!isMisfit || names === undefined || labelNames === undefined) throw error;
    throw new InputError(`--names ${names} has ${labelNames.length} names: ${error.message}`, {
      code: error.code,
      cause: error,
    });
  }
}

/** A folder that a training left behind. */
async function isRunFolder(path: string): Promise<boolean> {
  if (!existsSync(path) || !statSync(path).isDirectory()) return false;
  return existsSync(join(path, 'output-layer')) || (await readRunHead(path)) !== undefined;
}

async function readRunHead(folder: string): Promise<{ readonly kind?: string } | undefined> {
  const config = (await readJson(join(folder, 'config.json'))) as Partial<RunFolderConfig> | undefined;
  return config?.run === undefined ? undefined : config.head;
}

/** @throws InputError when the run's head has no single layer that decides */
async function refuseMixture(folder: string, shown: string): Promise<void> {
  const head = await readRunHead(folder);
  if (head?.kind !== 'mixture') return;
  throw new InputError(
    `${shown}: its head is a mixture of softmaxes, whose best class no single linear layer decides. There is no layer to ask about`,
    { code: 'no-output-layer' },
  );
}

/** `--bias` may name a file, or a tensor of the file that has the weights. */
async function findBias(
  { bias, biasTensor }: LayerOptions,
  weights: string,
  at: (file: string) => string,
  otherwise: string | false | undefined,
): Promise<{ bias?: string | false | undefined; biasTensor?: string | undefined }> {
  if (bias === false && biasTensor !== undefined) {
    throw new InputError('expected either --no-bias or --bias-tensor, got both', { code: 'bad-flag' });
  }
  if (bias === false) return { bias };
  if (bias === undefined) return biasTensor === undefined ? { bias: otherwise } : { biasTensor };
  if (existsSync(at(bias)) || biasTensor !== undefined) return { bias: at(bias), biasTensor };
  const names = (await listTensors(weights)).map(({ name }) => name);
  if (names.includes(bias)) return { biasTensor: bias };
  throw new InputError(
    `--bias ${bias}: there is no such file, and no such tensor in ${weights}.${didYouMean(bias, names)}`,
    { code: 'file-not-found', hint: `See what there is: sbn detect --list ${weights}` },
  );
}
