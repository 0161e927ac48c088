import { describeKind } from '../checks/check-integer.js';
import type { CalibrationBin } from './calibration-bins.js';

/**
 * Expected calibration error: how far confidence and accuracy are apart in a bin, mean over predictions,
 *
 *     Σ_m (count_m / count) |accuracy_m - confidence_m|
 *
 * (Naeini, Cooper, Hauskrecht, AAAI 2015; Guo, Pleiss, Sun, Weinberger, ICML 2017, equation 3). It changes with the number
 * of bins: compare only values of the same number.
 *
 * @param bins what `createCalibrationBins` gives
 * @returns a number in [0, 1]
 * @throws TypeError when it is no list of bins, RangeError when the bins have no predictions
 */
export function expectedCalibrationError(
  bins: readonly Pick<CalibrationBin, 'count' | 'meanConfidence' | 'accuracy'>[],
): number {
  if (!Array.isArray(bins)) {
    throw new TypeError(`expectedCalibrationError: expected a list of bins, got ${describeKind(bins)}`);
  }
  let total = 0;
  let sum = 0;
  for (const { count, meanConfidence, accuracy } of bins) {
    total += count;
    sum += count * Math.abs(accuracy - meanConfidence);
  }
  if (!(total > 0)) {
    throw new RangeError(
      'expectedCalibrationError: the bins have no predictions; there is nothing to measure',
    );
  }
  return sum / total;
}
