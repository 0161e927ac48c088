import { expect, test } from 'vitest';
import { checkStudyReportData } from '../check-study-report-data.js';
import { renderStudyReport } from '../render-study-report.js';
import type { StudyGallery, StudyReportData } from '../study-report-data.js';

/** One white pixel. */
const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAG7buVgAAAABJRU5ErkJggg==';

const study = (gallery: Partial<StudyGallery> = {}): StudyReportData => ({
  title: 'Maps',
  createdAt: '2025-03-01T12:00:00Z',
  description: 'Where is it seen?',
  galleries: [{ id: 'maps', title: 'The maps', pictures: [{ png, caption: 'a <cat>' }], ...gallery }],
});

test('pictures stand in the page, with captions that are escaped', async () => {
  const { html } = await renderStudyReport(study({ section: 'Pictures' }));
  expect(html).toContain(`<img src="data:image/png;base64,${png}" alt="a &lt;cat&gt;">`);
  expect(html).toContain('<span>a &lt;cat&gt;</span>');
  expect(html).toMatch(/<h2 id="results-title">Pictures<\/h2>/);
});

test.each([
  [{ pictures: [{ png: 'aGVsbG8=', caption: '' }] }, 'pictures[0].png must be a PNG file in base64'],
  [
    { pictures: [{ png: `${png}" onerror="x`, caption: '' }] },
    'pictures[0].png must be a PNG file in base64',
  ],
  [{ id: '../x' }, 'data.galleries[0].id must be of lower-case letters'],
])('what is no picture is refused: %#', (gallery, message) => {
  expect(() => checkStudyReportData(study(gallery))).toThrow(message);
});
