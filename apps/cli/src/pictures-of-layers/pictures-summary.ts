import type {
  PicturesEvaluationRecord,
  PicturesOutcome,
  PicturesTrainingRecord,
} from './pictures-records.js';

/** One layer: what it is and what it can output. */
export interface PicturedLayerSummary
  extends Omit<PicturesEvaluationRecord, 'question'>,
    Pick<PicturesTrainingRecord, 'layer'> {
  readonly run: string;
  readonly headName: string;
  readonly seed: number;
  readonly sparse: number;
}

/** What pictures of layers come to: `summary.json`. */
export interface PicturesSummary {
  readonly name: string;
  readonly layers: readonly PicturedLayerSummary[];
}

/** The layers that have been drawn, in the order of the runs. */
export function summarizePictures(name: string, outcomes: readonly PicturesOutcome[]): PicturesSummary {
  return {
    name,
    layers: outcomes.flatMap(({ run, training: { layer }, evaluation }) => {
      if (evaluation === undefined) return [];
      const { question, ...record } = evaluation;
      return [
        { run: run.id, headName: run.headName, seed: run.seed, layer, sparse: question.sparse, ...record },
      ];
    }),
  };
}
