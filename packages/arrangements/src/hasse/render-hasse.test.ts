import { createMatrix } from '@sbn/core';
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { latticeLayer, normalLayer } from '../testing/sample-layers.js';
import { hasseDiagram } from './hasse-diagram.js';
import { layoutHasse } from './hasse-layout.js';
import { renderHasseSvg } from './render-hasse-svg.js';
import { renderHasseTikz } from './render-hasse-tikz.js';

/** Three rows that add up to zero: neither all labels nor none can be output. */
const diagram = hasseDiagram({ weights: createMatrix(3, 2, [1, 0, 0, 1, -1, -1]) });

/** The texts of all elements of one kind; throws when the SVG is no XML. */
function textsOf(svg: string, element: string): string[] {
  const texts: string[] = [];
  let isInside = false;
  const parser = new SaxesParser();
  parser.on('opentag', ({ name }) => {
    isInside = name === element;
    if (isInside) texts.push('');
  });
  parser.on('text', (text) => {
    if (isInside) texts.push(`${texts.pop()}${text}`);
  });
  parser.on('closetag', () => {
    isInside = false;
  });
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(svg).close();
  return texts;
}

describe('layoutHasse', () => {
  it('keeps nodes of one level apart, and everything on the paper', () => {
    for (const layer of [normalLayer(1, 6, 3), latticeLayer(2, 5, 2, true), normalLayer(1, 1, 1)]) {
      for (const labelNames of [
        undefined,
        Array.from({ length: layer.weights.rows }, (_, i) => `symptom ${i}`),
      ]) {
        const { nodes, width, height } = layoutHasse('test', hasseDiagram(layer), { labelNames });
        for (const [i, a] of nodes.entries()) {
          expect(a.x - a.width / 2).toBeGreaterThan(90);
          expect(a.x + a.width / 2).toBeLessThanOrEqual(width + 1e-9);
          expect(a.y).toBeGreaterThan(0);
          expect(a.y).toBeLessThan(height);
          for (const b of nodes.slice(0, i)) {
            if (a.y === b.y) expect(Math.abs(a.x - b.x)).toBeGreaterThan((a.width + b.width) / 2 + 5);
          }
        }
      }
    }
  });

  it('writes letters with a key for names that are too long', () => {
    const labelNames = Array.from({ length: 5 }, (_, i) => `a symptom with a long name, number ${i}`);
    const { nodes, key } = layoutHasse('test', hasseDiagram(normalLayer(1, 5, 2)), { labelNames });
    expect(key[4]).toEqual(['e', labelNames[4]]);
    expect(nodes.at(-1)!.text).toBe('a b c d e');
    expect(nodes.at(-1)!.fullText).toBe(`{${labelNames.join(', ')}}`);
  });

  it('refuses more than 6 labels and names that do not fit', () => {
    expect(() => renderHasseSvg(hasseDiagram(normalLayer(0, 7, 2)))).toThrow(
      /7 labels has 128 nodes; only up to 6/,
    );
    expect(() => renderHasseTikz(diagram, { labelNames: ['a'] })).toThrow(/one name per label, 3, got 1/);
    expect(() => renderHasseSvg(diagram, { labelNames: 'abc' as never })).toThrow(TypeError);
    expect(() => renderHasseSvg(diagram, { labelNames: ['a', 'b', 3] as never })).toThrow(/labelNames\[2\]/);
  });
});

describe('renderHasseSvg', () => {
  it('shows every label set, marked by shape, with a title and a description', () => {
    const svg = renderHasseSvg(diagram, { labelNames: ['cat', 'dog', 'bird'] });
    expect(textsOf(svg, 'text')).toEqual(
      expect.arrayContaining([
        '∅',
        'cat',
        'dog',
        'bird',
        'cat, dog',
        'cat, bird',
        'dog, bird',
        'cat, dog, bird',
      ]),
    );
    expect(textsOf(svg, 'text')).toEqual(
      expect.arrayContaining(['argmaxable', 'unargmaxable', '0 of 1', '3 of 3']),
    );
    expect(textsOf(svg, 'title')[0]).toBe('Label sets of a layer with 3 labels');
    expect(textsOf(svg, 'title')).toContain('{cat, dog, bird}: unargmaxable');
    expect(textsOf(svg, 'desc')[0]).toContain('Unargmaxable: {}, {cat, dog, bird}.');
    // One mark in the legend, one for each of the two sets.
    expect(svg.match(/stroke-dasharray/g)).toHaveLength(3);
    expect(svg.match(/rx="13"/g)).toHaveLength(7);
    expect(svg).toContain('prefers-color-scheme:dark');
  });

  it('escapes names, and is the same for the same diagram', () => {
    const options = { labelNames: ['<b>&"', '\u0000x\u0007', '\ud800y\n z'], title: '1 < 2' };
    const svg = renderHasseSvg(diagram, options);
    expect(textsOf(svg, 'text')).toEqual(expect.arrayContaining(['<b>&"', 'x', '\ufffdy z', '1 < 2']));
    expect(renderHasseSvg(diagram, options)).toBe(svg);
  });
});

describe('renderHasseTikz', () => {
  it('is a document, or a picture for one, with every node and edge', () => {
    const tex = renderHasseTikz(diagram);
    expect(tex.startsWith('\\documentclass[tikz,border=6pt]{standalone}\n')).toBe(true);
    expect(tex.endsWith('\\end{document}\n')).toBe(true);
    expect(tex.match(/\\node\[argmaxable\]/g)).toHaveLength(6);
    expect(tex.match(/\\node\[unargmaxable\] /g)).toHaveLength(2);
    expect(tex.match(/\\draw\[(strong|weak)\]/g)).toHaveLength(12);
    expect(tex.match(/\\draw\[strong\]/g)).toHaveLength(6);
    const picture = renderHasseTikz(diagram, { standalone: false });
    expect(picture).not.toContain('documentclass');
    expect(tex).toContain(picture);
  });

  it('writes out what TeX takes for commands', () => {
    const tex = renderHasseTikz(diagram, { labelNames: ['50%_{a}', '\\input{x}', '$#&~^<|>"'] });
    expect(tex).toContain('{50\\%\\_\\{a\\}}');
    expect(tex).toContain('{\\textbackslash{}input\\{x\\}}');
    expect(tex).toContain(
      '{\\$\\#\\&\\textasciitilde{}\\textasciicircum{}\\textless{}\\textbar{}\\textgreater{}\\textquotedbl{}}',
    );
    // The comment with the description must stay one.
    expect(tex.split('\n').filter((line) => line.includes('label sets are argmaxable'))).toEqual([
      expect.stringMatching(/^% /),
    ]);
  });
});
