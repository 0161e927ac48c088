import { join } from 'node:path';

/** The files of a run folder that the command line writes besides those of the training. */
export interface RunFiles {
  readonly config: string;
  readonly dataset: string;
  /** How new inputs become features, for predictions. */
  readonly inputs: string;
  readonly training: string;
  readonly evaluation: string;
  readonly detection: string;
  readonly verdicts: string;
  readonly radii: string;
  readonly report: string;
  readonly charts: string;
  readonly lastCheckpoint: string;
  readonly bestCheckpoint: string;
  readonly weights: string;
  readonly bias: string;
  readonly structure: string;
  readonly labels: string;
}

/** The paths of a run folder. */
export function runFiles(folder: string): RunFiles {
  return {
    config: join(folder, 'config.json'),
    dataset: join(folder, 'dataset.json'),
    inputs: join(folder, 'inputs.json'),
    training: join(folder, 'training.json'),
    evaluation: join(folder, 'evaluation.json'),
    detection: join(folder, 'detection.json'),
    verdicts: join(folder, 'verdicts.jsonl'),
    radii: join(folder, 'radii.jsonl'),
    report: join(folder, 'report.html'),
    charts: join(folder, 'charts'),
    lastCheckpoint: join(folder, 'checkpoints', 'last.safetensors'),
    bestCheckpoint: join(folder, 'checkpoints', 'best.safetensors'),
    weights: join(folder, 'output-layer', 'weights.npy'),
    bias: join(folder, 'output-layer', 'bias.npy'),
    structure: join(folder, 'output-layer', 'structure.json'),
    labels: join(folder, 'output-layer', 'labels.txt'),
  };
}
