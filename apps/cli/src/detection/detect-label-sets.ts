import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { InputError, type Matrix } from '@sbn/core';
import {
  createDetector,
  type LayerStructure,
  type OutputRule,
  type Verdict,
  verdictToJson,
} from '@sbn/detect';
import { findDifference } from '../config/find-difference.js';
import { appendLines } from '../files/append-lines.js';
import { readJson } from '../files/read-json.js';
import { writeJson } from '../files/write-whole.js';
import type { DetectionQuestion, DetectionRecord } from './detection-record.js';
import { readVerdicts } from './read-verdicts.js';
import { summarizeVerdicts } from './verdict-summary.js';

/** A label set to be asked about. */
export interface LabelSetQuery {
  readonly labels: readonly number[];
  /** How many examples carry it; 1 when left out. */
  readonly occurrences?: number;
}

/** What {@link detectLabelSets} works on. */
export interface DetectLabelSetsOptions {
  readonly weights: Matrix;
  readonly bias?: Float64Array | undefined;
  readonly structure?: LayerStructure | undefined;
  readonly rule: OutputRule;
  readonly margin: 'best' | 'any';
  readonly acceptMarginBound: number;
  /** B: only inputs with |x_j| <= B count; all inputs when left out. */
  readonly box?: number | undefined;
  /** Gives the label sets from the first one on, the same ones every time. */
  readonly labelSets: () => AsyncIterable<LabelSetQuery> | Iterable<LabelSetQuery>;
  /** What the label sets are, in words; part of the question. */
  readonly labelSetsFrom: string;
  /** The k of a head that promises all label sets of at most k labels. */
  readonly guaranteedK?: number | undefined;
  readonly workers: number;
  readonly signal: AbortSignal;
  /** Where verdicts go, one JSON line each, and whence an interrupted detection goes on. */
  readonly verdictsFile?: string | undefined;
  /** Where the summary goes. */
  readonly summaryFile?: string | undefined;
  /** Told of every verdict, in order, and how many examples carry the set: those of an earlier session, too. */
  readonly onEveryVerdict?: ((verdict: Verdict, occurrences: number | undefined) => void) | undefined;
  /** Told of every new verdict, in order. Awaited. */
  readonly onVerdict?: ((verdict: Verdict, index: number) => void | Promise<void>) | undefined;
  /** Told how many verdicts there are, those of an earlier session included. */
  readonly onProgress?: ((done: number) => void) | undefined;
}

/**
 * Decides label sets one by one, appending each verdict to a file as it comes. Where that file has verdicts already,
 * goes on behind them; verdicts of another layer or question are refused.
 *
 * @throws InputError when the file holds the verdicts of something else
 * @throws the signal's reason when it aborts; what was decided by then is in the file
 */
