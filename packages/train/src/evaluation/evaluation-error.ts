/** Scores that cannot be measured because some are NaN: the parameters or the inputs are. */
export class EvaluationError extends Error {
  override readonly name = 'EvaluationError';
  readonly code = 'scores-not-finite';
}
