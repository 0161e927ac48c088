import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeNpy } from '../formats/npy.js';
import { parquetFile } from './parquet-file.js';

/** A verified label of the fixture: image, class, and whether it is there. */
export type FixtureLabel = readonly [image: string, label: string, isPositive: boolean];

/** What {@link writeOpenImagesFixture} writes where it is told nothing else. */
export interface OpenImagesFixture {
  readonly train: readonly FixtureLabel[];
  readonly valid: readonly FixtureLabel[];
  readonly test: readonly FixtureLabel[];
  /** Classes that may become labels. */
  readonly trainable: readonly string[];
  /** What classes are called. */
  readonly descriptions: Readonly<Record<string, string>>;
}

/** The id of an image of the fixture: a mix of its number, so that ids are spread over all first digits. */
export function fixtureImage(number: number): string {
  const high = Math.imul(number + 1, 0x9e3779b1) >>> 0;
  return high.toString(16).padStart(8, '0') + number.toString(16).padStart(8, '0');
}

/** Three features of an image, exact in float16. */
export function fixtureFeatures(image: string): [number, number, number] {
  const number = Number.parseInt(image.slice(8), 16);
  return [number / 4, number % 3, (number * 7) % 11];
}

/** Images with one to four of ten classes, nine of which are trainable, and some verified negatives. */
export function openImagesFixture(
  sizes: readonly [number, number, number] = [200, 40, 40],
): OpenImagesFixture {
  const classes = Array.from({ length: 10 }, (_, label) => `/m/0${'abcdefghij'[label]}`);
  const rowsOf = (first: number, count: number): FixtureLabel[] =>
    Array.from({ length: count }, (_, i) => first + i).flatMap((number) => {
      const image = fixtureImage(number);
      const labels = [number % 9, (number * 5 + 2) % 9, (number * 7 + 1) % 9].slice(0, 1 + (number % 3));
      const positives = [...new Set(number % 13 === 0 ? [...labels, 9] : labels)];
      const negative = (number * 3 + 4) % 9;
      return [
        ...positives.map((label): FixtureLabel => [image, classes[label]!, true]),
        ...(positives.includes(negative) ? [] : [[image, classes[negative]!, false] as const]),
      ];
    });
  const [train, valid, test] = sizes;
  return {
    train: rowsOf(0, train),
    valid: rowsOf(train, valid),
    test: rowsOf(train + valid, test),
    trainable: classes.slice(0, 9),
    descriptions: Object.fromEntries(classes.map((name, label) => [name, `Class ${label}, "so called"`])),
  };
}

/**
 * Writes the label files of Open Images V6, and features of all images: `features.npy` with `ids.txt`, and the same as
 * `features.parquet` with the column `ImageID`.
 */
export function writeOpenImagesFixture(
  folder: string,
  fixture: OpenImagesFixture = openImagesFixture(),
): void {
  mkdirSync(folder, { recursive: true });
  const write = (name: string, lines: readonly string[]): void =>
    writeFileSync(join(folder, name), lines.map((line) => `${line}\n`).join(''));
  const csv = (labels: readonly FixtureLabel[]): string[] => [
    'ImageID,Source,LabelName,Confidence',
    ...labels.map(([image, label, isPositive]) => `${image},verification,${label},${isPositive ? 1 : 0}`),
  ];
  write('oidv6-train-annotations-human-imagelabels.csv', csv(fixture.train));
  write('validation-annotations-human-imagelabels.csv', csv(fixture.valid));
  write('test-annotations-human-imagelabels.csv', csv(fixture.test));
  write('oidv6-classes-trainable.txt', fixture.trainable);
  write('oidv6-class-descriptions.csv', [
    'LabelName,DisplayName',
    ...Object.entries(fixture.descriptions).map(([name, text]) => `${name},"${text.replaceAll('"', '""')}"`),
  ]);
  const images = [...new Set([...fixture.train, ...fixture.valid, ...fixture.test].map(([image]) => image))];
  const rows = images.map(fixtureFeatures);
  write('ids.txt', images);
  const data = Float32Array.from(rows.flat());
  writeFileSync(join(folder, 'features.npy'), encodeNpy({ numRows: rows.length, numCols: 3, data }));
  writeFileSync(
    join(folder, 'features.parquet'),
    parquetFile(
      { ImageID: { type: 'STRING', data: images }, x: { type: 'FLOAT16', list: true, data: rows } },
      { rowGroupSize: 50 },
    ),
  );
}
