import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderAuditReport } from './render-audit-report.js';
import { renderReport } from './render-report.js';
import { renderStudyReport } from './render-study-report.js';
import { decodePng } from './testing/decode-png.js';
import { findChromium } from './testing/find-chromium.js';
import { hostileAuditData, hostileReportData, hostileStudyData } from './testing/hostile-data.js';
import { sampleAuditData } from './testing/sample-audit-data.js';
import { sampleReportData } from './testing/sample-data.js';
import { sampleStudyData } from './testing/sample-study-data.js';

const executablePath = findChromium(process.env);
if (executablePath === null) {
  console.warn(
    'No Chromium found (install the package chromium, or set CHROMIUM_PATH): the page is not tested in a browser.',
  );
}

describe.runIf(executablePath !== null)('in a browser', () => {
  let browser: Browser;
  let folder: string;
  const urls: Record<string, string> = {};

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sbn-report-'));
    const pages = {
      sample: await renderReport(sampleReportData()),
      hostile: await renderReport(hostileReportData()),
      audit: await renderAuditReport(sampleAuditData()),
      'audit of label sets': await renderAuditReport(sampleAuditData('threshold')),
      'hostile audit': await renderAuditReport(hostileAuditData()),
      study: await renderStudyReport(sampleStudyData()),
      'study of many': await renderStudyReport(sampleStudyData({ numHeads: 12, numSeeds: 1 })),
      'hostile study': await renderStudyReport(hostileStudyData()),
    };
    for (const [name, { html }] of Object.entries(pages)) {
      const path = join(folder, `${name}.html`);
      await writeFile(path, html);
      urls[name] = pathToFileURL(path).href;
    }
    browser = await chromium.launch({
      executablePath: executablePath!,
      args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
    });
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function withPage<T>(
    options: { name?: string; width: number; colorScheme?: 'light' | 'dark' },
    work: (page: Page) => Promise<T>,
  ): Promise<T> {
    const { name = 'sample', width, colorScheme = 'light' } = options;
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    const trouble: string[] = [];
    page.on('console', (message) => trouble.push(message.text()));
    page.on('pageerror', (error) => trouble.push(String(error)));
    page.on('dialog', (dialog) => trouble.push(`dialog: ${dialog.message()}`));
    page.on('request', (request) => {
      if (request.url() !== urls[name] && request.url() !== 'data:,')
        trouble.push(`request: ${request.url()}`);
    });
    await page.goto(urls[name]!);
    const result = await work(page);
    expect(trouble).toEqual([]);
    await page.close();
    return result;
  }

  test.each([
    ['sample', 400],
    ['sample', 800],
    ['sample', 1600],
    ['hostile', 400],
    ['hostile', 1600],
    ['audit', 400],
    ['audit', 1600],
    ['audit of label sets', 400],
    ['hostile audit', 400],
    ['hostile audit', 1600],
    ['study', 400],
    ['study of many', 400],
    ['study of many', 1100],
    ['hostile study', 400],
    ['hostile study', 1600],
  ])('%s at %i px: the page does not scroll sideways, scripts of others do not run', async (name, width) => {
    await withPage({ name, width }, async (page) => {
      await page.locator('summary').evaluateAll((all) => {
        for (const summary of all) (summary.parentElement as HTMLDetailsElement).open = true;
      });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    });
  });

  test.each(
    [400, 560, 800, 1024, 1600].flatMap((width) => [
      [width, 'sample', 5] as const,
      [width, 'audit', 3] as const,
      [width, 'audit of label sets', 3] as const,
      [width, 'study', 4] as const,
    ]),
  )(
    'at %i px every chart of %s is shown once, with texts of a readable size',
    async (width, name, numCharts) => {
      await withPage({ name, width }, async (page) => {
        const charts = await page.locator('.drawing').evaluateAll((drawings) =>
          drawings.map((drawing) => {
            const shown = [...drawing.querySelectorAll('svg')].filter(
              (svg) => svg.getBoundingClientRect().width > 0,
            );
            const sizes = shown.flatMap((svg) => {
              const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
              return [...svg.querySelectorAll('text')].map(
                (text) => Number.parseFloat(getComputedStyle(text).fontSize) * scale,
              );
            });
            return {
              classes: shown.map((svg) => svg.getAttribute('class')),
              smallest: Math.min(...sizes),
              largest: Math.max(...sizes),
            };
          }),
        );
        expect(charts).toHaveLength(numCharts);
        for (const { classes, smallest, largest } of charts) {
          expect(classes.length === 1 || classes.every((name) => name === 'small')).toBe(true);
          expect(smallest).toBeGreaterThan(8.9);
          expect(largest).toBeLessThan(20);
        }
      });
    },
  );

  test.each([
    [400, 'sample', 'f1-against-parameters'],
    [1600, 'sample', 'f1-against-parameters'],
    [400, 'audit', 'rows'],
    [1600, 'audit', 'rows'],
    [400, 'study', 'cross-entropy'],
    [1100, 'study', 'cross-entropy'],
  ])('at %i px light and dark of %s are two pictures, neither of them blank', async (width, name, chart) => {
    const shoot = (colorScheme: 'light' | 'dark') =>
      withPage({ name, width, colorScheme }, async (page) => {
        await page.locator(`#chart-${chart}`).scrollIntoViewIfNeeded();
        return decodePng(await page.screenshot());
      });
    const [light, dark] = [await shoot('light'), await shoot('dark')];
    const all = light.width * light.height;
    const bright = (red: number, green: number, blue: number): boolean => red + green + blue > 690;
    const deep = (red: number, green: number, blue: number): boolean => red + green + blue < 140;
    const colorful = (red: number, green: number, blue: number): boolean =>
      Math.max(red, green, blue) - Math.min(red, green, blue) > 90;
    expect(light.count(bright) / all).toBeGreaterThan(0.6);
    expect(dark.count(deep) / all).toBeGreaterThan(0.6);
    for (const picture of [light, dark]) {
      expect(picture.count(colorful)).toBeGreaterThan(200);
      expect(picture.count(picture === light ? deep : bright) / all).toBeGreaterThan(0.002);
    }
  });

  test.each([
    ['sample', 'Side by side'],
    ['sample', 'Metrics on the test split'],
    ['study', 'A small language model'],
    ['study of many', 'A small language model'],
  ])('at 1100 px %s shows the table “%s” without scrolling', async (name, caption) => {
    await withPage({ name, width: 1100 }, async (page) => {
      const box = page.locator(`.table-box[aria-label="${caption}"]`);
      const [inner, outer] = await box.evaluate(({ scrollWidth, clientWidth }) => [scrollWidth, clientWidth]);
      expect(inner).toBeLessThanOrEqual(outer!);
    });
  });

  test.each(['study', 'study of many'])(
    'no text of a chart of %s leaves its drawing or covers another',
    async (name) => {
      for (const width of [400, 800, 1100]) {
        await withPage({ name, width }, async (page) => {
          const faults = await page.locator('.drawing svg').evaluateAll((drawings) =>
            drawings.flatMap((svg) => {
              const frame = svg.getBoundingClientRect();
              if (frame.width === 0) return [];
              const texts = [...svg.querySelectorAll('text')]
                // A halo is the outline of the text over it.
                .filter((text) => !text.hasAttribute('stroke') && text.textContent !== '')
                .map((text) => ({ words: text.textContent, box: text.getBoundingClientRect() }));
              return texts.flatMap(({ words, box }, i) => [
                ...(box.left < frame.left - 1 ||
                box.right > frame.right + 1 ||
                box.top < frame.top - 1 ||
                box.bottom > frame.bottom + 1
                  ? [`${words} leaves`]
                  : []),
                ...texts
                  .slice(0, i)
                  .filter(
                    (other) =>
                      Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left) > 1 &&
                      Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top) > 3,
                  )
                  .map((other) => `${words} covers ${other.words}`),
              ]);
            }),
          );
          expect(faults).toEqual([]);
        });
      }
    },
  );

  test('on paper it is light, whatever the screen is', async () => {
    await withPage({ width: 760, colorScheme: 'dark' }, async (page) => {
      await page.emulateMedia({ media: 'print' });
      const picture = decodePng(await page.screenshot());
      expect(
        picture.count((red, green, blue) => red + green + blue > 690) / (picture.width * picture.height),
      ).toBeGreaterThan(0.6);
      expect((await page.pdf({ format: 'A4' })).length).toBeGreaterThan(10_000);
    });
  });
});
