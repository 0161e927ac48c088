/** Codes of `ScoreFunction.kind` (assembly/class-scores/score-function.ts). */
export const scoreKinds = { identity: 0, sigsoftmax: 1, relu: 2, sigmoid: 3, plif: 4 } as const;

/** Codes of `PiecewiseLinear.parametrization` (assembly/class-scores/piecewise-linear.ts). */
export const parametrizations = { softplus: 0, exponential: 1, square: 2 } as const;
