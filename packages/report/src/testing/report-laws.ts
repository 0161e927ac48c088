import fc from 'fast-check';
import { expect } from 'vitest';
import type { RenderedChart, RenderedReport } from '../report-data.js';
import { decodePng } from './decode-png.js';
import { checkNesting, headings, textOf } from './page-checks.js';

/** The page and every chart of a report, as text. */
const textsOf = ({ html, charts }: RenderedReport): string[] => [html, ...charts.map(({ svg }) => svg)];

/** One first-level heading, these sections, links that lead to them, and no id twice. */
export function expectContents({ html }: RenderedReport, titles: readonly string[]): void {
  expect(html.match(/<h1>/g)).toHaveLength(1);
  expect(headings(html)).toEqual(titles);
  const links = [...html.matchAll(/href="#([^"]+)"/g)].map((match) => match[1]!);
  expect(links).toHaveLength(titles.length);
  for (const id of links) expect(html).toContain(`<section id="${id}"`);
  const ids = [...html.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
  expect(new Set(ids).size).toBe(ids.length);
}

export function expectWellNested(report: RenderedReport): void {
  for (const text of textsOf(report)) {
    expect(() => checkNesting(text.replace('<!DOCTYPE html>', ''))).not.toThrow();
  }
}

/** Nothing is asked for from anywhere, and no script runs. */
export function expectSelfContained(report: RenderedReport): void {
  for (const text of textsOf(report)) {
    const urls = text.match(/\b(?:https?|ftp|file|data|javascript):[^\s"'<)]+/g) ?? [];
    expect(
      urls.filter((url) => !/^http:\/\/www\.w3\.org\//.test(url) && url !== 'data:,' && url !== 'data:;'),
    ).toEqual([]);
    expect(text).not.toMatch(/<script|<iframe|<object|<img| on[a-z]+=|@import|url\(/i);
  }
  expect(report.html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'; img-src data:;`);
}

export function expectRealNumbers(report: RenderedReport): void {
  for (const text of textsOf(report)) {
    expect(text).not.toMatch(/\bNaN\b|\bundefined\b|\bInfinity\b|\[object |\bnull\b/);
  }
}

/** @returns how many drawings the page has */
export function expectPageColors({ html }: RenderedReport): number {
  const drawings = html.match(/<svg class="(?:wide|medium|narrow|small)".*?<\/svg>/gs)!;
  for (const drawing of drawings) {
    const colors = [...drawing.matchAll(/(?:fill|stroke)="([^"]+)"/g)].map((match) => match[1]!);
    expect(colors.filter((color) => !/^(var\(--[a-z0-9-]+\)|none|transparent)$/.test(color))).toEqual([]);
  }
  return drawings.length;
}

/**
 * An SVG of its own for each name, and a PNG with something on it.
 *
 * @param brightest the sum of red, green and blue below which a pixel counts as drawn
 */
export function expectChartFiles(
  charts: readonly RenderedChart[],
  names: readonly string[],
  brightest = 460,
): void {
  expect(charts.map(({ name }) => name)).toEqual(names);
  for (const { svg, png, name } of charts) {
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" width="[\d.]+" height="[\d.]+"/);
    const picture = decodePng(png);
    expect(picture.width, name).toBeGreaterThan(1000);
    expect(
      picture.count((red, green, blue) => red + green + blue < brightest) / (picture.width * picture.height),
      name,
    ).toBeGreaterThan(0.002);
  }
}

/** Byte for byte. */
export function expectSame(again: RenderedReport, report: RenderedReport): void {
  expect(again.html === report.html).toBe(true);
  expect(again.charts).toEqual(report.charts);
}

/** What hostile data has in every text stays a text. */
export function expectNoBreakout(report: RenderedReport): void {
  expectWellNested(report);
  for (const text of textsOf(report)) {
    expect(text).not.toMatch(/<script|<img|onerror=alert\(1\)>/i);
    expect(text).not.toContain('\u0000');
  }
  // Tags are ours alone: taking the texts out leaves no trace of the attack.
  expect(
    report.html
      .match(/<[a-zA-Z/][^<>]*>/g)!
      .filter((tag) => /alert/.test(tag.replace(/(?:title|aria-label|datetime)="[^"]*"/g, ''))),
  ).toEqual([]);
  expect(report.html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
}

/** Renders `whole` without any of its parts that `least` does not have; the page stays sound. */
export async function expectPartsOptional<Data extends object>(
  whole: Data,
  least: Data,
  render: (data: Data) => Promise<RenderedReport>,
): Promise<void> {
  const keys = Object.keys(whole).filter((key) => !(key in least));
  await fc.assert(
    fc.asyncProperty(fc.subarray(keys), async (missing) => {
      const kept = Object.entries(whole).filter(([key]) => !missing.includes(key));
      expectSoundWithGaps(await render(Object.fromEntries(kept) as Data));
    }),
    { numRuns: 8, seed: 20250301 },
  );
}

/** A page from which parts are missing. */
export function expectSoundWithGaps({ html }: RenderedReport): void {
  expect(textOf(html)).not.toMatch(/\bNaN\b|\bundefined\b|\bInfinity\b|\[object /);
  checkNesting(html.replace('<!DOCTYPE html>', ''));
}
