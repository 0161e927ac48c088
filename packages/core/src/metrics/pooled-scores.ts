import { between } from './between.js';
import type { ScoredBatch } from './check-scores.js';
import { averagePrecisionOfHits, type Bounds, boundAveragePrecision, countUpTo } from './ranked-hits.js';
import { lowestEdgeBin, numScoreBins, scoreBin, scoreBinEdge } from './score-bins.js';

/** The best threshold and the decisions it makes. */
export interface BestThreshold {
  readonly threshold: number;
  /** Hits with score > threshold. */
  readonly truePositives: number;
  /** All scores > threshold. */
  readonly numPredicted: number;
}

/**
 * All (score, is it a gold label) pairs of a data set, in bounded memory: kept as they are up to a limit, then counted
 * in bins. Batches are trusted to be checked.
 */
export interface PooledScores {
  readonly numScores: number;
  readonly numHits: number;
  /** Whether all pairs are still kept, so that results are exact. */
  readonly isExact: boolean;
  add(batch: ScoredBatch): void;
  /** Average precision of all pairs in one ranking. */
  microAveragePrecision(): Bounds;
  /** Mean over labels with a hit of the average precision of the label's ranking of rows; 0 without any. */
  macroAveragePrecision(): Bounds;
  /** The threshold with the highest 2 TP / (predicted + hits); of several, the highest. */
  bestThreshold(): BestThreshold;
}

/** Bins of all labels together: 2^22 counts of each kind, but never less than 16 per label. */
const labelBinBudget = 2 ** 22;

/**
 * @param perLabel whether `macroAveragePrecision` will be asked for (it needs memory for every label)
 * @param maxStoredScores how many scores to keep before they are counted in bins
 */
export function createPooledScores(options: {
  readonly numLabels: number;
  readonly perLabel: boolean;
  readonly maxStoredScores: number;
}): PooledScores {
  const { numLabels, perLabel, maxStoredScores } = options;
  let batches: ScoredBatch[] | undefined = [];
  let bins: ScoreBins | undefined;
  let labelBins: LabelBins | undefined;
  let numScores = 0;
  let numHits = 0;
  return {
    get numScores() {
      return numScores;
    },
    get numHits() {
      return numHits;
    },
    get isExact() {
      return batches !== undefined;
    },
    add: (batch) => {
      numScores += batch.scores.length;
      numHits += batch.labels.indices.length;
      if (batches !== undefined && numScores <= maxStoredScores) {
        const { scores, numRows, labels } = batch;
        // Copies: the caller may use its buffers again for the next batch.
        batches.push({
          scores: scores.slice(),
          numRows,
          labels: { ...labels, offsets: labels.offsets.slice(), indices: labels.indices.slice() },
        });
        return;
      }
      if (bins === undefined) {
        bins = createScoreBins();
        const kept = [...(batches ?? []), batch];
        for (const one of kept) bins.add(one);
        if (perLabel) {
          // The first batches decide where the bins of the labels lie.
          labelBins = createLabelBins(bins, numLabels);
          for (const one of kept) labelBins.add(one);
        }
        batches = undefined;
        return;
      }
      bins.add(batch);
      labelBins?.add(batch);
    },
    microAveragePrecision: () => {
      if (batches === undefined) return bins!.averagePrecision();
      const ranks = rankPooled(batches);
      return exactly(
        ranks.sorted.length === 0
          ? 0
          : averagePrecisionOfHits(ranks.sorted, 0, ranks.sorted.length, ranks.numAbove, 0),
      );
    },
    macroAveragePrecision: () => {
      if (batches === undefined) return labelBins!.averagePrecision();
      return exactly(macroAveragePrecisionOf(batches, numLabels));
    },
    bestThreshold: () => {
      if (batches === undefined) return bins!.bestThreshold();
      return bestThresholdOf(batches);
    },
  };
}

function exactly(value: number): Bounds {
  return { lower: value, upper: value };
}

