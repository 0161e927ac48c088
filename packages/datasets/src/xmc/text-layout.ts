import { parseJson } from '../formats/jsonl.js';
import { failAt, type LinePlace, quote } from '../reading/fail-at.js';
import { readLines } from '../reading/read-lines.js';
import type { XmcExample, XmcLayout } from './xmc-layout.js';

/**
 * Opens `trn.json.gz` and `tst.json.gz`: a JSON object a line, with `uid`, `title`, `content`, the numbers of the labels
 * (`target_ind`) and how relevant each is (`target_rel`; 0 is none).
 *
 * @param numLabels how many labels there are
 */
export function openTextLayout(
  files: { readonly train: string; readonly test: string },
  numLabels: number,
): XmcLayout {
  return {
    inputs: 'text',
    numFeatures: undefined,
    numLabels,
    files: { train: [files.train], test: [files.test] },
    async *read(split, { signal }) {
      const file = files[split];
      for await (const { firstLine, lines } of readLines(file, { signal })) {
        const examples: XmcExample[] = [];
        for (const [i, text] of lines.entries()) {
          if (text.trim() !== '') examples.push(parseExample(text, { file, line: firstLine + i }, numLabels));
        }
        yield examples;
      }
    },
  };
}

function parseExample(text: string, place: LinePlace, numLabels: number): XmcExample {
  const object = parseJson(text, place) as Record<string, unknown> | null;
  const { uid, title, content, target_ind: labels, target_rel: relevance } = object ?? {};
  if (!Array.isArray(labels)) {
    failAt(place, 'missing-field', `Expected a list in the field "target_ind", got ${quote(text)}.`);
  }
  if (relevance !== undefined && (!Array.isArray(relevance) || relevance.length !== labels.length)) {
    failAt(place, 'wrong-count', 'Expected as many numbers in "target_rel" as in "target_ind".');
  }
  const texts = [title, content].filter((part) => part !== undefined && part !== null);
  if (texts.length === 0 || !texts.every((part) => typeof part === 'string')) {
    failAt(place, 'missing-field', `Expected texts in the fields "title" and "content", got ${quote(text)}.`);
  }
  for (const label of labels) {
    if (Number.isInteger(label) && label >= 0 && label < numLabels) continue;
    failAt(
      place,
      'label-out-of-range',
      `Expected label numbers in [0, ${numLabels - 1}], got ${quote(String(label))}.`,
    );
  }
  if (new Set(labels).size !== labels.length) {
    failAt(place, 'duplicate-label', 'A label occurs twice in "target_ind".');
  }
  return {
    ...(typeof uid === 'string' || typeof uid === 'number' ? { id: String(uid) } : {}),
    text: texts.join(' '),
    labels: relevance === undefined ? labels : labels.filter((_, i) => (relevance as unknown[])[i] !== 0),
  };
}

/** The titles in `lbl.json.gz`: a JSON object a line, in the order of the label numbers. */
export async function readLabelTitles(file: string): Promise<string[]> {
  const titles: string[] = [];
  for await (const { firstLine, lines } of readLines(file)) {
    for (const [i, text] of lines.entries()) {
      if (text.trim() === '') continue;
      const place = { file, line: firstLine + i };
      const { title } = (parseJson(text, place) ?? {}) as Record<string, unknown>;
      if (typeof title !== 'string') {
        failAt(place, 'missing-field', `Expected a text in the field "title", got ${quote(text)}.`);
      }
      titles.push(title);
    }
  }
  if (titles.length === 0) failAt({ file, line: 1 }, 'empty-file', 'The file has no labels.');
  return titles;
}
