import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRandom, InputError } from '@sbn/core';
import {
  checkExport,
  type ExportCheck,
  exportOnnx,
  exportTensorFlowJs,
  saveExport,
  type TensorFlowJsExport,
} from '@sbn/export';
import type { EncoderInputs, Model } from '@sbn/train';
import { asInputError } from '../as-input-error.js';
import { loadTrainedModel } from '../experiment/load-trained-model.js';
import { requireRunConfig } from '../experiment/run-config.js';
import { runFiles } from '../experiment/run-files.js';
import { readJson } from '../files/read-json.js';
import type { ImagesEvaluationRecord, ImagesInputsRecord } from '../images/images-records.js';

/** What {@link exportRun} writes, and where. */
export interface ExportTarget {
  readonly format: 'onnx' | 'tfjs';
  /** A file, or for TensorFlow.js a folder. */
  readonly path: string;
  /** Of ONNX. */
  readonly opset?: number | undefined;
}

/** What came of an export. */
export interface RunExport {
  readonly path: string;
  readonly format: ExportTarget['format'];
  /** undefined where the program that would run it is not installed. */
  readonly check: ExportCheck | undefined;
}

/** Rows of random inputs that an export is run on. */
const numRows = 16;

/**
 * Exports the trained model of a run folder, after it has been run beside the model on the same inputs. A TensorFlow.js backend
 * has been started.
 *
 * @throws InputError when the folder holds no such model, or the target cannot be written; Error when the export computes
 *   something else than the model
 */
export async function exportRun(
  path: string,
  { format, path: target, opset }: ExportTarget,
): Promise<RunExport> {
  const config = (await readJson(runFiles(path).config)) as object | undefined;
  requireRunConfig(path, config);
  const { task = 'classification' } = config;
  if (task !== 'classification' && task !== 'images') {
    throw new InputError(
      `${path} is a run of the task ${task}, and this command exports those of the tasks classification and images`,
      { code: 'other-task' },
    );
  }
  if (!existsSync(runFiles(path).training)) {
    throw new InputError(`${path}: this run is not trained to the end. Finish it with sbn train first`, {
      code: 'not-trained',
    });
  }
  const model = await loadTrainedModel(path);
  try {
    const about = task === 'images' ? await aboutPictures(path, model) : await aboutLabels(path, model);
    const exported = await asInputError<Uint8Array | TensorFlowJsExport>('export', async () =>
      format === 'onnx' ? exportOnnx(model, { ...about, opset }) : exportTensorFlowJs(model, about),
    );
    const check = await checkWhereInstalled(model, exported);
    if (check !== undefined && !check.agrees) {
      throw new Error(
        `the export computes something else than the model: logits differ by ${check.logits}, probabilities by ${check.probabilities} (${check.runtime})`,
      );
    }
    await saveExport(exported, target);
    return { path: target, format, check };
  } finally {
    model.dispose();
  }
}

async function checkWhereInstalled(
  model: Model,
  exported: Uint8Array | TensorFlowJsExport,
): Promise<ExportCheck | undefined> {
  try {
    return await checkExport(model, randomInputs(model), exported);
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'runtime-missing';
    if (!isMissing) throw error;
    return undefined;
  }
}

/** Inputs of the model's kind that reach all its parts; the same every time. */
function randomInputs({ encoder }: Model): EncoderInputs {
  const random = createRandom([0, 'export']);
  const { inDim: numCols } = encoder;
  if (encoder.inputKind === 'dense') {
    return {
      numRows,
      numCols,
      data: Float32Array.from({ length: numRows * numCols }, () => random.normal()),
    };
  }
  if (encoder.inputKind === 'tokens') {
    // Of different lengths, the shortest of one word: what fills up must not count.
    const offsets = Uint32Array.from({ length: numRows + 1 }, (_, row) => (row * (row + 1)) / 2);
    const tokens = Uint32Array.from({ length: offsets[numRows]! }, () => random.int(numCols));
    return { numRows, numCols, offsets, tokens };
  }
  const perRow = Math.min(8, numCols);
  return {
    numRows,
    numCols,
    offsets: Uint32Array.from({ length: numRows + 1 }, (_, row) => row * perRow),
    indices: Uint32Array.from(
      Array.from({ length: numRows }, () => [...random.sample(numCols, perRow)].sort((a, b) => a - b)).flat(),
    ),
    values: Float32Array.from({ length: numRows * perRow }, () => 1 + random.int(3)),
  };
}

/** What the file says of its labels. */
interface About {
  readonly labelNames?: readonly string[];
  readonly metadata?: Readonly<Record<string, string>>;
}

async function aboutLabels(path: string, { head }: Model): Promise<About> {
  const { labels } = runFiles(path);
  if (!existsSync(labels)) return {};
  const names = (await readFile(labels, 'utf8')).trimEnd().split('\n');
  return names.length === head.numLabels ? { labelNames: names } : {};
}

/** How pictures are prepared, and how the outputs are decided by, go with the model. */
async function aboutPictures(path: string, { head }: Model): Promise<About> {
  const files = runFiles(path);
  const { preparation, classNames } = (await readJson(files.inputs)) as ImagesInputsRecord;
  const evaluation = (await readJson(files.evaluation)) as ImagesEvaluationRecord | undefined;
  return {
    labelNames: head.numLabels === classNames.length ? classNames : [...classNames, 'unknown'],
    metadata: {
      preparation: JSON.stringify(preparation),
      ...(evaluation === undefined
        ? {}
        : { rejection: JSON.stringify(evaluation.scores.map(({ rejection }) => rejection)) }),
    },
  };
}
