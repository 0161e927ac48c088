import type { AuditReportData } from '../audit-report-data.js';
import type { ReportData } from '../report-data.js';
import type { StudyReportData } from '../study-report-data.js';
import { sampleAuditData } from './sample-audit-data.js';
import { sampleReportData } from './sample-data.js';
import { sampleStudyData } from './sample-study-data.js';

/** What every text of a hostile data set ends in. */
export const hostileTail = `</title></style></text></svg>"'><script>alert(1)</script><img src=x onerror=alert(1)>\u0000&amp;`;

/** The sample with every single string replaced by one that tries to break out of the page. */
export function hostileReportData(): ReportData {
  return poisoned(sampleReportData({ widths: [10, 50], epochs: 3 }));
}

/** The same of the sample audit. */
export function hostileAuditData(): AuditReportData {
  return poisoned({ ...sampleAuditData('threshold'), rows: sampleAuditData().rows! });
}

/** The same of the sample study. */
export function hostileStudyData(): StudyReportData {
  return poisoned(sampleStudyData());
}

function poisoned<T>(data: T): T {
  const kept = new Set([
    ...['createdAt', 'status', 'kind', 'primaryMetric', 'rule'],
    ...['id', 'key', 'better', 'format', 'scale', 'verdict', 'claims'],
  ]);
  const poison = (value: unknown, key = ''): unknown => {
    if (typeof value === 'string') return kept.has(key) ? value : `${value}${hostileTail}`;
    if (Array.isArray(value)) return value.map((item) => poison(item, key));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [
        // Names in free lists are texts of the user too.
        key === 'environment' || key === 'details' || key === 'provenance' || key === 'test'
          ? `${name}${name === 'f1At5' ? '' : hostileTail}`
          : name,
        poison(item, name),
      ]),
    );
  };
  return poison(data) as T;
}
