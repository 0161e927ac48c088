import { failAt, type LinePlace, type Place, quote } from '../reading/fail-at.js';
import { ownCopy } from '../reading/own-copy.js';
import { readChunks } from '../reading/read-chunks.js';
import { splitLines } from '../reading/read-lines.js';
import { type ImageId, parseImageId } from './image-id.js';

/** One line of a file of image-level labels that people have verified. */
export interface LabelRow {
  readonly image: ImageId;
  /** The class, such as `/m/01g317`. */
  readonly label: string;
  /** Whether the class was found to be in the image, or found not to be. */
  readonly isPositive: boolean;
}

const columns = ['ImageID', 'Source', 'LabelName', 'Confidence'] as const;

/**
 * Reads `…-annotations-human-imagelabels.csv`, block by block. The files have no quoted fields, so that a line can be cut
 * at its commas: csv-parse takes three times as long (measured), and does not check the fields.
 *
 * @throws InputError with the line that has not the four columns, or no image id, class, or confidence of 0 or 1
 */
export async function* readLabelRows(
  file: string,
  options: {
    readonly signal?: AbortSignal | undefined;
    readonly onBytes?: ((bytes: number) => void) | undefined;
  } = {},
): AsyncGenerator<LabelRow[]> {
  const names = new Map<string, string>();
  let hasHeader = false;
  let lastText = '';
  let lastImage: ImageId = { high: 0, low: 0 };
  for await (const { firstLine, lines } of splitLines(readChunks(file, options), { file, ...options })) {
    const rows: LabelRow[] = [];
    for (let i = 0; i < lines.length; i++) {
      const text = lines[i]!;
      if (!hasHeader) {
        checkHeader(text, { file, line: firstLine + i });
        hasHeader = true;
        continue;
      }
      if (text === '') continue;
      const first = text.indexOf(',');
      const second = text.indexOf(',', first + 1);
      const third = text.indexOf(',', second + 1);
      if (first < 0 || second < 0 || third < 0 || text.includes(',', third + 1) || text.includes('"')) {
        failAt({ file, line: firstLine + i }, 'syntax', `Expected ${columns.join(',')}, got ${quote(text)}.`);
      }
      const id = text.slice(0, first);
      if (id !== lastText) {
        lastImage = parseImageId(id) ?? failId(id, { file, line: firstLine + i });
        lastText = id;
      }
      const name = text.slice(second + 1, third);
      let label = names.get(name);
      if (label === undefined) {
        label = checkName(ownCopy(name), { file, line: firstLine + i });
        names.set(label, label);
      }
      const confidence = text.slice(third + 1);
      const isPositive =
        confidence === '1' ||
        (confidence !== '0' && readConfidence(confidence, { file, line: firstLine + i }));
      rows.push({ image: lastImage, label, isPositive });
    }
    yield rows;
  }
  if (!hasHeader) failAt({ file, line: 1 }, 'empty-file', 'The file is empty.');
}

function checkHeader(text: string, place: LinePlace): void {
  if (text === columns.join(',')) return;
  failAt(
    place,
    'syntax',
    `Expected the header ${columns.join(',')}, got ${quote(text)}.`,
    'The files of boxes, masks and relationships have other columns: take the image-level labels.',
  );
}

/** @throws InputError with the place of something that is no image id */
export function failId(text: string, place: Place): never {
  return failAt(place, 'syntax', `Expected an image id of 16 hexadecimal digits, got ${quote(text)}.`);
}

function checkName(name: string, place: LinePlace): string {
  if (/^\/[a-z]+\/\w+$/.test(name)) return name;
  return failAt(place, 'syntax', `Expected the name of a class, such as /m/01g317, got ${quote(name)}.`);
}

function readConfidence(text: string, place: LinePlace): boolean {
  if (/^[01]\.0+$/.test(text)) return text.startsWith('1');
  return failAt(
    place,
    'bad-number',
    `Expected a confidence of 0 or 1, got ${quote(text)}.`,
    'Labels that a machine made have others: take the human-verified ones.',
  );
}