export async function detectLabelSets(options: DetectLabelSetsOptions): Promise<DetectionRecord> {
  const { weights, bias, rule, margin, acceptMarginBound, box, signal, verdictsFile, summaryFile } = options;
  const question: DetectionQuestion = {
    rule,
    margin,
    acceptMarginBound,
    ...(box === undefined ? {} : { box }),
    layer: { numLabels: weights.rows, dim: weights.cols, sha256: hashOfLayer(weights, bias) },
    labelSets: options.labelSetsFrom,
  };
  const started = performance.now();
  const summarizer = summarizeVerdicts(options.guaranteedK);
  let resumedFrom = 0;
  const record = (complete: boolean): DetectionRecord => ({
    complete,
    question,
    ...summarizer.summary(),
    seconds: (performance.now() - started) / 1000,
    resumedFrom,
  });

  const queries = iterate(options.labelSets());
  let done = 0;
  let earlier: Partial<DetectionRecord> | undefined;
  // A file without verdicts, as a label set file that is not there leaves it, answers no other question.
  const size =
    verdictsFile === undefined ? undefined : statSync(verdictsFile, { throwIfNoEntry: false })?.size;
  if (verdictsFile !== undefined && size !== undefined && size > 0) {
    earlier = await checkSameQuestion(question, verdictsFile, summaryFile);
    for await (const { verdict, line } of readVerdicts(verdictsFile, { ignoreTornLine: true })) {
      const query = await queries.next();
      if (query.done === true || !sameLabels(query.value.labels, verdict.labels)) {
        throw new InputError(
          'the verdict on this line is not about the label set that belongs here, so the file was made from other label sets.',
          {
            code: 'other-verdicts',
            file: verdictsFile,
            line,
            hint: 'Start anew with --fresh, or write to another place.',
          },
        );
      }
      summarizer.add(verdict, query.value.occurrences);
      options.onEveryVerdict?.(verdict, query.value.occurrences);
      done++;
      options.onProgress?.(done);
    }
    resumedFrom = done;
  } else if (summaryFile !== undefined) {
    await writeJson(summaryFile, record(false));
  }

  const appender = verdictsFile === undefined ? undefined : await appendLines(verdictsFile);
  const detector = await createDetector({
    weights,
    bias,
    rule,
    structure: options.structure,
    margin,
    acceptMarginBound,
    box,
  });
  try {
    const occurrences: number[] = [];
    const remaining = async function* (): AsyncGenerator<readonly number[]> {
      for (let next = await queries.next(); next.done !== true; next = await queries.next()) {
        occurrences.push(next.value.occurrences ?? 1);
        yield next.value.labels;
      }
    };
    for await (const verdict of detector.checkAll(remaining(), { workers: options.workers, signal })) {
      await appender?.append(verdictToJson(verdict));
      // Verdicts come in the order of the sets, so the oldest count is this one's.
      const times = occurrences.shift();
      summarizer.add(verdict, times);
      options.onEveryVerdict?.(verdict, times);
      await options.onVerdict?.(verdict, done);
      done++;
      options.onProgress?.(done);
    }
  } finally {
    detector.dispose();
    await appender?.close();
  }
  // A session that found everything done must not pass its own time off as the detection's.
  const { seconds = 0, resumedFrom: resumedBefore = 0 } = earlier ?? {};
  const nothingNew = done === resumedFrom && earlier?.complete === true;
  const complete = nothingNew ? { ...record(true), seconds, resumedFrom: resumedBefore } : record(true);
  if (summaryFile !== undefined) await writeJson(summaryFile, complete);
  return complete;
}

async function checkSameQuestion(
  question: DetectionQuestion,
  verdictsFile: string,
  summaryFile: string | undefined,
): Promise<Partial<DetectionRecord> | undefined> {
  if (summaryFile === undefined) return undefined;
  const earlier = (await readJson(summaryFile)) as Partial<DetectionRecord> | undefined;
  const difference =
    earlier?.question === undefined
      ? { key: 'question', before: 'unknown', after: 'this one' }
      : findDifference(earlier.question, question);
  if (difference === undefined) return earlier;
  const { key, before, after } = difference;
  throw new InputError(`holds the verdicts of another detection: ${key} was ${before} and is now ${after}.`, {
    code: 'other-verdicts',
    file: verdictsFile,
    hint: 'Start anew with --fresh, or write to another place.',
  });
}

/** The file of the summary that belongs to a file of verdicts: `verdicts.jsonl` has `verdicts.summary.json`. */
export function summaryFileOf(verdictsFile: string): string {
  return `${verdictsFile.replace(/\.jsonl?$/, '')}.summary.json`;
}

/** The file of the radii that belongs to a file of verdicts: `verdicts.jsonl` has `verdicts.radii.jsonl`. */
export function radiiFileOf(verdictsFile: string): string {
  return `${verdictsFile.replace(/\.jsonl?$/, '')}.radii.jsonl`;
}

/** Removes verdicts and summary where they answer another question, so that the detection starts anew. */
export async function dropOtherVerdicts(
  question: Pick<DetectionQuestion, 'rule' | 'margin' | 'acceptMarginBound' | 'labelSets'>,
  verdictsFile: string,
  summaryFile: string,
): Promise<void> {
  const earlier = (await readJson(summaryFile)) as Partial<DetectionRecord> | undefined;
  const { rule, margin, acceptMarginBound, labelSets } = earlier?.question ?? {};
  if (findDifference({ rule, margin, acceptMarginBound, labelSets }, question) === undefined) return;
  await rm(verdictsFile, { force: true });
  await rm(summaryFile, { force: true });
}

function hashOfLayer(weights: Matrix, bias: Float64Array | undefined): string {
  const hash = createHash('sha256');
  hash.update(bytesOf(weights.data));
  if (bias !== undefined) hash.update(bytesOf(bias));
  return hash.digest('hex');
}

function bytesOf({ buffer, byteOffset, byteLength }: Float64Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function sameLabels(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((label, i) => label === other[i]);
}

async function* iterate<T>(items: AsyncIterable<T> | Iterable<T>): AsyncGenerator<T, undefined> {
  yield* items;
}
