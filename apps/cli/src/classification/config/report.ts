import { z } from 'zod';
import { mapping } from '../../config/fields.js';

/** What the report of an experiment says besides its numbers. */
export interface ReportConfig {
  /** The heading; the experiment's name when left out. */
  readonly title?: string | undefined;
  /**
   * The metric that the charts and the table speak about, such as `f1At5`; that or, where all heads output one class,
   * `accuracy` when left out.
   */
  readonly metric?: string | undefined;
  /** Pairs to set side by side, by head id (`dft-k16-slack25` against `bsl-d50`); found by width when left out. */
  readonly comparisons?: readonly { readonly candidate: string; readonly baseline: string }[] | undefined;
  /** Remarks for the reader. */
  readonly notes: readonly string[];
}

/** Schema of `report`. */
export const reportSchema: z.ZodType<ReportConfig> = mapping({
  title: z.string().min(1).optional(),
  metric: z.string().min(1).optional(),
  comparisons: z.array(mapping({ candidate: z.string().min(1), baseline: z.string().min(1) })).optional(),
  notes: z.array(z.string().min(1)).default([]),
}).prefault({});
