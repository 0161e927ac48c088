import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { InputError, type Matrix, transposeMatrix } from '@sbn/core';
import { readLabelNames, readNumpyMatrix, readNumpyVector } from '@sbn/datasets';
import type { LayerStructure, OutputRule } from '@sbn/detect';
import { type Command, InvalidArgumentError } from 'commander';
import { readJson } from '../files/read-json.js';

/** The flags that name an output layer. */
export interface LayerOptions {
  readonly run?: string;
  readonly weights?: string;
  readonly bias?: string;
  readonly transpose?: boolean;
  readonly structure?: string;
  readonly names?: string;
  readonly rule?: OutputRule;
}

/** An output layer as the flags name it. */
export interface NamedLayer {
  /** One row per label. */
  readonly weights: Matrix;
  readonly bias?: Float64Array | undefined;
  readonly structure?: LayerStructure | undefined;
  readonly labelNames?: readonly string[] | undefined;
}

/** Adds the flags of {@link LayerOptions}. */
export function addLayerOptions(command: Command): Command {
  return command
    .option('--run <folder>', 'the trained layer of a run folder, instead of --weights')
    .option('--weights <file>', 'the weights, a .npy or .npz file with one row per label')
    .option('--bias <file>', 'the biases, a .npy or .npz file with one number per label')
    .option('--transpose', 'the weights have one column per label')
    .option(
      '--structure <file>',
      'a JSON file that names the closed form of the first columns, as in output-layer/',
    )
    .option('--names <file>', 'the names of the labels, a text file with one per line')
    .option('--rule <rule>', 'when a label set counts as output: threshold, argmax or topk:K', parseRule);
}

/**
 * Reads the layer.
 *
 * @throws InputError when a flag is missing, or the files do not fit together
 */
export async function readLayer(options: LayerOptions, workingDirectory: string): Promise<NamedLayer> {
  if ((options.run === undefined) === (options.weights === undefined)) {
    throw new InputError('expected either --weights FILE or --run FOLDER', { code: 'bad-flag' });
  }
  const at = (file: string): string => resolve(workingDirectory, file);
  const inRun = (file: string): string | undefined => {
    if (options.run === undefined) return undefined;
    const path = resolve(workingDirectory, options.run, 'output-layer', file);
    return existsSync(path) ? path : undefined;
  };
  const weightsFile = options.weights === undefined ? inRun('weights.npy') : at(options.weights);
  if (weightsFile === undefined) {
    throw new InputError(
      `--run ${options.run}: there is no output-layer/weights.npy in it. Train it to the end first`,
      {
        code: 'not-trained',
      },
    );
  }
  const read = await readNumpyMatrix(weightsFile);
  const weights = options.transpose ? transposeMatrix(read) : read;
  const biasFile = options.bias === undefined ? inRun('bias.npy') : at(options.bias);
  const bias = biasFile === undefined ? undefined : await readNumpyVector(biasFile);
  const namesFile = options.names === undefined ? inRun('labels.txt') : at(options.names);
  const labelNames = namesFile === undefined ? undefined : await readLabelNames(namesFile);
  for (const [flag, file, length] of [
    ['--bias', biasFile, bias?.length],
    ['--names', namesFile, labelNames?.length],
  ] as const) {
    if (length === undefined || length === weights.rows) continue;
    const hint =
      length === weights.cols ? ' The weights seem to have one column per label: add --transpose.' : '';
    throw new InputError(
      `${flag} ${file}: has ${length} entries, and the weights have ${weights.rows} rows, one per label.${hint}`,
      { code: 'wrong-count' },
    );
  }
  const structureFile = options.structure === undefined ? inRun('structure.json') : at(options.structure);
  const structure =
    structureFile === undefined ? undefined : ((await readJson(structureFile)) as LayerStructure | undefined);
  if (structureFile !== undefined && structure === undefined) {
    throw new InputError(`--structure ${options.structure}: no such file`, { code: 'file-not-found' });
  }
  return { weights, bias, structure, labelNames };
}

/** A label set in words: `{cat, dog}`, or numbers where there are no names. */
export function describeLabels(labels: readonly number[], labelNames: readonly string[] | undefined): string {
  return `{${labels.map((label) => labelNames?.[label] ?? String(label)).join(', ')}}`;
}

function parseRule(text: string): OutputRule {
  if (text === 'threshold' || text === 'argmax') return text;
  const topK = /^topk:([1-9]\d*)$/i.exec(text);
  if (topK === null) throw new InvalidArgumentError('Expected threshold, argmax or topk:K, such as topk:5.');
  return { topK: Number(topK[1]) };
}
