import { z } from 'zod';
import { mapping } from './fields.js';

/** What the report of a study says besides its numbers. */
export interface StudyReportConfig {
  /** The heading; the experiment's name when left out. */
  readonly title?: string | undefined;
  /** What was expected before the run; the report shows what came of it beside it. */
  readonly expectation?: string | undefined;
  readonly notes: readonly string[];
}

/** Schema of `report` in a study. */
export const studyReportSchema: z.ZodType<StudyReportConfig> = mapping({
  title: z.string().min(1).optional(),
  expectation: z.string().min(1).optional(),
  notes: z.array(z.string().min(1)).default([]),
}).prefault({});
