import { createMatrix } from '@sbn/core';
import { describe, expect, it } from 'vitest';
import { type ArgmaxableSet, argmaxableSets } from '../cells/argmaxable-sets.js';
import { checkLayer } from '../layer/check-layer.js';
import type { LayerInput } from '../layer/layer-input.js';
import { latticeLayer, normalLayer } from '../testing/sample-layers.js';
import { defaultRange } from './default-range.js';
import type { Panel, ScreenPoint } from './panel.js';
import { placeRegionText } from './place-region-text.js';
import { planePanel } from './plane-panel.js';
import { numHues, regionColors } from './region-colors.js';
import { regionForms } from './region-forms.js';
import { spherePanel } from './sphere-panel.js';
import { chooseView, opposite } from './sphere-views.js';

const size = 400;

function contains(outline: readonly ScreenPoint[], [x, y]: ScreenPoint): boolean {
  let isInside = false;
  for (const [i, [x1, y1]] of outline.entries()) {
    const [x2, y2] = outline[(i + 1) % outline.length]!;
    if (y1 > y !== y2 > y && x < x1 + ((y - y1) / (y2 - y1)) * (x2 - x1)) isInside = !isInside;
  }
  return isInside;
}

/** The sets drawn at a point; what the layer outputs on the input there, with one number per label. */
function compare(
  layer: LayerInput,
  sets: readonly ArgmaxableSet[],
  panel: Panel,
  at: ScreenPoint,
  input: readonly number[],
): void {
  const { weights, bias, rule = 'threshold' } = layer;
  const scores = Array.from({ length: weights.rows }, (_, i) =>
    input.reduce((sum, x, j) => sum + x * weights.data[i * weights.cols + j]!, bias?.[i] ?? 0),
  );
  const sorted = [...scores].sort((a, b) => b - a);
  const size = rule === 'threshold' ? 0 : rule === 'argmax' ? 1 : rule.topK;
  // Points next to a boundary may fall on either side of it.
  const gap = rule === 'threshold' ? Math.min(...scores.map(Math.abs)) : sorted[size - 1]! - sorted[size]!;
  if (gap < 0.03) return;
  const cut = rule === 'threshold' ? 0 : (sorted[size - 1]! + sorted[size]!) / 2;
  const labels = scores.flatMap((score, label) => (score > cut ? [label] : []));
  const drawn = panel.regions
    .filter(({ outline }) => contains(outline, at))
    .map(({ set }) => sets[set]!.labels);
  expect(drawn, `at ${at}`).toEqual([labels]);
}

const grid = (count: number): ScreenPoint[] =>
  Array.from({ length: count * count }, (_, i) => [
    ((i % count) + 0.37) * (size / count),
    (Math.floor(i / count) + 0.41) * (size / count),
  ]);

describe('planePanel', () => {
  it.each([
    ['threshold', { ...normalLayer(1, 6, 2, true) }],
    ['threshold without a bias', { ...normalLayer(2, 5, 2) }],
    ['degenerate threshold', { ...latticeLayer(3, 6, 2, true) }],
    ['argmax', { ...normalLayer(3, 9, 2, true), rule: 'argmax' }],
    ['top 2', { ...normalLayer(4, 6, 2, true), rule: { topK: 2 } }],
  ] as const)('%s: every point shows what the layer outputs there', (_, layer) => {
    const forms = regionForms(checkLayer('test', layer));
    const sets = argmaxableSets(layer);
    const panel = planePanel(forms, sets, true, { x: [-3, 2], y: [-1, 3] }, size);
    expect(panel.regions.length).toBeGreaterThan(2);
    for (const at of grid(23))
      compare(layer, sets, panel, at, [-3 + (5 * at[0]) / size, 3 - (4 * at[1]) / size]);
  });

  it('marks the side on which a label is on', () => {
    const layer = { weights: createMatrix(3, 2, [1, 0, -2, 0, 0, 1]), bias: Float64Array.of(0, 0, -9) };
    const forms = regionForms(checkLayer('test', layer));
    const { lines, unseen } = planePanel(
      forms,
      argmaxableSets(layer),
      true,
      { x: [-1, 1], y: [-1, 1] },
      size,
    );
    expect(unseen).toEqual([2]);
    expect(lines).toHaveLength(1);
    expect([lines[0]!.labels, lines[0]!.opposite]).toEqual([[0], [1]]);
    expect(lines[0]!.ends.map(({ positive }) => positive)).toEqual([
      [1, -0],
      [1, -0],
    ]);
  });
});

