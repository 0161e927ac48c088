import { expect, test } from 'vitest';
import { chartConfig } from '../theme/chart-theme.js';
import { drawPanel } from './draw-panel.js';
import { frame } from './frame.js';

const hostile = '</text><script>alert(1)</script> class="x" opacity="1" 1.23456789 &';

const draw = () =>
  drawPanel({
    ...frame({ width: 200, height: 100 }, { left: 10, right: 10, top: 10, bottom: 10 }),
    config: chartConfig(12),
    data: { values: [{ x: 50.123456, label: hostile }] },
    mark: 'text',
    encoding: { x: { field: 'x', type: 'quantitative', scale: null, axis: null }, text: { field: 'label' } },
  });

test('the drawing has the outer size that was asked for', async () => {
  expect(await draw()).toMatchObject({ width: 200, height: 100 });
});

test('texts are escaped and not touched, tags are made small', async () => {
  const { inner } = await draw();
  expect(inner).not.toContain('<script');
  const text = /<text[^>]*>(.*?)<\/text>/.exec(inner);
  expect(text![1]!.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')).toBe(hostile);
  expect(text![0]).toContain('translate(50.12,');
  expect(inner.replace(/>[^<]*</g, '><')).not.toMatch(/class=|role=|aria-/);
});
