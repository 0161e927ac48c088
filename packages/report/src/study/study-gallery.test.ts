import { expect, test } from 'vitest';
import { svgToPng } from '../charts/svg-to-png.js';
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

test('drawings with texts are as wide as they were laid out, not thumbnails', async () => {
  expect((await renderStudyReport(study())).html).toContain('<ul class="gallery"><li>');
  const pictures = [
    {
      png: Buffer.from(
        svgToPng('<svg xmlns="http://www.w3.org/2000/svg" width="300" height="20"/>'),
      ).toString('base64'),
      caption: '',
    },
  ];
  const { html } = await renderStudyReport(study({ size: 'large', pictures }));
  expect(html).toContain('<ul class="drawings"><li style="width:300px">');
});

test.each([
  [{ size: 'huge' as 'large' }, 'data.galleries[0].size must be small or large'],
  [{ pictures: [{ png: 'aGVsbG8=', caption: '' }] }, 'pictures[0].png must be a PNG file in base64'],
  [
    { pictures: [{ png: `${png}" onerror="x`, caption: '' }] },
    'pictures[0].png must be a PNG file in base64',
  ],
  [{ id: '../x' }, 'data.galleries[0].id must be of lower-case letters'],
])('what is no picture is refused: %#', (gallery, message) => {
  expect(() => checkStudyReportData(study(gallery))).toThrow(message);
});
