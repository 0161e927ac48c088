import { existsSync } from 'node:fs';
import { InputError, type LabelSets, type SparseRows } from '@sbn/core';
import {
  createInputEncoder,
  type EncodedInput,
  type Examples,
  type InputEncoding,
  memorySource,
  type RawInput,
  readLabelNames,
  readLines,
  splitLines,
} from '@sbn/datasets';
import { predict, selectBackend } from '@sbn/train';
import { loadTrainedModel } from '../experiment/load-trained-model.js';
import { runFiles } from '../experiment/run-files.js';
import { readJson } from '../files/read-json.js';
import type { InputStream } from '../terminal/environment.js';
import { readRunConfig } from './run-config.js';

/** Where new inputs come from. */
export type PredictionSource =
  | { readonly text: string }
  | { readonly file: string }
  | { readonly stream: InputStream };

/** What {@link predictInputs} works on. */
export interface PredictInputsOptions {
  /** The run folder. */
  readonly path: string;
  readonly source: PredictionSource;
  readonly topK: number;
  readonly signal: AbortSignal;
}

/** The best labels of one input. */
export interface PredictedLabels {
  /** The line of the input. */
  readonly line: number;
  /** Best first. */
  readonly labels: readonly {
    readonly label: number;
    readonly name?: string;
    readonly probability: number;
    readonly logit: number;
  }[];
}

/** Inputs that are scored together. */
const batchSize = 256;

/**
 * Scores new inputs with the trained model of a run, in their order, a batch at a time.
 *
 * @throws InputError naming the line of an input that the model does not take
 */
export async function* predictInputs(options: PredictInputsOptions): AsyncGenerator<PredictedLabels> {
  const { path, source, topK, signal } = options;
  const config = await readRunConfig(path);
  const files = runFiles(path);
  const inputs = (await readJson(files.inputs)) as
    | { encoding: InputEncoding; inputDim: number; featureNames?: string[] }
    | undefined;
  if (inputs === undefined || !existsSync(files.training)) {
    throw new InputError(`${path}: this run is not trained to the end. Finish it with sbn train first`, {
      code: 'not-trained',
    });
  }
  const { encoding, inputDim, featureNames } = inputs;
  const encoder = createInputEncoder({ encoding, inputDim, featureNames });
  const labelNames = existsSync(files.labels) ? await readLabelNames(files.labels) : undefined;
  await selectBackend(config.training.backend);
  const model = await loadTrainedModel(path);
  const isForClasses = model.head.output === 'classes';
  try {
    for await (const batch of batches(source, signal)) {
      const encoded = batch.map(({ line, value, file }) => {
        const place = { file, line };
        try {
          return encoder.encode(rawInput(value, encoding.kind, place));
        } catch (error) {
          if (!(error instanceof RangeError)) throw error;
          throw new InputError(error.message, { code: 'bad-input', cause: error, ...place });
        }
      });
      const examples = packExamples(encoded, inputDim, model.head.numLabels);
      for await (const { row, labels, logits } of predict({
        model,
        source: memorySource(examples),
        // The probability of one class depends on the scores of all.
        topK: isForClasses ? model.head.numLabels : topK,
        signal,
      })) {
        const probabilityOf = isForClasses ? softmaxOf(logits) : sigmoid;
        yield {
          line: batch[row]!.line,
          labels: Array.from(labels.subarray(0, topK), (label, i) => {
            const logit = logits[i]!;
            const name = labelNames?.[label];
            return {
              label,
              ...(name === undefined ? {} : { name }),
              probability: probabilityOf(logit),
              logit,
            };
          }),
        };
      }
    }
  } finally {
    model.dispose();
  }
}

function sigmoid(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}

/** Softmax over scores, the best first. */
function softmaxOf(scores: Float32Array): (score: number) => number {
  const best = scores[0]!;
  const sum = scores.reduce((total, score) => total + Math.exp(score - best), 0);
  return (score) => Math.exp(score - best) / sum;
}

interface InputLine {
  readonly line: number;
  readonly value: unknown;
  readonly file: string;
}

