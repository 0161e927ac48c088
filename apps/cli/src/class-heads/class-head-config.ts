import type { HeadConfig } from '@sbn/heads';
import type { GridClassHead, GridScore } from './grid-class-head.js';

/** The configuration of @sbn/heads for a class head of a grid. */
export function classHeadConfig(
  head: GridClassHead,
  shared: { readonly inDim: number; readonly numLabels: number; readonly seed: number },
): HeadConfig {
  const { bias, rows, ...rest } = head;
  const layer = { ...shared, bias, rows };
  if (rest.kind === 'mixture') {
    const { components, dim = shared.inDim, member } = rest;
    return { kind: 'mixture', ...layer, numComponents: components, dim, member: scoreFunction(member) };
  }
  if (rest.kind === 'plif') {
    const { knots, ...settings } = rest;
    return { ...settings, ...layer, numKnots: knots, output: 'classes' };
  }
  return { ...rest, ...layer };
}

/** What a mixture's members are in @sbn/heads: the function alone, without `softmax` in its name. */
function scoreFunction(score: GridScore): Extract<HeadConfig, { kind: 'mixture' }>['member'] {
  switch (score.kind) {
    case 'softmax':
      return { kind: 'identity' };
    case 'sigsoftmax':
      return score;
    case 'relu-softmax':
      return { kind: 'relu', epsilon: score.epsilon };
    case 'sigmoid-softmax':
      return { kind: 'sigmoid' };
    case 'plif': {
      const { knots, ...settings } = score;
      return { ...settings, numKnots: knots };
    }
  }
}
