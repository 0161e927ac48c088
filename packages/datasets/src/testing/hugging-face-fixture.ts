import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ParquetColumns, parquetFile } from './parquet-file.js';

/** Options of {@link writeHuggingFaceFixture}. */
export interface HuggingFaceFixtureOptions {
  /** How the files are written; `parquet` when left out. */
  readonly format?: 'parquet' | 'jsonl';
  /** Compression of Parquet files; snappy when left out. */
  readonly codec?: 'SNAPPY' | 'GZIP' | 'UNCOMPRESSED';
  /** Examples of the splits; 60, 20 and 20 when left out. */
  readonly sizes?: readonly [train: number, validation: number, test: number];
}

/** The names of the class labels of the fixture, in order. */
export const fixtureTopics: readonly string[] = ['zebra', 'law', 'art', 'sea', 'war'];

/** One example of the fixture. */
export function fixtureExample(
  split: string,
  row: number,
): { title: string; body: string; topics: number[]; tags: string[]; x: number[]; y: number[] } {
  const topics = [row % 5, (row + 2) % 5].slice(0, row % 3).sort((a, b) => a - b);
  const words = topics.map((topic) => fixtureTopics[topic]!);
  return {
    title: `${split} ${row}`,
    body: `${words.join(' ')} word${row % 7}`,
    topics,
    tags: words,
    x: [row / 4, topics.length, row % 2],
    y: fixtureTopics.map((_, topic) => (topics.includes(topic) ? 1 : 0)),
  };
}

/**
 * Writes a data set as the Hugging Face hub has it: two shards for training, one for validation and testing; columns
 * title, body, topics (class labels), tags (the same by name), x (three features), y (zeros and ones); the front matter
 * of README.md with names and counts.
 */
export function writeHuggingFaceFixture(folder: string, options: HuggingFaceFixtureOptions = {}): void {
  const { format = 'parquet', codec = 'SNAPPY', sizes = [60, 20, 20] } = options;
  mkdirSync(join(folder, 'data'), { recursive: true });
  const names = ['train', 'validation', 'test'];
  for (const [i, split] of names.entries()) {
    const numShards = split === 'train' ? 2 : 1;
    const perShard = Math.ceil(sizes[i]! / numShards);
    for (let shard = 0; shard < numShards; shard++) {
      const rows = Array.from({ length: Math.min(perShard, sizes[i]! - shard * perShard) }, (_, row) =>
        fixtureExample(split, shard * perShard + row),
      );
      const number = (value: number): string => String(value).padStart(5, '0');
      const path = join(folder, 'data', `${split}-${number(shard)}-of-${number(numShards)}.${format}`);
      if (format === 'jsonl') writeFileSync(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
      else writeFileSync(path, parquetFile(columnsOf(rows), { codec, rowGroupSize: 16 }));
    }
  }
  writeFileSync(
    join(folder, 'README.md'),
    `---
license: mit
dataset_info:
  features:
  - name: title
    dtype: string
  - name: topics
    sequence:
      class_label:
        names:
${fixtureTopics.map((topic, i) => `          '${i}': ${topic}\n`).join('')}  splits:
${names.map((split, i) => `  - name: ${split}\n    num_bytes: 1\n    num_examples: ${sizes[i]}\n`).join('')}configs:
- config_name: default
  data_files:
${names.map((split) => `  - split: ${split}\n    path: data/${split}-*\n`).join('')}---
# Fixture
`,
  );
}

function columnsOf(rows: readonly ReturnType<typeof fixtureExample>[]): ParquetColumns {
  return {
    title: { type: 'STRING', data: rows.map((row) => row.title) },
    body: { type: 'STRING', data: rows.map((row) => row.body) },
    topics: { type: 'INT64', list: true, data: rows.map((row) => row.topics.map(BigInt)) },
    tags: { type: 'STRING', list: true, data: rows.map((row) => row.tags) },
    x: { type: 'FLOAT16', list: true, data: rows.map((row) => row.x) },
    y: { type: 'INT32', list: true, data: rows.map((row) => row.y) },
  };
}
