import { existsSync } from 'node:fs';
import { InputError, knownness } from '@sbn/core';
import type { Model } from '@sbn/train';
import { loadTrainedModel } from '../experiment/load-trained-model.js';
import { requireRunConfig } from '../experiment/run-config.js';
import { runFiles } from '../experiment/run-files.js';
import { readJson } from '../files/read-json.js';
import type { RejectionScore } from './config/image-heads.js';
import { bestClasses } from './fit-rejection.js';
import type {
  ImagesEvaluationRecord,
  ImagesInputsRecord,
  ImagesRunConfig,
  RejectionRecord,
} from './images-records.js';

/** What a picture is to a classifier. */
export interface ClassifiedPicture {
  /** The name of its class; undefined for none. */
  readonly label: string | undefined;
  /** How sure the classifier is that the picture is of a known class, in [0, 1]. */
  readonly score: number;
}

/** A trained image classifier with the thresholds it decides by. */
export interface ImageClassifier extends Pick<ImagesInputsRecord, 'preparation' | 'classNames'> {
  readonly rejection: RejectionRecord;
  /** @param pixels row-major [numPictures, height * width * channels] */
  classify(pixels: Float32Array, numPictures: number): Promise<ClassifiedPicture[]>;
  dispose(): void;
}

/**
 * Opens the classifier of a run folder; a TensorFlow.js backend has been started.
 *
 * @param score by which it decides; the first of its head when left out
 * @throws InputError when the folder holds no image classifier that is trained and measured, or has no such score
 */
export async function openClassifier(path: string, score?: RejectionScore): Promise<ImageClassifier> {
  const files = runFiles(path);
  const config = (await readJson(files.config)) as object | undefined;
  requireRunConfig(path, config);
  if (config.task !== 'images') {
    throw new InputError(
      `${path} is a run of the task ${config.task ?? 'classification'}, and pictures are classified by one of the task images`,
      { code: 'other-task' },
    );
  }
  if (!existsSync(files.evaluation)) {
    throw new InputError(
      `${path}: this run is not trained and measured yet, so it has no thresholds. Run its sbn experiment to the end first`,
      { code: 'not-trained' },
    );
  }
  const { scores } = (await readJson(files.evaluation)) as ImagesEvaluationRecord;
  const { preparation, classNames } = (await readJson(files.inputs)) as ImagesInputsRecord;
  const rejection = chooseRejection(path, config as unknown as ImagesRunConfig, scores, score);
  const model = await loadTrainedModel(path);
  return {
    preparation,
    classNames,
    rejection,
    classify: (pixels, numPictures) => classify(model, { rejection, classNames }, pixels, numPictures),
    dispose: () => model.dispose(),
  };
}

function chooseRejection(
  path: string,
  { head }: ImagesRunConfig,
  scores: ImagesEvaluationRecord['scores'],
  wanted: RejectionScore | undefined,
): RejectionRecord {
  const score = wanted ?? head.scores[0];
  const found = scores.find(({ rejection }) => rejection.score === score);
  if (found !== undefined) return found.rejection;
  throw new InputError(
    `${path}: the run has no thresholds for the score ${score}; it has ${scores.map(({ rejection }) => rejection.score).join(', ')}`,
    { code: 'bad-flag' },
  );
}

async function classify(
  { encoder, logits: logitsOf }: Model,
  { rejection, classNames }: Pick<ImageClassifier, 'rejection' | 'classNames'>,
  pixels: Float32Array,
  numRows: number,
): Promise<ClassifiedPicture[]> {
  const { score, temperature, thresholds } = rejection;
  const tensor = logitsOf({ numRows, numCols: encoder.inDim, data: pixels });
  try {
    const logits = await tensor.data<'float32'>();
    const numClasses = classNames.length;
    const options = { logits, numRows, numClasses, temperature };
    const scores = knownness({ ...options, score });
    // An energy is any number; what is shown is then the highest probability.
    const shown = score === 'energy' ? knownness({ ...options, score: 'max-softmax' }) : scores;
    return Array.from(bestClasses(logits, numRows, numClasses), (best, row) => ({
      label: scores[row]! > thresholds[best]! ? classNames[best]! : undefined,
      score: shown[row]!,
    }));
  } finally {
    tensor.dispose();
  }
}
