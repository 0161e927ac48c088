import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { readLines } from '@sbn/datasets';
import type { ChebyshevRadius, Detector } from '@sbn/detect';
import { appendLines } from '../files/append-lines.js';
import { type BoxedVerdict, type BoxSummary, type RadiusBounds, summarizeBox } from './box-summary.js';
import { radiusFromMargin } from './radius-from-margin.js';

/** What {@link measureRadii} works on. */
export interface MeasureRadiiOptions {
  readonly detector: Detector;
  /** Gives the verdicts over all inputs from the first one on, the same ones every time. */
  readonly verdicts: () => AsyncIterable<BoxedVerdict> | Iterable<BoxedVerdict>;
  /** Whether scores are products alone (the threshold rule without a bias): an input may then be scaled to fill the box. */
  readonly isHomogeneous: boolean;
  readonly box: number;
  readonly epsilon: number;
  readonly workers: number;
  readonly signal: AbortSignal;
  /** Where the radii go, one JSON line each, and whence an interrupted measurement goes on. */
  readonly file?: string | undefined;
  readonly onProgress: (done: number) => void;
}

/** As much of a line of `radii.jsonl` as is read again; an infinite number stands there as text. */
interface RadiusLine {
  readonly labels: readonly number[];
  readonly box: number;
  readonly epsilon: number;
  readonly radius: number | string;
  readonly radiusUpperBound: number | string;
}

/**
 * Measures the Chebyshev radius of label sets in a box |x_j| <= box, appending each to a file as it comes, and sums them
 * up. Sets that no input at all outputs are counted and not measured. Goes on behind what the file has; starts anew where
 * that answers another question.
 */
export async function measureRadii(options: MeasureRadiiOptions): Promise<BoxSummary> {
  const { detector, verdicts, box, epsilon, workers, signal, file, onProgress } = options;
  const summarizer = summarizeBox({ box, epsilon });
  let earlier = file === undefined ? [] : await readEarlier(file);
  if (file !== undefined && !(await fits(earlier, options))) {
    await rm(file);
    earlier = [];
  }

  let done = 0;
  const count = (): void => {
    done++;
    onProgress(done);
  };
  const waiting: BoxedVerdict[] = [];
  const remaining = async function* (): AsyncGenerator<readonly number[]> {
    let read = 0;
    for await (const verdict of verdicts()) {
      const line = verdict.isImpossible ? undefined : earlier[read];
      if (verdict.isImpossible) summarizer.add(verdict);
      else if (line !== undefined) {
        summarizer.add(verdict, atLeastWitness(boundsOf(line), verdict, options));
        read++;
      } else {
        waiting.push(verdict);
        yield verdict.labels;
        continue;
      }
      count();
    }
  };
  const appender = file === undefined ? undefined : await appendLines(file);
  try {
    for await (const radius of detector.radiusAll(remaining(), { box, epsilon, workers, signal })) {
      await appender?.append(radiusLine(radius));
      // Radii come in the order of the sets.
      const verdict = waiting.shift()!;
      summarizer.add(verdict, atLeastWitness(radius, verdict, options));
      count();
    }
  } finally {
    await appender?.close();
  }
  return summarizer.summary();
}

/** Whether lines are the first ones that this question would write. */
async function fits(
  lines: readonly RadiusLine[],
  { verdicts, box, epsilon }: MeasureRadiiOptions,
): Promise<boolean> {
  if (lines.some((line) => line.box !== box || line.epsilon !== epsilon)) return false;
  let read = 0;
  for await (const { labels, isImpossible } of verdicts()) {
    if (isImpossible) continue;
    if (read === lines.length) break;
    if (lines[read]!.labels.join() !== labels.join()) return false;
    read++;
  }
  return read === lines.length;
}

function boundsOf({ radius, radiusUpperBound }: RadiusLine): RadiusBounds {
  return { radius: Number(radius), radiusUpperBound: Number(radiusUpperBound) };
}

/** The bounds, with what the input of the verdict shows. */
function atLeastWitness(
  { radius, radiusUpperBound }: RadiusBounds,
  { margin }: BoxedVerdict,
  { isHomogeneous, box }: MeasureRadiiOptions,
): RadiusBounds {
  if (!isHomogeneous || margin === undefined) return { radius, radiusUpperBound };
  return { radius: Math.max(radius, radiusFromMargin(margin, box)), radiusUpperBound };
}

/** JSON has no infinity: an infinite bound is written as text. */
function radiusLine({ center, isEpsilonArgmaxable, ...radius }: ChebyshevRadius): RadiusLine {
  return {
    ...radius,
    labels: [...radius.labels],
    ...{ isEpsilonArgmaxable: isEpsilonArgmaxable ?? null },
    ...{ radius: finiteOrText(radius.radius), radiusUpperBound: finiteOrText(radius.radiusUpperBound) },
    ...(center === undefined ? {} : { center: Array.from(center) }),
  };
}

function finiteOrText(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}

async function readEarlier(file: string): Promise<RadiusLine[]> {
  if (!existsSync(file)) return [];
  const found: RadiusLine[] = [];
  for await (const { lines } of readLines(file)) {
    for (const text of lines) {
      try {
        const { labels, box, epsilon, radius, radiusUpperBound } = JSON.parse(text) as RadiusLine;
        found.push({ labels, box, epsilon, radius, radiusUpperBound });
      } catch {
        // The last line of a process that was killed while it wrote.
      }
    }
  }
  return found;
}
