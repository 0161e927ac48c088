import type { ExampleSource, InputKind } from '@sbn/datasets';
import type { LossConfig } from '@sbn/heads';
import type { ModelConfig } from '../model/model.js';
import type { OptimizerConfig, ParameterRule } from '../optimizers/optimizer.js';
import type { ScheduleConfig } from '../schedules/schedule.js';

/** The shape of a source: enough to notice that a run is resumed with other data. */
export interface SourceShape {
  readonly numLabels: number;
  readonly inputKind: InputKind;
  readonly inputDim: number;
  readonly numExamples: number | null;
}

/** Everything that decides what a training computes, defaults filled in; plain JSON. */
export interface TrainConfig {
  readonly model: ModelConfig;
  readonly data: { readonly train: SourceShape; readonly valid: SourceShape | null };
  readonly loss: LossConfig;
  readonly optimizer: OptimizerConfig;
  /** The settings of each parameter once the groups are applied. */
  readonly rules: Readonly<Record<string, ParameterRule>>;
  readonly schedule: ScheduleConfig;
  readonly epochs: number;
  readonly batchSize: number;
  readonly seed: number;
  readonly clipNorm: number | null;
  readonly monitor: {
    readonly metric: string;
    readonly mode: 'max' | 'min';
    readonly minDelta: number;
    readonly patience: number | null;
  } | null;
}

/** The shape of a source. */
export function sourceShape(source: ExampleSource): SourceShape {
  const { numLabels, inputKind, inputDim, numExamples = null } = source;
  return { numLabels, inputKind, inputDim, numExamples };
}
