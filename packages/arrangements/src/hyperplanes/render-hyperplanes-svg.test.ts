import { createMatrix } from '@sbn/core';
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { argmaxableSets } from '../cells/argmaxable-sets.js';
import type { LayerInput } from '../layer/layer-input.js';
import { latticeLayer, normalLayer, wildLayer } from '../testing/sample-layers.js';
import { renderHyperplanesSvg } from './render-hyperplanes-svg.js';

interface Text {
  readonly text: string;
  readonly x: number;
  readonly y: number;
}

/** All texts with their places, and the tooltips; throws when the SVG is no XML. */
function read(svg: string): { texts: Text[]; titles: string[]; description: string } {
  const texts: Text[] = [];
  const titles: string[] = [];
  let description = '';
  let name = '';
  let at = { x: 0, y: 0 };
  const parser = new SaxesParser();
  parser.on('opentag', (tag) => {
    name = tag.name;
    at = { x: Number(tag.attributes.x), y: Number(tag.attributes.y) };
  });
  parser.on('closetag', () => {
    name = '';
  });
  parser.on('text', (text) => {
    if (name === 'text') texts.push({ text, ...at });
    if (name === 'title') titles.push(text);
    if (name === 'desc') description += text;
  });
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(svg).close();
  return { texts, titles, description };
}

const words = (text: string): string => text.replaceAll('\u00a0', ' ');

describe('renderHyperplanesSvg', () => {
  it('labels every region of a simple layer where it is', () => {
    const svg = renderHyperplanesSvg(
      { weights: createMatrix(2, 2, [1, 0, 0, 1]) },
      { labelNames: ['right', 'up'], xRange: [-1, 1] },
    );
    const { texts } = read(svg);
    const at = (text: string): Text => texts.find((entry) => words(entry.text) === text)!;
    for (const [text, right, up] of [
      ['{right, up}', true, true],
      ['{right}', true, false],
      ['{up}', false, true],
      ['∅', false, false],
    ] as const) {
      expect(at(text).x > 260, text).toBe(right);
      expect(at(text).y < 260, text).toBe(up);
    }
    expect(texts.map(({ text }) => text)).toEqual(expect.arrayContaining(['right', 'up', '−1', '1']));
    expect(read(svg).description).toMatch(/^4 of 4 label sets are argmaxable/);
  });

  it('has every argmaxable set in the picture, as a number, or in a list; and as a tooltip where it is drawn', () => {
    for (const layer of [normalLayer(2, 8, 2, true), normalLayer(3, 5, 3), latticeLayer(1, 5, 2, true)]) {
      const { titles, description } = read(renderHyperplanesSvg(layer));
      for (const { labels } of argmaxableSets(layer)) {
        const text = labels.length === 0 ? '∅' : `{${labels.join(', ')}}`;
        expect(words(description)).toContain(text);
        if (layer.weights.cols === 3) expect(titles.map(words)).toContain(text);
      }
    }
  });

  it('names the classes that can never win, and hatches ties', () => {
    const winners = { weights: createMatrix(4, 2, [1, 0, 1, 0, 0, 1, -1, -1]), rule: 'argmax' } as const;
    const svg = renderHyperplanesSvg(winners, { labelNames: ['ant', 'bee', 'cow', 'dog'] });
    const texts = read(svg).texts.map(({ text }) => text);
    expect(texts).toEqual(
      expect.arrayContaining(['2 of 4 classes can win.', 'Can never win', 'ant, bee', 'cow', 'dog']),
    );
    expect(svg).toContain('url(#sbn-hatch)');
    const zeroRow = { weights: createMatrix(2, 2, [0, 0, 1, 0]) };
    expect(
      read(renderHyperplanesSvg(zeroRow))
        .texts.map(({ text }) => text)
        .join(' '),
    ).toMatch(/never on nor off/);
    expect(renderHyperplanesSvg(normalLayer(1, 4, 2))).not.toContain('sbn-hatch"');
  });

  it('draws any layer that it takes: degenerate, at any scale, one label', () => {
    const layers: LayerInput[] = [
      normalLayer(0, 1, 2),
      normalLayer(0, 1, 3),
      { weights: createMatrix(3, 2) },
    ];
    for (let seed = 0; seed < 6; seed++) {
      for (const numLabels of [2, 6]) {
        layers.push(latticeLayer(seed, numLabels, 2, true), latticeLayer(seed, numLabels, 3));
        layers.push(wildLayer(seed, numLabels, 2, seed % 2 === 0), wildLayer(seed, numLabels, 3));
      }
    }
    for (const layer of layers) {
      for (const rule of ['threshold', 'argmax', { topK: 1 }] as const) {
        const svg = renderHyperplanesSvg(layer, { rule });
        expect(svg).not.toMatch(/NaN|Infinity|undefined/);
        read(svg);
      }
    }
  });

  it('escapes names and titles, and is the same for the same layer', () => {
    const layer = normalLayer(5, 3, 2, true);
    const options = { labelNames: ['<b>&', '"q"', '\u0000z'], title: 'a < b' };
    const svg = renderHyperplanesSvg(layer, options);
    const texts = read(svg).texts.map(({ text }) => text);
    expect(texts).toEqual(expect.arrayContaining(['a < b', '<b>&', '"q"', 'z']));
    expect(renderHyperplanesSvg(layer, options)).toBe(svg);
  });

  it('refuses what cannot be drawn, and says how to fix it', () => {
    expect(() => renderHyperplanesSvg(normalLayer(0, 3, 4))).toThrow(/this one is on 4\. See hasseDiagram/);
    expect(() => renderHyperplanesSvg(normalLayer(0, 3, 3, true))).toThrow(/this one is on 3 with a bias/);
    expect(() => renderHyperplanesSvg(normalLayer(0, 13, 2))).toThrow(
      /13 labels could not be read; at most 12/,
    );
    expect(() => renderHyperplanesSvg(normalLayer(0, 41, 2), { rule: 'argmax' })).toThrow(/at most 40/);
    const flat = normalLayer(0, 3, 2);
    expect(() => renderHyperplanesSvg(flat, { xRange: [1, 1] })).toThrow(
      /from < to, both finite, got \[1, 1\]/,
    );
    expect(() => renderHyperplanesSvg(flat, { yRange: [0, Number.POSITIVE_INFINITY] })).toThrow(RangeError);
    expect(() => renderHyperplanesSvg(flat, { xRange: [1] as never })).toThrow(TypeError);
    expect(() => renderHyperplanesSvg(normalLayer(0, 3, 3), { xRange: [0, 1] })).toThrow(/Leave it out/);
    expect(() => renderHyperplanesSvg(flat, { labelNames: ['a'] })).toThrow(/one name per label, 3/);
  });
});