async function* batches(source: PredictionSource, signal: AbortSignal): AsyncGenerator<InputLine[]> {
  if ('text' in source) {
    yield [{ line: 1, value: source.text, file: '--text' }];
    return;
  }
  const file = 'file' in source ? source.file : 'standard input';
  const blocks =
    'file' in source ? readLines(source.file, { signal }) : splitLines(source.stream, { file, signal });
  for await (const { firstLine, lines } of blocks) {
    let batch: InputLine[] = [];
    for (const [i, text] of lines.entries()) {
      if (text.trim() === '') continue;
      const line = firstLine + i;
      batch.push({ line, value: parse(text, file, line), file });
      if (batch.length < batchSize) continue;
      yield batch;
      batch = [];
    }
    // What has been typed so far is answered before more is waited for.
    if (batch.length > 0) yield batch;
  }
}

function parse(text: string, file: string, line: number): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InputError('this line is not valid JSON; an input is {"text": "..."} or {"features": ...}', {
      code: 'bad-json',
      file,
      line,
      cause,
    });
  }
}

function rawInput(
  value: unknown,
  kind: InputEncoding['kind'],
  place: { readonly file: string; readonly line: number },
): RawInput {
  const fail = (expected: string): never => {
    throw new InputError(`expected ${expected}, since the model was trained on ${kind} inputs`, {
      code: 'bad-input',
      ...place,
    });
  };
  const fields = isObject(value) ? value : {};
  if (kind === 'text') {
    const text = typeof value === 'string' ? value : fields.text;
    return typeof text === 'string' ? { kind, text } : fail('{"text": "..."}');
  }
  const features = Array.isArray(value) ? value : fields.features;
  if (kind === 'dense') {
    return areNumbers(features) ? { kind, values: features } : fail('{"features": [numbers]}');
  }
  if (!isObject(features))
    return fail(
      kind === 'named'
        ? '{"features": {"name": value}}'
        : '{"features": {"indices": [...], "values": [...]}}',
    );
  if (kind === 'named') {
    const values = Object.values(features);
    return areNumbers(values)
      ? { kind, names: Object.keys(features), values }
      : fail('{"features": {"name": number}}');
  }
  const { indices, values } = features;
  const areIndices =
    areNumbers(indices) &&
    indices.every((index) => Number.isInteger(index) && index >= 0) &&
    new Set(indices).size === indices.length;
  if (!areIndices) return fail('{"features": {"indices": [different whole numbers >= 0]}}');
  if (values === undefined) return { kind, indices };
  return areNumbers(values) && values.length === indices.length
    ? { kind, indices, values }
    : fail('"values" to be as many numbers as "indices"');
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function areNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'number' && Number.isFinite(entry));
}

/** Features as rows, with empty label sets. */
function packExamples(encoded: readonly EncodedInput[], inputDim: number, numLabels: number): Examples {
  const numRows = encoded.length;
  const labels: LabelSets = {
    numRows,
    numCols: numLabels,
    offsets: new Uint32Array(numRows + 1),
    indices: new Uint32Array(0),
  };
  if (encoded[0]?.kind === 'dense') {
    const data = new Float32Array(numRows * inputDim);
    encoded.forEach((input, row) => {
      if (input.kind === 'dense') data.set(input.values, row * inputDim);
    });
    return { inputs: { numRows, numCols: inputDim, data }, labels };
  }
  if (encoded[0]?.kind === 'tokens') {
    const texts = encoded.flatMap((input) => (input.kind === 'tokens' ? [input.tokens] : []));
    const offsets = new Uint32Array(numRows + 1);
    texts.forEach((text, row) => {
      offsets[row + 1] = offsets[row]! + text.length;
    });
    const tokens = new Uint32Array(offsets[numRows]!);
    texts.forEach((text, row) => {
      tokens.set(text, offsets[row]!);
    });
    return { inputs: { numRows, numCols: inputDim, offsets, tokens }, labels };
  }
  const bags = encoded.filter((input) => input.kind === 'bag');
  const offsets = new Uint32Array(numRows + 1);
  bags.forEach(({ indices }, row) => {
    offsets[row + 1] = offsets[row]! + indices.length;
  });
  const indices = new Uint32Array(offsets[numRows]!);
  const values = new Float32Array(offsets[numRows]!).fill(1);
  bags.forEach((bag, row) => {
    indices.set(bag.indices, offsets[row]!);
    if (bag.values !== undefined) values.set(bag.values, offsets[row]!);
  });
  const inputs: SparseRows = { numRows, numCols: inputDim, offsets, indices, values };
  return { inputs, labels };
}
