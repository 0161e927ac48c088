import { gzipSync } from 'node:zlib';
import type { CompressionCodec, SchemaElement } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';

/** The columns of a Parquet file, by name: values, and what they are; `list` for a list of them in each row. */
export type ParquetColumns = Readonly<
  Record<
    string,
    {
      readonly type: 'STRING' | 'INT32' | 'INT64' | 'FLOAT' | 'DOUBLE' | 'FLOAT16' | 'BOOLEAN';
      readonly list?: boolean;
      readonly data: readonly unknown[];
    }
  >
>;

/** A Parquet file as pyarrow and the data sets of Hugging Face are written: lists in three levels. */
export function parquetFile(
  columns: ParquetColumns,
  options: {
    readonly codec?: CompressionCodec;
    readonly rowGroupSize?: number;
    readonly metadata?: Readonly<Record<string, string>>;
  } = {},
): Uint8Array {
  const { codec = 'SNAPPY', rowGroupSize, metadata = {} } = options;
  const entries = Object.entries(columns);
  const schema: SchemaElement[] = [{ name: 'schema', num_children: entries.length }];
  for (const [name, { type, list = false }] of entries) {
    if (!list) schema.push({ name, ...leafOf(type), repetition_type: 'OPTIONAL' });
    else {
      schema.push(
        { name, repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'LIST' },
        { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
        { name: 'element', ...leafOf(type), repetition_type: 'OPTIONAL' },
      );
    }
  }
  return new Uint8Array(
    parquetWriteBuffer({
      columnData: entries.map(([name, { data }]) => ({ name, data: [...data] })),
      schema,
      codec,
      compressors: { GZIP: (bytes) => new Uint8Array(gzipSync(bytes)) },
      ...(rowGroupSize === undefined ? {} : { rowGroupSize }),
      kvMetadata: Object.entries(metadata).map(([key, value]) => ({ key, value })),
    }),
  );
}

function leafOf(type: ParquetColumns[string]['type']): Omit<SchemaElement, 'name'> {
  if (type === 'STRING') return { type: 'BYTE_ARRAY', converted_type: 'UTF8' };
  if (type === 'FLOAT16') {
    return { type: 'FIXED_LEN_BYTE_ARRAY', type_length: 2, logical_type: { type: 'FLOAT16' } };
  }
  return { type };
}
