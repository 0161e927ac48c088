import { parse } from 'csv-parse/sync';
import { readLabelNames } from '../formats/label-names.js';
import { failAt, quote } from '../reading/fail-at.js';
import { readWholeText } from '../reading/read-whole-text.js';

/** The names of classes that are thought to have enough examples, one a line, as in `oidv6-classes-trainable.txt`. */
export async function readTrainableClasses(file: string): Promise<ReadonlySet<string>> {
  const names = await readLabelNames(file);
  const other = names.findIndex((name) => !name.startsWith('/'));
  if (other >= 0) {
    failAt(
      { file, line: other + 1 },
      'syntax',
      `Expected the name of a class, such as /m/01g317, got ${quote(names[other]!)}.`,
    );
  }
  return new Set(names);
}

/**
 * What classes are called, as in `oidv6-class-descriptions.csv`: `/m/01g317,Person`, with or without a header.
 *
 * @throws InputError when the file is no CSV of two columns
 */
export async function readClassDescriptions(file: string): Promise<ReadonlyMap<string, string>> {
  const text = await readWholeText(file);
  let rows: string[][];
  try {
    rows = parse(text, { bom: true, skip_empty_lines: true, relax_column_count: true });
  } catch (cause) {
    return failAt(
      { file },
      'syntax',
      'The file is not CSV: a quote is in the wrong place.',
      undefined,
      cause,
    );
  }
  const descriptions = new Map<string, string>();
  for (const [i, row] of rows.entries()) {
    if (i === 0 && row[0]?.startsWith('/') === false) continue;
    if (row.length !== 2) {
      failAt({ file }, 'wrong-count', `Expected LabelName,DisplayName, got ${quote(row.join(','))}.`);
    }
    descriptions.set(row[0]!, row[1]!);
  }
  return descriptions;
}
