import type { ReportData } from '../report-data.js';
import { sampleReportData } from './sample-data.js';

/** What every text of a hostile data set ends in. */
export const hostileTail = `</title></style></text></svg>"'><script>alert(1)</script><img src=x onerror=alert(1)>\u0000&amp;`;

/** The sample with every single string replaced by one that tries to break out of the page. */
export function hostileReportData(): ReportData {
  const kept = new Set(['createdAt', 'status', 'kind', 'primaryMetric']);
  const poison = (value: unknown, key = ''): unknown => {
    if (typeof value === 'string') return kept.has(key) ? value : `${value}${hostileTail}`;
    if (Array.isArray(value)) return value.map((item) => poison(item, key));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [
        // Names in free lists are texts of the user too.
        key === 'environment' || key === 'provenance' || key === 'test'
          ? `${name}${name === 'f1At5' ? '' : hostileTail}`
          : name,
        poison(item, name),
      ]),
    );
  };
  return poison(sampleReportData({ widths: [10, 50], epochs: 3 })) as ReportData;
}
