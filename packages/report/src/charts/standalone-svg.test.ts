import { expect, test } from 'vitest';
import { digest } from '../summary/digest.js';
import { bsl, reportOf, run } from '../testing/small-data.js';
import { lightPalette } from '../theme/palette.js';
import { drawChart } from './draw-chart.js';
import { f1AgainstParameters } from './f1-against-parameters.js';
import { standaloneSvg } from './standalone-svg.js';

test('a long title goes on in a second line, below the first', async () => {
  const runs = [run(bsl(4), 0, 0.2), run(bsl(8), 0, 0.3)];
  const chart = await drawChart(f1AgainstParameters(digest(reportOf(runs)))!);
  const heightOf = (svg: string): number => Number(/height="(\d+(?:\.\d+)?)"/.exec(svg)![1]);
  const title = Array.from({ length: 30 }, (_, i) => `word${i}`).join(' ');
  const svg = standaloneSvg({ ...chart, plan: { ...chart.plan, title } });
  const lines = [...svg.matchAll(/y="(\d+)" font-size="20"[^>]*>([^<]*)</g)];
  expect(lines.length).toBeGreaterThan(1);
  expect(lines.map(([, , text]) => text).join(' ')).toBe(title);
  expect(Number(lines[1]![1])).toBeGreaterThan(Number(lines[0]![1]) + 20);
  expect(heightOf(svg) - heightOf(standaloneSvg(chart))).toBe(26 * (lines.length - 1));
});

test('a file of its own: title, description, legend, colours in place, names untouched', async () => {
  const name = 'mine <b> "var(--ink)" &';
  const runs = [run({ ...bsl(4), series: name }, 0, 0.2), run({ ...bsl(8), series: name }, 0, 0.3)];
  const svg = standaloneSvg(await drawChart(f1AgainstParameters(digest(reportOf(runs)))!));
  expect(svg).toContain('<title>F1@5 against trainable parameters</title>');
  expect(svg).toContain('mine &lt;b&gt; &quot;var(--ink)&quot; &amp;</text>');
  expect(svg).toContain(`fill="${lightPalette['head-2']}"`);
  expect(svg.match(/<[^>]*var\(--[^>]*>/g)).toBeNull();
  expect(svg).not.toContain('inherit');
});
