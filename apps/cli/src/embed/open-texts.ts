import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { InputError } from '@sbn/core';
import { type ExampleFile, openCsv, readLines } from '@sbn/datasets';
import type { EmbedInput } from '@sbn/embed';

/** Inputs to embed. */
export interface EmbedInputs {
  readonly inputs: AsyncIterable<EmbedInput<string>>;
  /** What tells these inputs from others. */
  readonly identity: object;
  /** How many there are, where that is known. */
  readonly total?: number | undefined;
}

/** Where the texts stand in a file. */
export interface TextFileOptions {
  /** The field (JSON lines) or the column (CSV) of the text; `text` when left out. */
  readonly field?: string | undefined;
  /** The field or column of the id; the number of the line when left out. */
  readonly id?: string | undefined;
  readonly signal: AbortSignal;
}

/**
 * Opens a file of texts: JSON lines (`.jsonl`, `.ndjson`), a table with a header (`.csv`, `.tsv`), or plain text with
 * one text a line (`.txt`); each also with `.gz`. The texts are read one block at a time.
 *
 * @param shown how messages call the file
 * @throws InputError when the file is not there or has another name; while reading, for a line that has no such text
 */
export async function openTexts(path: string, shown: string, options: TextFileOptions): Promise<EmbedInputs> {
  const { id } = options;
  const size = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    throw new InputError('there is no such file.', { code: 'file-not-found', file: shown, cause });
  });
  const extension = extname(path.replace(/\.gz$/i, '')).toLowerCase();
  const isPlain = extension === '.txt';
  const field = options.field ?? 'text';
  if (isPlain && (options.field !== undefined || id !== undefined)) {
    throw new InputError(
      `${shown} has one text a line: --field and --id are for JSON lines and tables with a header`,
      {
        code: 'bad-flag',
      },
    );
  }
  const identity = { format: extension, bytes: size.size, ...(isPlain ? {} : { field, id }) };
  if (isPlain) return { identity, inputs: plainTexts(path, options.signal) };
  if (extension === '.jsonl' || extension === '.ndjson') {
    return { identity, inputs: jsonTexts(path, { ...options, field }) };
  }
  if (extension === '.csv' || extension === '.tsv') {
    const file = await openCsv(path, {
      delimiter: extension === '.tsv' ? '\t' : ',',
      labelColumns: [],
      textColumns: [field],
      idColumn: id,
    });
    return { identity, inputs: tableTexts(file.read({ signal: options.signal })) };
  }
  throw new InputError(`expected a file named .jsonl, .csv, .tsv or .txt, got ${shown}`, {
    code: 'bad-flag',
  });
}

async function* plainTexts(file: string, signal: AbortSignal): AsyncGenerator<EmbedInput<string>> {
  for await (const { firstLine, lines } of readLines(file, { signal })) {
    for (const [i, input] of lines.entries()) yield { id: String(firstLine + i), input };
  }
}

async function* jsonTexts(
  file: string,
  { field, id, signal }: TextFileOptions & { readonly field: string },
): AsyncGenerator<EmbedInput<string>> {
  for await (const { firstLine, lines } of readLines(file, { signal })) {
    for (const [i, text] of lines.entries()) {
      if (text.trim() === '') continue;
      const line = firstLine + i;
      const example = parseObject(text, file, line);
      const value = (name: string): string => {
        const found = Object.hasOwn(example, name) ? example[name] : undefined;
        if (typeof found === 'string') return found;
        if (name === id && typeof found === 'number') return String(found);
        throw new InputError(
          found === undefined
            ? `there is no field ${JSON.stringify(name)}; the fields are ${Object.keys(example)
                .map((key) => JSON.stringify(key))
                .join(', ')}.`
            : `expected a text in ${JSON.stringify(name)}, got ${JSON.stringify(found).slice(0, 40)}.`,
          {
            code: 'missing-field',
            file,
            line,
            hint: 'Name the field with --field, that of the id with --id.',
          },
        );
      };
      yield { id: id === undefined ? String(line) : value(id), input: value(field) };
    }
  }
}

function parseObject(text: string, file: string, line: number): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as Record<string, unknown>;
    }
  } catch (cause) {
    throw new InputError('this line is not valid JSON.', { code: 'bad-json', file, line, cause });
  }
  throw new InputError('expected a JSON object on this line.', { code: 'bad-json', file, line });
}

async function* tableTexts(blocks: ReturnType<ExampleFile['read']>): AsyncGenerator<EmbedInput<string>> {
  for await (const block of blocks) {
    for (const { line, id, input } of block) {
      if (input.kind === 'text') yield { id: id ?? String(line), input: input.text };
    }
  }
}
