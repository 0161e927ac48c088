import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** The layouts of the Extreme Classification Repository. */
export type XmcFixtureLayout = 'bag' | 'split-lists' | 'matrix' | 'text';

/** Numbers of the fixture. */
export const xmcFixture = { numFeatures: 12, numLabels: 7, numTrain: 40, numTest: 15 } as const;

/** One example of the fixture: up to three labels, and features that say which. */
export function xmcExample(row: number): { labels: number[]; features: [index: number, value: number][] } {
  const labels = [...new Set([row % 7, (row * 3) % 7, (row * 5 + 1) % 7].slice(0, row % 4))].sort(
    (a, b) => a - b,
  );
  const features = labels.map((label): [number, number] => [label, 0.5 + label]);
  return { labels, features: [...features, [7 + (row % 5), 1.25]] };
}

/** Writes a data set in one of the layouts, with the names of its labels and (but for texts) features. */
export function writeXmcFixture(folder: string, layout: XmcFixtureLayout): void {
  mkdirSync(folder, { recursive: true });
  const { numFeatures, numLabels, numTrain, numTest } = xmcFixture;
  const write = (name: string, lines: readonly string[]): void =>
    writeFileSync(join(folder, name), lines.map((line) => `${line}\n`).join(''));
  const rows = (first: number, count: number) =>
    Array.from({ length: count }, (_, i) => xmcExample(first + i));
  const [train, test] = [rows(0, numTrain), rows(numTrain, numTest)];
  const pairs = (list: readonly (readonly [number, number])[]): string =>
    list.map(([index, value]) => `${index}:${value}`).join(' ');
  const bag = (examples: ReturnType<typeof rows>): string[] => [
    `${examples.length} ${numFeatures} ${numLabels}`,
    ...examples.map(({ labels, features }) => `${labels.join(',')} ${pairs(features)}`),
  ];
  write(
    'Y.txt',
    Array.from({ length: numLabels }, (_, label) => `topic ${'zyxwvut'[label]}`),
  );
  if (layout !== 'text')
    write(
      'Xf.txt',
      Array.from({ length: numFeatures }, (_, index) => `word${index}`),
    );
  if (layout === 'bag') {
    write('eurlex_train.txt', bag(train));
    write('eurlex_test.txt', bag(test));
  } else if (layout === 'split-lists') {
    write('bibtex_data.txt', bag([...train, ...test]));
    const numbers = (first: number, count: number) => Array.from({ length: count }, (_, i) => first + i);
    write(
      'bibtex_trSplit.txt',
      numbers(1, numTrain).map((number) => `${numTrain + numTest + 1 - number} ${number}`),
    );
    write(
      'bibtex_tstSplit.txt',
      numbers(1, numTest).map((number) => `${number} ${numTrain + number}`),
    );
  } else if (layout === 'matrix') {
    for (const [name, examples] of [
      ['trn', train],
      ['tst', test],
    ] as const) {
      write(`${name}_X_Xf.txt`, [
        `${examples.length} ${numFeatures}`,
        ...examples.map(({ features }) => pairs(features)),
      ]);
      write(`${name}_X_Y.txt`, [
        `${examples.length} ${numLabels}`,
        ...examples.map(({ labels }) => labels.map((label) => `${label}:1.0`).join(' ')),
      ]);
    }
  } else {
    for (const [name, examples] of [
      ['trn', train],
      ['tst', test],
    ] as const) {
      const lines = examples.map(({ labels }, row) =>
        JSON.stringify({
          uid: `${name}${row}`,
          title: `Title ${row}`,
          content: labels.map((label) => `word${label}`).join(' '),
          target_ind: labels,
          target_rel: labels.map(() => 1),
        }),
      );
      writeFileSync(join(folder, `${name}.json.gz`), gzipSync(lines.join('\n')));
    }
    // Titles that are not unique: labels then keep their numbers.
    const titles = Array.from({ length: numLabels }, (_, label) =>
      JSON.stringify({ uid: label, title: `Topic ${label % 5}` }),
    );
    writeFileSync(join(folder, 'lbl.json.gz'), gzipSync(titles.join('\n')));
  }
}
