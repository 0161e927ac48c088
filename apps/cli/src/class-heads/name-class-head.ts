import type { HeadNames } from '../experiment/expand-heads.js';
import { defaultKnots } from './class-head-entry.js';
import type { GridClassHead, GridPlif, GridScore } from './grid-class-head.js';

/**
 * Names a class head as the papers do (MoS-15, MoSS-15, LMS-PLIF), with what is not at its default behind it.
 *
 * @param name the configuration's own name, in place of the kind's
 */
export function nameClassHead(head: GridClassHead, name: string | undefined): HeadNames {
  const { id, words, details } = head.kind === 'mixture' ? nameMixture(head) : nameScore(head);
  const suffixes = [...details, ...layerDetails(head)];
  return {
    headId: [name ?? id, ...suffixes.map((suffix) => suffix.id)].join('-'),
    headName: [name ?? words, ...suffixes.map((suffix) => suffix.words)].join(' '),
  };
}

/** What a name has behind it. */
export interface Detail {
  readonly id: string;
  readonly words: string;
}

interface BaseName extends Detail {
  readonly details: readonly Detail[];
}

function nameScore(score: GridScore): BaseName {
  switch (score.kind) {
    case 'softmax':
      return { id: 'softmax', words: 'softmax', details: [] };
    case 'sigsoftmax': {
      const { center, slope, learned } = score;
      return {
        id: learned ? 'learned-sigsoftmax' : 'sigsoftmax',
        words: learned ? 'learned sigsoftmax' : 'sigsoftmax',
        details:
          center === 0 && slope === 2
            ? []
            : [{ id: `c${center}-k${slope}`, words: `c=${center} k=${slope}` }],
      };
    }
    case 'relu-softmax':
      return { id: 'relu-softmax', words: 'ReLU softmax', details: [] };
    case 'sigmoid-softmax':
      return { id: 'sigmoid-softmax', words: 'sigmoid softmax', details: [] };
    case 'plif':
      return { id: 'plif', words: 'LMS-PLIF', details: knotDetails(score) };
  }
}

/** The number of knots, unless it is that of the papers, which needs no saying. */
export function knotDetails({ knots }: Pick<GridPlif, 'knots'>): Detail[] {
  return knots === defaultKnots ? [] : [{ id: `k${knots}`, words: `K=${knots}` }];
}

function nameMixture({ components, dim, member }: Extract<GridClassHead, { kind: 'mixture' }>): BaseName {
  const width = dim === undefined ? [] : [{ id: `dim${dim}`, words: `dim=${dim}` }];
  const { id, words, details } = nameScore(member);
  const rest = [...details, ...width];
  if (id === 'softmax') return { id: `mos-${components}`, words: `MoS-${components}`, details: rest };
  if (id === 'sigsoftmax') return { id: `moss-${components}`, words: `MoSS-${components}`, details: rest };
  return { id: `mos-${components}-${id}`, words: `MoS-${components} of ${words}`, details: rest };
}

function layerDetails({ bias, rows }: GridClassHead): Detail[] {
  if (rows === 'unit') return [{ id: 'unit-rows', words: 'unit rows' }];
  if (bias === 'none') return [{ id: 'no-bias', words: 'no bias' }];
  if (bias === 'preventing') return [{ id: 'preventing-bias', words: 'preventing bias' }];
  return [];
}
