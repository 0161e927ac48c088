import { createDetector, type OutputRule } from '@sbn/detect';
import type { NamedLayer } from '../layer/read-layer.js';
import { formatInteger } from '../terminal/format-number.js';
import type { Progress } from '../terminal/progress.js';
import { showStep } from '../terminal/show-step.js';
import type { BoxedVerdict, BoxSummary } from './box-summary.js';
import { measureRadii } from './measure-radii.js';

/** What {@link measureRadiiOf} works on. */
export interface MeasureRadiiOfOptions {
  readonly layer: Pick<NamedLayer, 'weights' | 'bias'>;
  readonly rule: OutputRule;
  readonly verdicts: readonly BoxedVerdict[];
  readonly box: number;
  readonly epsilon: number;
  readonly workers: number;
  /** Where the radii go, and whence an interrupted measurement goes on. */
  readonly file?: string | undefined;
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

/** Measures the radii of the label sets of any layer while a bar shows how far it is. */
export async function measureRadiiOf(options: MeasureRadiiOfOptions): Promise<BoxSummary> {
  const { layer, rule, verdicts, box, epsilon, workers, file, signal, progress } = options;
  const { weights, bias } = layer;
  const detector = await createDetector({ weights, bias, rule });
  const shown = {
    total: verdicts.length,
    unit: 'label sets',
    ...(file === undefined ? {} : { stopped: 'stopped, saved' }),
    signal,
  };
  try {
    return await showStep(progress, 'Measure radii', shown, async (task) => {
      const summary = await measureRadii({
        ...{ detector, box, epsilon, workers, signal, file },
        isHomogeneous: rule === 'threshold' && bias === undefined,
        verdicts: () => verdicts,
        onProgress: (done) => task.update(done),
      });
      const { total, argmaxable, epsilonArgmaxable } = summary.sets;
      task.done(
        `${formatInteger(argmaxable)} of ${formatInteger(total)} argmaxable in the box, ${formatInteger(epsilonArgmaxable)} over ${epsilon}`,
      );
      return summary;
    });
  } finally {
    detector.dispose();
  }
}
