import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { freshMonitorState, judgeEpoch, type MonitorOptions, monitorMode } from './monitor.js';

/** Feeds values one by one and says where they were best, and where the training would have stopped. */
function judge(options: MonitorOptions, values: readonly number[]) {
  let state = freshMonitorState;
  const best: number[] = [];
  let stoppedAt = -1;
  values.forEach((value, epoch) => {
    if (stoppedAt >= 0) return;
    const verdict = judgeEpoch(options, state, value, epoch);
    state = verdict.state;
    if (verdict.isBest) best.push(epoch);
    if (verdict.shouldStop) stoppedAt = epoch;
  });
  return { best, stoppedAt, state };
}

describe('judgeEpoch', () => {
  it('stops after as many epochs without a better value as it has patience', () => {
    const { best, stoppedAt, state } = judge({ metric: 'f1At5', patience: 2 }, [0.1, 0.3, 0.2, 0.3, 0.9]);
    expect(best).toEqual([0, 1]);
    expect(stoppedAt).toBe(3);
    expect(state).toEqual({ bestValue: 0.3, bestEpoch: 1, epochsSinceBest: 2 });
  });

  it('goes down for losses, unless told otherwise', () => {
    expect(judge({ metric: 'loss' }, [3, 2, 4, 1]).best).toEqual([0, 1, 3]);
    expect(judge({ metric: 'loss', mode: 'max' }, [3, 2, 4, 1]).best).toEqual([0, 2]);
    const names = ['loss', 'hammingLoss', 'falsePositiveRateAt95', 'expectedCalibrationError'];
    for (const metric of names) expect(monitorMode({ metric })).toBe('min');
    for (const metric of ['microF1', 'areaUnderRoc']) expect(monitorMode({ metric })).toBe('max');
  });

  it('asks for more than minDelta', () => {
    expect(judge({ metric: 'a', minDelta: 0.5 }, [1, 1.5, 1.6, 2.2]).best).toEqual([0, 2, 3]);
  });

  it('never takes a value that is not finite for the best', () => {
    const infinity = Number.POSITIVE_INFINITY;
    expect(judge({ metric: 'a' }, [Number.NaN, infinity, -infinity, 1, Number.NaN]).best).toEqual([3]);
  });

  it('the best is the first of the greatest values, whatever they are', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, min: -9, max: 9 }), { minLength: 1 }), (values) => {
        const { state } = judge({ metric: 'a' }, values);
        const greatest = values.reduce((a, b) => Math.max(a, b));
        expect(state.bestValue).toBe(values.find((value) => value === greatest));
        expect(state.epochsSinceBest).toBe(values.length - 1 - state.bestEpoch);
      }),
    );
  });
});
