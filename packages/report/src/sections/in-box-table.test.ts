import { expect, it } from 'vitest';
import { checkReportData } from '../check-report-data.js';
import { renderAuditReport } from '../render-audit-report.js';
import { renderReport } from '../render-report.js';
import { textOf } from '../testing/page-checks.js';
import { expectRealNumbers, expectWellNested } from '../testing/report-laws.js';
import { sampleAuditData } from '../testing/sample-audit-data.js';
import { sampleInBox } from '../testing/sample-in-box.js';
import { bsl, dft, reportOf, run, verdicts } from '../testing/small-data.js';

it('stands in the report of an experiment, for the heads that were measured in a box', async () => {
  const boxed = reportOf([
    run(bsl(6), 0, 0.4, { detection: verdicts(10, 3, 0) }),
    run(dft(3), 0, 0.5, { detection: verdicts(10, 0, 0, { inBox: sampleInBox }) }),
  ]);
  checkReportData(boxed);
  const report = await renderReport(boxed);
  expectWellNested(report);
  expectRealNumbers(report);
  const table = report.html.split('As the papers decide it').at(-1)!.split('</table>')[0]!;
  const rows = table.match(/<tr>.*?<\/tr>/gs)!.slice(1);
  expect(rows).toHaveLength(1);
  const text = textOf(rows[0]!).replaceAll(/\s+/g, ' ');
  expect(text).toContain('DFT 3');
  for (const share of ['70.0%', '80.0%', '40.0%', '60.0%', '0.420']) expect(text).toContain(share);
  const without = reportOf([run(bsl(6), 0, 0.4, { detection: verdicts(10, 3, 0) })]);
  expect((await renderReport(without)).html).not.toContain('As the papers decide it');
});

it('stands in the report of an audit, with the sets that the box misses', async () => {
  const report = await renderAuditReport({ ...sampleAuditData('threshold'), inBox: sampleInBox });
  expectWellNested(report);
  expectRealNumbers(report);
  const section = report.html.split('<section id="in-box"')[1]!.split('</section>')[0]!;
  const text = textOf(section).replaceAll(/\s+/g, ' ');
  expect(text).toContain('argmaxable in the box 7 (70.0%) 16 (80.0%)');
  expect(text).toContain('95% 310 unbounded');
  expect(section).toContain('&lt;b&gt;red&lt;/b&gt;');
  expect(text).toContain('4.00e−9');
});
