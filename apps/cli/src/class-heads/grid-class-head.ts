import type { ClassBias, ClassHeadEntry, ClassRows, PlifFunction, ScoreEntry } from './class-head-entry.js';

/** How logits become scores, with one number of knots. */
export type GridScore = Exclude<ScoreEntry, { kind: 'plif' }> | GridPlif;

/** A PLIF with one number of knots. */
export interface GridPlif extends PlifFunction {
  readonly kind: 'plif';
  readonly knots: number;
}

/** A class head of a grid: every setting is one value. */
export type GridClassHead = (
  | GridScore
  | {
      readonly kind: 'mixture';
      readonly components: number;
      readonly dim?: number;
      readonly member: GridScore;
    }
) & { readonly bias: ClassBias; readonly rows: ClassRows };

/** The heads that an entry stands for. */
export function expandClassHead(entry: ClassHeadEntry): GridClassHead[] {
  const heads: GridClassHead[] = [];
  for (const head of scores(entry)) {
    for (const rows of entry.rows) {
      for (const bias of entry.bias ?? [rows === 'unit' ? 'none' : 'learned']) {
        heads.push({ ...head, bias, rows });
      }
    }
  }
  return heads;
}

function scores(entry: ClassHeadEntry): (GridScore | Omit<Mixture, 'bias' | 'rows'>)[] {
  const { name: _name, bias: _bias, rows: _rows, ...head } = entry;
  if (head.kind !== 'mixture') return scoresOf(head);
  return head.components.flatMap((components) =>
    (head.dim ?? [undefined]).flatMap((dim) =>
      scoresOf(head.member).map((member) => ({
        kind: 'mixture' as const,
        components,
        ...(dim === undefined ? {} : { dim }),
        member,
      })),
    ),
  );
}

type Mixture = Extract<GridClassHead, { kind: 'mixture' }>;

function scoresOf(score: ScoreEntry): GridScore[] {
  if (score.kind !== 'plif') return [score];
  const { kind, interval, parametrization, learningRate } = score;
  return score.knots.map((knots) => ({ kind, knots, interval, parametrization, learningRate }));
}

/** The kinds of heads for examples with exactly one class; a PLIF can also be one for labels. */
const classKinds: readonly string[] = [
  'softmax',
  'sigsoftmax',
  'relu-softmax',
  'sigmoid-softmax',
  'plif',
  'mixture',
] satisfies readonly GridClassHead['kind'][];

/** Whether an entry of `heads` stands for heads for classes. */
export function isClassHeadEntry<Entry extends { readonly kind: string }>(
  entry: Entry,
): entry is Extract<Entry, ClassHeadEntry> {
  return isForClasses(entry);
}

/** Whether a head of a grid is one for classes. */
export function isGridClassHead<Head extends { readonly kind: string }>(
  head: Head,
): head is Extract<Head, GridClassHead> {
  return isForClasses(head);
}

function isForClasses(head: { readonly kind: string; readonly output?: unknown }): boolean {
  return classKinds.includes(head.kind) && head.output !== 'labels';
}
