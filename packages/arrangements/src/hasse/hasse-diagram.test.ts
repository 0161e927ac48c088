import { binomial, createMatrix } from '@sbn/core';
import { describe, expect, it } from 'vitest';
import { argmaxableSets } from '../cells/argmaxable-sets.js';
import { latticeLayer } from '../testing/sample-layers.js';
import { hasseDiagram } from './hasse-diagram.js';

describe('hasseDiagram', () => {
  it('has every label set once, by level, and an edge for every label that can be added', () => {
    const layer = latticeLayer(1, 6, 3, true);
    const { nodes, levels, edges, numLabels } = hasseDiagram(layer);
    expect(nodes.length).toBe(64);
    expect(new Set(nodes.map(({ labels }) => String(labels))).size).toBe(64);
    for (let size = 0; size <= numLabels; size++) {
      const level = nodes.slice(levels[size], levels[size + 1]);
      expect(BigInt(level.length)).toBe(binomial(6, size));
      expect(level.every(({ labels }) => labels.length === size)).toBe(true);
    }
    expect(edges.length).toBe(6 * 32);
    expect(new Set(edges.map(String)).size).toBe(edges.length);
    for (const [lower, upper] of edges) {
      const { labels } = nodes[upper]!;
      expect(labels.length).toBe(nodes[lower]!.labels.length + 1);
      expect(nodes[lower]!.labels.every((label) => labels.includes(label))).toBe(true);
    }
    expect(nodes.filter(({ argmaxable }) => argmaxable).map(({ labels }) => labels)).toEqual(
      argmaxableSets(layer).map(({ labels }) => labels),
    );
  });

  it('refuses more than 12 labels', () => {
    expect(() => hasseDiagram({ weights: createMatrix(13, 1) })).toThrow(/at most 12 labels.*signPatterns/);
  });
});
