import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { readLines } from '@sbn/datasets';
import type { ChebyshevRadius, Detector } from '@sbn/detect';
import { appendLines } from '../files/append-lines.js';
import type { EpsilonSummary } from './detection-record.js';

/** What {@link measureRadii} works on. */
export interface MeasureRadiiOptions {
  readonly detector: Detector;
  /** Label sets that may be output, in a stable order. */
  readonly labelSets: readonly (readonly number[])[];
  /** Label sets that cannot be output at all: counted, not measured. */
  readonly numUnargmaxable: number;
  readonly box: number;
  readonly epsilon: number;
  readonly workers: number;
  readonly signal: AbortSignal;
  /** Where the radii go, one JSON line each, and whence an interrupted measurement goes on. */
  readonly file: string;
  readonly onProgress: (done: number) => void;
}

/** One line of `radii.jsonl`. */
interface RadiusLine {
  readonly labels: readonly number[];
  readonly box: number;
  readonly epsilon: number;
  /** null where the answer is open. */
  readonly isEpsilonArgmaxable: boolean | null;
}

/**
 * Measures the Chebyshev radius of label sets in a box |x_j| <= box, appending each to a file as it comes, and counts
 * those over epsilon. Goes on behind what the file has; starts anew where that answers another question.
 */
export async function measureRadii(options: MeasureRadiiOptions): Promise<EpsilonSummary> {
  const { detector, labelSets, numUnargmaxable, box, epsilon, workers, signal, file, onProgress } = options;
  const counts = { epsilonArgmaxable: 0, notEpsilonArgmaxable: numUnargmaxable, undecided: 0 };
  const add = (isEpsilonArgmaxable: boolean | null): void => {
    if (isEpsilonArgmaxable === null) counts.undecided++;
    else if (isEpsilonArgmaxable) counts.epsilonArgmaxable++;
    else counts.notEpsilonArgmaxable++;
  };

  let earlier = await readEarlier(file);
  const fits = earlier.every(
    (line, i) => line.box === box && line.epsilon === epsilon && line.labels.join() === labelSets[i]?.join(),
  );
  if (!fits) {
    await rm(file);
    earlier = [];
  }
  for (const { isEpsilonArgmaxable } of earlier) add(isEpsilonArgmaxable);
  let done = earlier.length;
  onProgress(done);

  const appender = await appendLines(file);
  try {
    const radii = detector.radiusAll(labelSets.slice(done), { box, epsilon, workers, signal });
    for await (const radius of radii) {
      const line = radiusLine(radius);
      await appender.append(line);
      add(line.isEpsilonArgmaxable);
      done++;
      onProgress(done);
    }
  } finally {
    await appender.close();
  }
  return { box, epsilon, total: labelSets.length + numUnargmaxable, ...counts };
}

/** JSON has no infinity: an infinite bound is written as text. */
function radiusLine({ center, isEpsilonArgmaxable, ...radius }: ChebyshevRadius): RadiusLine {
  return {
    ...radius,
    labels: [...radius.labels],
    isEpsilonArgmaxable: isEpsilonArgmaxable ?? null,
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
        found.push(JSON.parse(text) as RadiusLine);
      } catch {
        // The last line of a process that was killed while it wrote.
      }
    }
  }
  return found;
}
