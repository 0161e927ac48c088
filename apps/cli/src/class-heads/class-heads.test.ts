import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { classHeadSchema } from './class-head-entry.js';
import { expandClassHead, type GridClassHead } from './grid-class-head.js';
import { nameClassHead } from './name-class-head.js';

function expand(yaml: string): { heads: GridClassHead[]; ids: string[]; names: string[] } {
  const entry = classHeadSchema.parse(parse(yaml));
  const heads = expandClassHead(entry);
  const named = heads.map((head) => nameClassHead(head, entry.name));
  return {
    heads,
    ids: named.map(({ headId }) => headId),
    names: named.map(({ headName }) => headName),
  };
}

describe('class heads of a configuration', () => {
  it.each([
    ['{ kind: softmax }', ['softmax'], ['softmax']],
    ['{ kind: sigsoftmax }', ['sigsoftmax'], ['sigsoftmax']],
    ['{ kind: sigsoftmax, learned: true }', ['learned-sigsoftmax'], ['learned sigsoftmax']],
    ['{ kind: sigsoftmax, center: 1, slope: 3 }', ['sigsoftmax-c1-k3'], ['sigsoftmax c=1 k=3']],
    ['{ kind: relu-softmax }', ['relu-softmax'], ['ReLU softmax']],
    ['{ kind: sigmoid-softmax }', ['sigmoid-softmax'], ['sigmoid softmax']],
    ['{ kind: plif }', ['plif'], ['LMS-PLIF']],
    ['{ kind: plif, knots: [10, 100] }', ['plif-k10', 'plif-k100'], ['LMS-PLIF K=10', 'LMS-PLIF K=100']],
    ['{ kind: mixture, components: [3, 15] }', ['mos-3', 'mos-15'], ['MoS-3', 'MoS-15']],
    ['{ kind: mixture, components: 3, member: sigsoftmax }', ['moss-3'], ['MoSS-3']],
    [
      '{ kind: mixture, components: 3, dim: [8, 9], member: { kind: plif, knots: 50 } }',
      ['mos-3-plif-k50-dim8', 'mos-3-plif-k50-dim9'],
      ['MoS-3 of LMS-PLIF K=50 dim=8', 'MoS-3 of LMS-PLIF K=50 dim=9'],
    ],
    ['{ kind: softmax, rows: unit }', ['softmax-unit-rows'], ['softmax unit rows']],
    [
      '{ kind: softmax, bias: [learned, none, preventing], name: mine }',
      ['mine', 'mine-no-bias', 'mine-preventing-bias'],
      ['mine', 'mine no bias', 'mine preventing bias'],
    ],
  ])('%s', (yaml, ids, names) => {
    const expanded = expand(yaml);
    expect(expanded.ids).toEqual(ids);
    expect(expanded.names).toEqual(names);
  });
});