/** The scores of all hits, sorted, and how many scores stand between them. */
function rankPooled(batches: readonly ScoredBatch[]): { sorted: Float64Array; numAbove: Float64Array } {
  const sorted = new Float64Array(batches.reduce((sum, { labels }) => sum + labels.indices.length, 0));
  let count = 0;
  for (const batch of batches) {
    forEachHit(batch, (score) => {
      sorted[count++] = score;
    });
  }
  sorted.sort();
  const numAbove = new Float64Array(count + 1);
  for (const { scores } of batches) {
    for (let i = 0; i < scores.length; i++) numAbove[countUpTo(sorted, 0, count, scores[i]!)]!++;
  }
  return { sorted, numAbove };
}

function forEachHit(batch: ScoredBatch, visit: (score: number, label: number) => void): void {
  const { scores, numRows, labels } = batch;
  for (let row = 0; row < numRows; row++) {
    for (let i = labels.offsets[row]!; i < labels.offsets[row + 1]!; i++) {
      const label = labels.indices[i]!;
      // + 0 turns -0 into 0, which sorts as it compares.
      visit(scores[row * labels.numCols + label]! + 0, label);
    }
  }
}

function macroAveragePrecisionOf(batches: readonly ScoredBatch[], numLabels: number): number {
  // The scores of each label's hits, one label after the other, each sorted.
  const starts = new Uint32Array(numLabels + 1);
  for (const { labels } of batches) {
    for (const label of labels.indices) starts[label + 1]!++;
  }
  for (let label = 0; label < numLabels; label++) starts[label + 1]! += starts[label]!;
  const hits = new Float64Array(starts[numLabels]!);
  const next = starts.slice();
  for (const batch of batches) {
    forEachHit(batch, (score, label) => {
      hits[next[label]!++] = score;
    });
  }
  for (let label = 0; label < numLabels; label++) hits.subarray(starts[label], starts[label + 1]).sort();
  // A label with P hits has P + 1 places: its own start moves up by one for every label before it.
  const numAbove = new Float64Array(hits.length + numLabels);
  for (const { scores, numRows } of batches) {
    for (let row = 0; row < numRows; row++) {
      for (let label = 0; label < numLabels; label++) {
        const start = starts[label]!;
        const end = starts[label + 1]!;
        if (start === end) continue;
        const score = scores[row * numLabels + label]!;
        // Most scores are below every hit.
        const rank = score < hits[start]! ? 0 : countUpTo(hits, start, end, score);
        numAbove[start + label + rank]!++;
      }
    }
  }
  let total = 0;
  let numPresent = 0;
  for (let label = 0; label < numLabels; label++) {
    const start = starts[label]!;
    const end = starts[label + 1]!;
    if (start === end) continue;
    total += averagePrecisionOfHits(hits, start, end, numAbove, start + label);
    numPresent++;
  }
  return numPresent === 0 ? 0 : total / numPresent;
}

function bestThresholdOf(batches: readonly ScoredBatch[]): BestThreshold {
  const { sorted, numAbove } = rankPooled(batches);
  const numHits = sorted.length;
  let best: BestThreshold | undefined;
  let bestF1 = 0;
  let bestScore = 0;
  let numPredicted = 0;
  for (let i = numHits; i > 0; ) {
    let j = i - 1;
    numPredicted += numAbove[i]!;
    while (j > 0 && sorted[j - 1] === sorted[j]) j--;
    const truePositives = numHits - j;
    const f1 = (2 * truePositives) / (numPredicted + numHits);
    // No finite threshold is below the lowest of all doubles.
    if (f1 > bestF1 && sorted[j]! > -Number.MAX_VALUE) {
      bestF1 = f1;
      bestScore = sorted[j]!;
      best = { threshold: 0, truePositives, numPredicted };
    }
    i = j;
  }
  if (best === undefined) return { threshold: 0, truePositives: 0, numPredicted: countAbove(batches, 0) };
  let below = Number.NEGATIVE_INFINITY;
  for (const { scores } of batches) {
    for (let i = 0; i < scores.length; i++) {
      if (scores[i]! < bestScore && scores[i]! > below) below = scores[i]!;
    }
  }
  return { ...best, threshold: between(below, bestScore) };
}

