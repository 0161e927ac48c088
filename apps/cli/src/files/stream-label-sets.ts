import type { Readable } from 'node:stream';
import { InputError } from '@sbn/core';
import { readLines, splitLines } from '@sbn/datasets';
import type { OutputRule } from '@sbn/detect';
import { didYouMean } from '../config/suggest.js';

/** A label set and the line it stands on. */
export interface LabelSetLine {
  readonly line: number;
  /** Increasing, without repetition. */
  readonly labels: readonly number[];
}

/** What {@link streamLabelSets} reads. */
export interface StreamLabelSetsOptions {
  /** A file of JSON lines, or a stream of them. */
  readonly source: string | Readable;
  readonly numLabels: number;
  /** One name per label, for label sets written as names. */
  readonly labelNames?: readonly string[] | undefined;
  /** With argmax every set must have one label, with top-k exactly k. */
  readonly rule?: OutputRule | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads label sets, one per line, one at a time: `[3, 17]`, or an object with such a list under `labels`. A label is
 * its number from 0, or its name where names are known.
 *
 * @throws InputError naming the line: no such list, a label out of range, unknown or repeated, a wrong number of them; or that there is no
 *   set at all
 */
export async function* streamLabelSets(options: StreamLabelSetsOptions): AsyncGenerator<LabelSetLine> {
  const { source, numLabels, labelNames, rule = 'threshold', signal } = options;
  const needed = rule === 'threshold' ? undefined : rule === 'argmax' ? 1 : rule.topK;
  const file = typeof source === 'string' ? source : 'standard input';
  const numbers = new Map(labelNames?.map((name, label) => [name, label]));
  const blocks =
    typeof source === 'string' ? readLines(source, { signal }) : splitLines(source, { file, signal });
  let isEmpty = true;
  for await (const { firstLine, lines } of blocks) {
    for (const [i, text] of lines.entries()) {
      if (text.trim() === '') continue;
      const line = firstLine + i;
      const fail = (message: string, code: string): never => {
        throw new InputError(message, { code, file, line });
      };
      const numberOf = (label: unknown): number => {
        if (typeof label === 'string') {
          const number = numbers.get(label);
          if (number !== undefined) return number;
          return labelNames === undefined
            ? fail(
                `expected label numbers, got the name "${label}". Give the names of the labels with --names.`,
                'label-name',
              )
            : fail(`there is no label "${label}".${didYouMean(label, labelNames)}`, 'unknown-label');
        }
        if (typeof label !== 'number' || !Number.isInteger(label) || label < 0 || label >= numLabels) {
          return fail(
            `expected labels from 0 to ${numLabels - 1}, got ${JSON.stringify(label)}`,
            'label-out-of-range',
          );
        }
        return label;
      };
      const parsed = parse(text);
      if (parsed === undefined) fail('this line is not valid JSON', 'bad-json');
      const list = listIn(parsed);
      if (list === undefined)
        fail('expected a list of labels such as [3, 17], or {"labels": [3, 17]}', 'no-label-set');
      const labels = list!.map(numberOf).sort((a, b) => a - b);
      const repeated = labels.find((label, at) => at > 0 && labels[at - 1] === label);
      if (repeated !== undefined) fail(`label ${repeated} occurs twice`, 'duplicate-label');
      if (needed !== undefined && labels.length !== needed) {
        fail(`the rule needs label sets of ${needed}, and this one has ${labels.length}`, 'wrong-count');
      }
      isEmpty = false;
      yield { line, labels };
    }
  }
  if (isEmpty) {
    throw new InputError('expected one label set per line, such as [3, 17], but there is none', {
      code: 'empty-file',
      file,
      line: 1,
    });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function listIn(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value;
  if (typeof value !== 'object' || value === null) return undefined;
  const { labels } = value as { labels?: unknown };
  return Array.isArray(labels) ? labels : undefined;
}
