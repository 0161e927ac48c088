import { expandHeads, type HeadNames } from '../experiment/expand-heads.js';
import type { TaskRun } from '../experiment/task-run.js';
import type { ImageHead, ImageHeadEntry } from './config/image-heads.js';

/** One training of an image classifier: a head with one seed. */
export interface ImageRun extends TaskRun {
  readonly head: ImageHead;
}

/**
 * All runs of an experiment with image classifiers: each head with each seed.
 *
 * @throws InputError when two runs would have the same folder
 */
export function expandImageGrid({
  heads,
  seeds,
}: {
  readonly heads: readonly ImageHeadEntry[];
  readonly seeds: readonly number[];
}): ImageRun[] {
  const expand = ({ name: _name, ...head }: ImageHeadEntry): readonly ImageHead[] => [head];
  return expandHeads(heads, expand, nameHead).flatMap(({ head, headId, headName }) =>
    seeds.map((seed) => ({ id: `${headId}-seed${seed}`, headId, headName, head, seed })),
  );
}

function nameHead(head: ImageHead, name: string | undefined): HeadNames {
  if (name !== undefined) return { headId: name, headName: name };
  const parts = head.kind === 'softmax' ? softmaxParts(head) : sigmoidParts(head);
  return {
    headId: parts.map(({ id }) => id).join('-'),
    headName: parts.map(({ words }) => words).join(', '),
  };
}

interface NamePart {
  readonly id: string;
  readonly words: string;
}

function softmaxParts({ loss, unknownClass }: Extract<ImageHead, { kind: 'softmax' }>): NamePart[] {
  if (unknownClass)
    return [
      { id: 'softmax', words: 'softmax' },
      { id: 'unknown-class', words: 'unknown class' },
    ];
  if (loss.kind === 'entropic-open-set')
    return [
      { id: 'softmax', words: 'softmax' },
      { id: 'entropic', words: 'entropic' },
    ];
  return [{ id: 'softmax', words: 'softmax' }];
}

function sigmoidParts({ kind, loss, trainOnUnknown }: Exclude<ImageHead, { kind: 'softmax' }>): NamePart[] {
  return [
    { id: kind, words: kind === 'sigmoid' ? 'sigmoid' : 'averaged sigmoid' },
    ...(loss.kind === 'adaptive-cross-entropy' ? [adaptivePart(loss)] : []),
    ...(trainOnUnknown ? [] : [{ id: 'known-only', words: 'known only' }]),
  ];
}

function adaptivePart({
  alpha,
  gamma,
  labelSmoothing,
}: Extract<ImageHead['loss'], { kind: 'adaptive-cross-entropy' }>): NamePart {
  const settings = [
    ...(alpha === 0 ? [] : [{ id: `a${alpha}`, words: `α=${alpha}` }]),
    ...(gamma === 0 ? [] : [{ id: `g${gamma}`, words: `γ=${gamma}` }]),
    ...(labelSmoothing === 0 ? [] : [{ id: `s${labelSmoothing}`, words: `s=${labelSmoothing}` }]),
  ];
  return {
    id: ['ace', ...settings.map(({ id }) => id)].join('-'),
    words: ['ACE', ...settings.map(({ words }) => words)].join(' '),
  };
}
