import type { ReportHead, ReportRun } from '../report-data.js';
import type { HeadColor } from '../theme/head-colors.js';
import type { Spread } from './spread.js';

/** One configuration of a head, with a run for each seed. */
export interface Configuration {
  readonly label: string;
  /** `d=50` or `s=25`: enough beside the colour of its series. */
  readonly shortLabel: string;
  readonly head: ReportHead;
  readonly color: HeadColor;
  readonly seriesName: string;
  readonly runs: readonly ReportRun[];
  test(key: string): Spread | null;
}
