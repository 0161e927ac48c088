import type { RunConfig } from '../experiment/run-config.js';
import type { RunOutcome } from '../experiment/run-outcome.js';
import type { PicturedHead, PicturedRun } from './expand-pictures-grid.js';
import type { PictureKind, PicturesConfig } from './pictures-config.js';

/** `config.json` of a run folder. */
export interface PicturesRunConfig extends RunConfig, Pick<PicturesConfig, 'pictures' | 'sparse'> {
  readonly task: PicturesConfig['task'];
  readonly head: PicturedHead;
}

/** `training.json`: nothing was trained here, but the layer is there. */
export interface PicturesTrainingRecord {
  readonly backend: 'none';
  readonly layer: { readonly numLabels: number; readonly dim: number; readonly bias: boolean };
}

/** `evaluation.json`: what the layer can output, in exact arithmetic. */
export interface PicturesEvaluationRecord {
  /** What the pictures and lists answer. */
  readonly question: Pick<PicturesConfig, 'pictures' | 'sparse'>;
  /** 2^n. */
  readonly total: number;
  readonly argmaxable: number;
  /** By the number of labels, from 0 to n. */
  readonly bySize: readonly {
    readonly cardinality: number;
    readonly total: number;
    readonly argmaxable: number;
  }[];
  /** The sets of at most `sparse` labels that no input outputs. */
  readonly missing: readonly (readonly number[])[];
  readonly labelNames?: readonly string[];
  /** Files in the run folder. */
  readonly pictures: readonly { readonly kind: PictureKind; readonly file: string }[];
}

/** What a run has come to. */
export type PicturesOutcome = RunOutcome<PicturedRun, PicturesTrainingRecord, PicturesEvaluationRecord>;
