import { expect, test } from 'vitest';
import { digest } from '../summary/digest.js';
import { bsl, reportOf, run } from '../testing/small-data.js';
import { lightPalette } from '../theme/palette.js';
import { drawChart } from './draw-chart.js';
import { f1AgainstParameters } from './f1-against-parameters.js';
import { standaloneSvg } from './standalone-svg.js';

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