function countAbove(batches: readonly ScoredBatch[], threshold: number): number {
  let count = 0;
  for (const { scores } of batches) {
    for (let i = 0; i < scores.length; i++) if (scores[i]! > threshold) count++;
  }
  return count;
}

interface ScoreBins {
  readonly hits: Float64Array;
  readonly all: Float64Array;
  add(batch: ScoredBatch): void;
  averagePrecision(): Bounds;
  bestThreshold(): BestThreshold;
}

/** All pairs in the fixed bins. */
function createScoreBins(): ScoreBins {
  const hits = new Float64Array(numScoreBins);
  const all = new Float64Array(numScoreBins);
  return {
    hits,
    all,
    add: (batch) => {
      const { scores } = batch;
      for (let i = 0; i < scores.length; i++) all[scoreBin(scores[i]!)]!++;
      forEachHit(batch, (score) => {
        hits[scoreBin(score)]!++;
      });
    },
    averagePrecision: () => boundAveragePrecision(hits, all, 0, numScoreBins),
    bestThreshold: () => {
      let numHits = 0;
      for (const count of hits) numHits += count;
      let best: BestThreshold = { threshold: 0, truePositives: 0, numPredicted: 0 };
      let bestF1 = 0;
      let truePositives = 0;
      let numPredicted = 0;
      let numAboveZero = 0;
      for (let bin = numScoreBins - 1; bin >= lowestEdgeBin; bin--) {
        truePositives += hits[bin]!;
        numPredicted += all[bin]!;
        if (bin === numScoreBins / 2) numAboveZero = numPredicted;
        const f1 = numHits === 0 ? 0 : (2 * truePositives) / (numPredicted + numHits);
        if (f1 > bestF1) {
          bestF1 = f1;
          best = { threshold: scoreBinEdge(bin), truePositives, numPredicted };
        }
      }
      return bestF1 > 0 ? best : { ...best, numPredicted: numAboveZero };
    },
  };
}

interface LabelBins {
  add(batch: ScoredBatch): void;
  averagePrecision(): Bounds;
}

/**
 * Every label's pairs in a few bins of its own. The edges are the same for all labels and lie where the scores seen
 * so far are: half of the bins share the hits evenly, half share all scores.
 */
function createLabelBins(seen: ScoreBins, numLabels: number): LabelBins {
  const numBins = Math.min(2048, Math.max(16, Math.floor(labelBinBudget / numLabels)));
  const numHits = seen.hits.reduce((sum, count) => sum + count, 0);
  const numScores = seen.all.reduce((sum, count) => sum + count, 0);
  const labelBinOf = new Uint16Array(numScoreBins);
  let share = 0;
  for (let bin = 0; bin < numScoreBins; bin++) {
    labelBinOf[bin] = Math.min(numBins - 1, Math.floor(share * numBins));
    const ofAll = seen.all[bin]! / numScores;
    share += numHits === 0 ? ofAll : (seen.hits[bin]! / numHits + ofAll) / 2;
  }
  const hits = new Uint32Array(numLabels * numBins);
  const all = new Uint32Array(numLabels * numBins);
  return {
    add: (batch) => {
      const { scores } = batch;
      for (let i = 0, label = 0; i < scores.length; i++) {
        all[label * numBins + labelBinOf[scoreBin(scores[i]!)]!]!++;
        if (++label === numLabels) label = 0;
      }
      forEachHit(batch, (score, label) => {
        hits[label * numBins + labelBinOf[scoreBin(score)]!]!++;
      });
    },
    averagePrecision: () => {
      let lower = 0;
      let upper = 0;
      let numPresent = 0;
      for (let label = 0; label < numLabels; label++) {
        const start = label * numBins;
        if (!hits.subarray(start, start + numBins).some((count) => count > 0)) continue;
        const bounds = boundAveragePrecision(hits, all, start, numBins);
        lower += bounds.lower;
        upper += bounds.upper;
        numPresent++;
      }
      return numPresent === 0
        ? { lower: 0, upper: 0 }
        : { lower: lower / numPresent, upper: upper / numPresent };
    },
  };
}
