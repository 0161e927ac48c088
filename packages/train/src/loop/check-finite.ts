import { TrainingError } from '../run/training-error.js';

/** What to do about a training that broke. */
export const advice = 'Try a smaller learning rate, clipNorm, or look for extreme values in the inputs.';

/** @throws TrainingError when what a step has told is not finite */
export function checkFinite(at: {
  readonly loss: number;
  readonly gradientNorm: number | undefined;
  readonly step: number;
  readonly epoch: number;
  readonly batch: number;
  readonly learningRate: number;
}): void {
  const { loss, gradientNorm, step, epoch, batch, learningRate } = at;
  const where = `at step ${step} (epoch ${epoch}, batch ${batch}, learning rate ${learningRate})`;
  if (!Number.isFinite(loss)) {
    throw new TrainingError(`the loss is ${loss} ${where}. Nothing was changed by this step. ${advice}`, {
      code: 'loss-not-finite',
      step,
      epoch,
      learningRate,
      loss,
    });
  }
  if (gradientNorm !== undefined && !Number.isFinite(gradientNorm)) {
    throw new TrainingError(
      `the gradient's norm is ${gradientNorm} ${where}. Nothing was changed by this step. ${advice}`,
      {
        code: 'gradient-not-finite',
        step,
        epoch,
        learningRate,
        loss,
      },
    );
  }
}