describe('spherePanel', () => {
  it.each([
    ['threshold', { ...normalLayer(1, 6, 3) }],
    ['planes along the rim', { weights: createMatrix(4, 3, [1, 2, 2, 2, 1, -2, 1, 0, 0, 0, 1, 0]) }],
    ['one plane, along the rim', { weights: createMatrix(1, 3, [1, 2, 2]) }],
    ['argmax', { ...normalLayer(2, 7, 3), rule: 'argmax' }],
    ['top 2', { ...normalLayer(3, 5, 3), rule: { topK: 2 } }],
  ] as const)('%s: every direction shows what the layer outputs there', (_, layer) => {
    const forms = regionForms(checkLayer('test', layer));
    const view = [
      [2n, -2n, 1n],
      [2n, 1n, -2n],
      [1n, 2n, 2n],
    ] as const;
    const sets = argmaxableSets(layer);
    for (const side of [view, opposite(view)]) {
      const panel = spherePanel(forms, sets, true, side, size, '');
      for (const at of grid(19)) {
        const [x, y] = [(2 * at[0]) / size - 1, 1 - (2 * at[1]) / size];
        const square = x * x + y * y;
        if (square > 0.97) continue;
        const local = [(2 * x) / (1 + square), (2 * y) / (1 + square), (1 - square) / (1 + square)];
        const input = [0, 1, 2].map((j) =>
          side.reduce((sum, axis, i) => sum + (local[i]! * Number(axis[j])) / 3, 0),
        );
        compare(layer, sets, panel, at, input);
      }
    }
  });

  it('chooses right-handed axes of equal length', () => {
    for (let seed = 0; seed < 5; seed++) {
      const view = chooseView(regionForms(checkLayer('test', normalLayer(seed, 5, 3))).forms);
      const [a, b, c] = view.map((axis) => axis.map(Number)) as [number[], number[], number[]];
      const dot = (u: number[], v: number[]): number => u.reduce((sum, entry, i) => sum + entry * v[i]!, 0);
      expect([dot(a, a), dot(b, b), dot(c, c), dot(a, b), dot(a, c), dot(b, c)]).toEqual([9, 9, 9, 0, 0, 0]);
      expect(a[0]! * b[1]! - a[1]! * b[0]!).toBe(3 * c[2]!);
    }
  });
});

describe('what the pictures are made of', () => {
  it('gives regions that touch different colours', () => {
    const layer = { ...normalLayer(1, 6, 2, true), rule: { topK: 2 } } as const;
    const sets = argmaxableSets(layer);
    const panel = planePanel(
      regionForms(checkLayer('test', layer)),
      sets,
      false,
      { x: [-5, 5], y: [-5, 5] },
      size,
    );
    const colors = regionColors(sets, [panel], undefined);
    for (const a of panel.regions) {
      for (const b of panel.regions) {
        const shared = a.corners.filter((corner) => b.corners.includes(corner));
        if (a !== b && shared.length > 0) expect(colors[a.set]).not.toBe(colors[b.set]);
      }
    }
    expect(Math.max(...colors)).toBeLessThan(numHues);
  });

  it('shows the corners of the regions, but not at the price of all others', () => {
    const lines = (...forms: number[][]): bigint[][][] => [forms.map((form) => form.map(BigInt))];
    expect(defaultRange(lines([1, 0, -10], [0, 1, -20]))).toEqual({ x: [-11, 31], y: [-1, 41] });
    expect(defaultRange(lines([0, 0, 1]))).toEqual({ x: [-1, 1], y: [-1, 1] });
    const { x, y } = defaultRange(lines([1, 0, 0], [0, 1, 0], [-1, -1, 4]));
    expect([x[0] < 0, x[1] > 4, y[0] < 0, y[1] > 4]).toEqual([true, true, true, true]);
  });

  it('places a text only where it fits', () => {
    const bar: ScreenPoint[] = [
      [0, 0],
      [100, 0],
      [100, 20],
      [0, 20],
    ];
    const place = placeRegionText(bar, 90, 13)!;
    expect(place[0]).toBeCloseTo(50, 0);
    expect(place[1]).toBeCloseTo(10, 0);
    expect(placeRegionText(bar, 99, 13)).toBeUndefined();
    expect(placeRegionText(bar, 20, 19)).toBeUndefined();
  });
});
