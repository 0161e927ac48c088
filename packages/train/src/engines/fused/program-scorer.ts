import { rankScores, sliceRows } from '@sbn/core';
import type { Batch } from '@sbn/datasets';
import type { Phase } from '@sbn/kernels/thread-team';
import type { BatchScores, ScoreRequest, Scorer } from '../../evaluation/scorer.js';
import { topScoresOf } from '../../evaluation/top-scores-of.js';
import { kernelInputs } from './kernel-inputs.js';
import type { LossRule } from './loss-rule.js';
import type { Program } from './program.js';
import { withMemoryErrors } from './with-memory-errors.js';

/** What {@link createProgramScorer} is made from. */
export interface ProgramScorerOptions {
  readonly program: Program;
  readonly numLabels: number;
  readonly loss: LossRule;
  /** Performs phases one after the other. */
  perform(phases: readonly Phase[]): Promise<void>;
  dispose(): void;
}

/** Logits that exist at once: 64 MiB, and as much again where they are wanted as rows. */
const mostLogits = 2 ** 24;

/** The kernels insert into sorted lists, which is slow for long ones. */
const mostRankedLabels = 256;

/** Scores with the label weights that the kernels have in their memory, some examples at a time. */
export function createProgramScorer(options: ProgramScorerOptions): Scorer {
  const { program, numLabels, loss, perform, dispose } = options;
  const lossScale = loss.scale(1, numLabels);

  const scorePiece = async (piece: Batch, request: ScoreRequest): Promise<BatchScores | undefined> => {
    const { hasLoss, ranking, onLogits } = request;
    const { labels } = piece;
    const { numRows } = labels;
    const k = Math.min(ranking?.k ?? 0, numLabels);
    const isLong = k > mostRankedLabels;
    const hasRows = onLogits !== undefined || isLong;
    const room = { k: isLong ? 0 : k, hasRows };
    await perform(withMemoryErrors(() => program.load(piece, undefined, room)));
    const { scores } = program;
    const shape = program.shape();
    await perform(scores.score({ threshold: ranking?.threshold ?? 0, hasLoss }));
    const lossSum = hasLoss ? program.lossSum() * lossScale : 0;
    if (Number.isNaN(program.largestLogit()) || Number.isNaN(lossSum)) return undefined;
    if (hasRows) await perform([scores.toRows()]);
    onLogits?.({ scores: scores.rows(shape), numRows, labels });
    if (ranking === undefined) return { lossSum, ranking: undefined };
    if (isLong) {
      const rows = scores.rows(shape);
      const ranked = rankScores({ scores: rows, numRows, labels, k, threshold: ranking.threshold });
      return { lossSum, ranking: { ...ranked, topScores: topScoresOf(rows, ranked) } };
    }
    await perform([scores.rank(shape, labels, k)]);
    return { lossSum, ranking: { numRows, labels, ...scores.ranking(shape, labels, k) } };
  };

  return {
    kind: 'fused',
    score: async (batch, request) => {
      const { numRows } = batch.labels;
      const mostRows = mostScoredRows(numLabels);
      if (numRows <= mostRows) return scorePiece(batch, request);
      const pieces: BatchScores[] = [];
      for (let first = 0; first < numRows; first += mostRows) {
        request.signal?.throwIfAborted();
        const end = Math.min(first + mostRows, numRows);
        const piece = await scorePiece(sliceBatch(batch, first, end), request);
        if (piece === undefined) return undefined;
        pieces.push(piece);
      }
      return joinPieces(batch, pieces);
    },
    dispose,
  };
}

/** How many examples are scored at once: whole panels where possible, at least the four lanes of the smallest. */
function mostScoredRows(numLabels: number): number {
  const rows = Math.floor(mostLogits / numLabels);
  return rows >= 16 ? rows - (rows % 16) : Math.max(4, rows - (rows % 4));
}

function sliceBatch(batch: Batch, first: number, end: number): Batch {
  const { labels } = batch;
  const inputs = kernelInputs(batch.inputs);
  if (!('data' in inputs))
    return { inputs: sliceRows(inputs, first, end), labels: sliceRows(labels, first, end) };
  const { numCols, data } = inputs;
  return {
    inputs: { numRows: end - first, numCols, data: data.subarray(first * numCols, end * numCols) },
    labels: sliceRows(labels, first, end),
  };
}

function joinPieces({ labels }: Batch, pieces: readonly BatchScores[]): BatchScores {
  const lossSum = pieces.reduce((sum, piece) => sum + piece.lossSum, 0);
  const rankings = pieces.flatMap(({ ranking }) => ranking ?? []);
  if (rankings.length === 0) return { lossSum, ranking: undefined };
  const labelPredictions = new Uint32Array(labels.numCols);
  for (const ranking of rankings) {
    ranking.labelPredictions.forEach((count, label) => {
      labelPredictions[label]! += count;
    });
  }
  const { numRows } = labels;
  const numTop = numRows * (rankings[0]!.topLabels.length / rankings[0]!.numRows);
  const numGold = labels.indices.length;
  const ranking = {
    numRows,
    labels,
    topLabels: new Uint32Array(numTop),
    topScores: new Float32Array(numTop),
    goldRanks: new Uint32Array(numGold),
    goldPredicted: new Uint8Array(numGold),
    rowPredictions: new Uint32Array(numRows),
    labelPredictions,
  };
  for (const name of ['topLabels', 'topScores', 'goldRanks', 'goldPredicted', 'rowPredictions'] as const) {
    let at = 0;
    for (const { [name]: part } of rankings) {
      ranking[name].set(part, at);
      at += part.length;
    }
  }
  return { lossSum, ranking };
}
