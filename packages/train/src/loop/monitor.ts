/** Which metric decides what the best parameters are. */
export interface MonitorOptions {
  /** `loss` (of the validation examples) or the name of a metric of the evaluation. */
  readonly metric: string;
  /**
   * Whether a larger or a smaller value is better; the default is `min` for losses, errors and rates of false positives,
   * by their names, else `max`.
   */
  readonly mode?: 'max' | 'min' | undefined;
  /** A value is better only when it beats the best by more than this (default 0). */
  readonly minDelta?: number | undefined;
  /** Stop after this many epochs without a better value (default: never). */
  readonly patience?: number | undefined;
}

/** A monitor that also ends the training. */
export interface EarlyStoppingOptions extends MonitorOptions {
  /** Stop after this many epochs without a better value. */
  readonly patience: number;
}

/** What a monitor remembers, plain JSON. */
export interface MonitorState {
  /** null before the first value. */
  readonly bestValue: number | null;
  /** The epoch (from 0) of the best value; −1 before the first. */
  readonly bestEpoch: number;
  readonly epochsSinceBest: number;
}

/** What a monitor says about a new value. */
export interface MonitorVerdict {
  readonly state: MonitorState;
  readonly isBest: boolean;
  readonly shouldStop: boolean;
}

/** The state before the first epoch. */
export const freshMonitorState: MonitorState = { bestValue: null, bestEpoch: -1, epochsSinceBest: 0 };

/**
 * Judges the value of one epoch: a pure function of the state so far. A value that is not finite is never the best.
 */
export function judgeEpoch(
  options: MonitorOptions,
  state: MonitorState,
  value: number,
  epoch: number,
): MonitorVerdict {
  const { minDelta = 0, patience } = options;
  const mode = monitorMode(options);
  const { bestValue } = state;
  const gain =
    bestValue === null ? Number.POSITIVE_INFINITY : mode === 'max' ? value - bestValue : bestValue - value;
  if (Number.isFinite(value) && gain > minDelta) {
    return {
      state: { bestValue: value, bestEpoch: epoch, epochsSinceBest: 0 },
      isBest: true,
      shouldStop: false,
    };
  }
  const epochsSinceBest = state.epochsSinceBest + 1;
  return {
    state: { ...state, epochsSinceBest },
    isBest: false,
    shouldStop: patience !== undefined && epochsSinceBest >= patience,
  };
}

/** The mode of a monitor, its default filled in. */
export function monitorMode({ metric, mode }: MonitorOptions): 'max' | 'min' {
  return mode ?? (/loss$|error$|^falsePositiveRate/i.test(metric) ? 'min' : 'max');
}
