/** Where a training was when it went wrong. */
export interface TrainingErrorDetails {
  /**
   * A stable word for programs. `validation-not-finite`: the last step of an epoch broke the parameters, which shows
   * in the evaluation after it.
   */
  readonly code: 'loss-not-finite' | 'gradient-not-finite' | 'validation-not-finite';
  /** Steps done before the one that failed, which is this step's 0-based number. */
  readonly step: number;
  readonly epoch: number;
  /** Learning rate of the optimiser (without groups) times the schedule's factor. */
  readonly learningRate: number;
  readonly loss: number;
}

/** A training that cannot go on. Its parameters and its checkpoints are those of the last good step. */
export class TrainingError extends Error {
  override readonly name = 'TrainingError';
  readonly code: TrainingErrorDetails['code'];
  readonly step: number;
  readonly epoch: number;
  readonly learningRate: number;
  readonly loss: number;

  constructor(message: string, details: TrainingErrorDetails) {
    super(message);
    this.code = details.code;
    this.step = details.step;
    this.epoch = details.epoch;
    this.learningRate = details.learningRate;
    this.loss = details.loss;
  }
}
