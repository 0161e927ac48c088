import type { StudyReportData } from '@sbn/report';

/** The part of a study's report that its task knows. */
export interface StudyContent
  extends Pick<StudyReportData, 'claims' | 'findings' | 'charts' | 'tables' | 'galleries' | 'glossary'> {
  /** What was done, in sentences that follow the configuration's own description. */
  readonly setting: readonly string[];
  /** What came out, to stand beside what was expected. */
  readonly outcome: string | undefined;
}
