import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { InputError } from '@sbn/core';
import type { Embedder, EmbedderOptions, Pooling, WeightType } from '@sbn/embed';
import { type Command, Option } from 'commander';
import type { EmbedInputs } from '../embed/open-texts.js';
import type { Session } from '../session.js';
import { formatInteger } from '../terminal/format-number.js';
import { showStep } from '../terminal/show-step.js';
import type { Terminal } from '../terminal/terminal.js';
import { commandLine } from './command-line.js';
import { type CommonOptions, defineCommand } from './define-command.js';
import { parseInteger } from './parse-integer.js';

interface Options extends CommonOptions {
  readonly model: string;
  readonly text?: string;
  readonly images?: string;
  readonly data?: string;
  readonly out: string;
  readonly field?: string;
  readonly id?: string;
  readonly pooling?: Pooling;
  readonly output?: string;
  readonly normalise?: boolean;
  readonly maxTokens?: number;
  readonly weights?: WeightType;
  readonly device?: 'cpu' | 'cuda' | 'webgpu' | 'dml' | 'coreml';
  readonly threads?: number;
  readonly dtype: 'fp32' | 'fp16';
  readonly batch: number;
  readonly skipUnreadable?: boolean;
  readonly allowDownloads?: boolean;
  readonly fresh?: boolean;
}

/** `sbn embed`: rows of numbers for texts and pictures, from a frozen encoder. */
export function addEmbedCommand(program: Command, session: Session): void {
  const command = defineCommand(program, {
    usage: 'embed',
    summary: 'turn texts or pictures into rows of numbers with a frozen encoder',
    description:
      'Runs an encoder in the form of the Hugging Face hub (a folder with config.json, tokenizer.json or ' +
      'preprocessor_config.json, and onnx/model.onnx) on a file of texts, a folder of pictures, or a folder of "sbn prepare". ' +
      'Writes the rows as .npy with their ids beside them; of a prepared folder, another one with dense inputs, to train on ' +
      'with "data: {kind: prepared, folder: FOLDER}". Inputs are streamed. What was interrupted, even by kill -9, goes on ' +
      'where it stopped when the same command is given again. Needs the npm package @huggingface/transformers.',
    examples: [
      'sbn embed --model models/pubmedbert --text abstracts.jsonl --field abstractText --id pmid --out abstracts.npy',
      'sbn embed --model models/vit --images pictures --out pictures.npy --dtype fp16',
      'sbn embed --model models/pubmedbert --data data/bioasq --out data/bioasq-pubmedbert --pooling cls --max-tokens 512',
    ],
  })
    .requiredOption('--model <folder>', "the encoder's folder")
    .option('--text <file>', 'texts: .jsonl, .csv or .tsv with a header, or .txt with one a line; also .gz')
    .option('--images <folder>', 'a folder of JPEG, PNG and WebP pictures, and all folders in it')
    .option('--data <folder>', 'a prepared folder with texts or pictures')
    .requiredOption('--out <path>', 'the .npy file; with --data the new prepared folder')
    .option('--field <name>', 'the field or column of the text (default: text)')
    .option('--id <name>', 'the field or column of the id (default: the number of the line)')
    .addOption(
      new Option(
        '--pooling <kind>',
        'how tokens become a row (default: mean; cls for patches of pictures; none where the model has rows of its own)',
      ).choices(['mean', 'cls', 'last', 'none']),
    )
    .option('--output <name>', 'the output of the model to take')
    .option('--normalise', 'scale rows to length 1')
    .option(
      '--max-tokens <n>',
      'longer texts lose their end (default: what the model takes)',
      parseInteger(1),
    )
    .addOption(
      new Option(
        '--weights <format>',
        "the model's file of weights: model.onnx, model_fp16.onnx, … (default: fp32)",
      ).choices(['fp32', 'fp16', 'int8', 'uint8', 'q8', 'q4', 'q4f16', 'bnb4']),
    )
    .addOption(
      new Option('--device <name>', 'where the model runs (default: cpu)').choices([
        'cpu',
        'cuda',
        'webgpu',
        'dml',
        'coreml',
      ]),
    )
    .option('--threads <n>', 'threads of the model (default: all cores)', parseInteger(1))
    .addOption(
      new Option('--dtype <format>', 'the numbers in the .npy file')
        .choices(['fp32', 'fp16'])
        .default('fp32'),
    )
    .option('--batch <n>', 'inputs that the model is given at once', parseInteger(1), 32)
    .option('--skip-unreadable', 'leave out pictures that cannot be read, and note them (default: stop)')
    .option('--allow-downloads', 'let --model be the name of a model on the Hugging Face hub')
    .option('--fresh', 'throw away what an earlier run left');
  command.action(async (options: Options) => {
    const terminal = session.openTerminal(options);
    session.setResumeCommand(commandLine(command));
    await embed(options, session, terminal);
  });
}

async function embed(options: Options, session: Session, terminal: Terminal): Promise<void> {
  const { workingDirectory } = session.environment;
  const path = (typed: string): string => resolve(workingDirectory, typed);
  const given = [options.text, options.images, options.data].filter((source) => source !== undefined);
  if (given.length !== 1) {
    throw new InputError(`expected one of --text, --images and --data, got ${given.length}`, {
      code: 'bad-flag',
    });
  }
  if (options.text === undefined && (options.field !== undefined || options.id !== undefined)) {
    throw new InputError('--field and --id are for --text', { code: 'bad-flag' });
  }
  if (options.data === undefined && !options.out.endsWith('.npy')) {
    throw new InputError(`--out ${options.out}: expected a name that ends with .npy`, { code: 'bad-flag' });
  }
  if (options.data !== undefined)
    return embedFolder(options, path(options.data), path(options.out), session, terminal);
  if (options.text !== undefined) {
    const { openTexts } = await import('../embed/open-texts.js');
    const inputs = await openTexts(path(options.text), options.text, {
      field: options.field,
      id: options.id,
      signal: session.signal,
    });
    return embedInputs(options, inputs, 'texts', path(options.out), session, terminal);
  }
  const { openPictures } = await import('../embed/open-pictures.js');
  const inputs = await openPictures(path(options.images!), options.images!);
  for (const { file, reason } of inputs.leftOut) terminal.note(`  ${file}: ${reason}`);
  return embedInputs(options, inputs, 'pictures', path(options.out), session, terminal);
}

/** Loads the encoder of texts or of pictures. */
async function openEmbedder(
  options: Options,
  kind: 'texts' | 'pictures',
  workingDirectory: string,
): Promise<Embedder<string>> {
  const { createImageEmbedder, createTextEmbedder } = await import('@sbn/embed');
  const { maxTokens, allowDownloads, pooling, output, normalise, weights, device, threads } = options;
  if (kind === 'pictures' && maxTokens !== undefined) {
    throw new InputError('--max-tokens is for texts', { code: 'bad-flag' });
  }
  const folder = resolve(workingDirectory, options.model);
  const shared: EmbedderOptions = {
    // A name on the hub stays as it is, for a download or for the message that none is allowed.
    model: existsSync(folder) ? folder : options.model,
    allowDownloads,
    pooling,
    output,
    normalise,
    dtype: weights,
    device,
    threads,
  };
  return kind === 'texts' ? createTextEmbedder({ ...shared, maxTokens }) : createImageEmbedder(shared);
}

async function embedInputs(
  options: Options,
  { inputs, identity, total }: EmbedInputs,
  kind: 'texts' | 'pictures',
  out: string,
  session: Session,
  terminal: Terminal,
): Promise<void> {
  const { signal } = session;
  const { embedToFile } = await import('@sbn/embed');
  const embedder = await openEmbedder(options, kind, session.environment.workingDirectory);
  try {
    const record = await showStep(
      terminal.progress,
      `Embed ${options.text ?? options.images}`,
      { unit: kind, total, signal },
      async (task) => {
        const done = await embedToFile({
          embedder,
          inputs,
          identity,
          out,
          ...written(options),
          signal,
          onProgress: (count) => task.update(count),
          onSkipped: (_id, reason) => terminal.note(`  ${reason}`),
        });
        task.done(`${formatInteger(done.rows)} rows of ${formatInteger(done.dim)} numbers`);
        return done;
      },
    );
    const { rows, dim, dtype, inputs: taken, truncated, blank, skipped } = record;
    await terminal.printJson({ out, rows, dim, dtype, inputs: taken, truncated, blank, skipped });
    terminal.print(`Written: ${terminal.colors.bold(options.out)}, ${dtype} [${rows}, ${dim}]`);
    if (truncated > 0) terminal.print(`Texts that lost their end: ${formatInteger(truncated)}`);
    if (blank > 0) terminal.print(`Blank texts: ${formatInteger(blank)}`);
    if (skipped > 0) {
      terminal.print(
        `Pictures without a row: ${formatInteger(skipped)}, listed in ${options.out.replace(/\.npy$/, '.skipped.jsonl')}`,
      );
    }
  } finally {
    await embedder.dispose();
  }
}

async function embedFolder(
  options: Options,
  folder: string,
  out: string,
  session: Session,
  terminal: Terminal,
): Promise<void> {
  const { signal } = session;
  const [{ embedPrepared }, { openPrepared }] = await Promise.all([
    import('@sbn/embed'),
    import('@sbn/datasets/prepare'),
  ]);
  const { record: source } = await openPrepared({ folder, signal });
  const kind = source.inputs === 'images' ? 'pictures' : 'texts';
  const embedder = await openEmbedder(options, kind, session.environment.workingDirectory);
  try {
    const record = await showStep(
      terminal.progress,
      `Embed ${options.data}`,
      { unit: kind, total: 0, signal },
      async (task) => {
        const done = await embedPrepared({
          embedder,
          folder,
          out,
          ...written(options),
          signal,
          onProgress: (count, total) => task.update(count, { total }),
          onSkipped: (_id, reason) => terminal.note(`  ${reason}`),
        });
        task.done(`${formatInteger(embedder.dim)} numbers per row`);
        return done;
      },
    );
    await terminal.printJson({ folder: out, ...record });
    const { train, valid, test } = record.splits;
    terminal.print(
      `Written: ${terminal.colors.bold(options.out)}, ${formatInteger(train.count)} rows for training, ${formatInteger(valid.count)} for validation, ${formatInteger(test.count)} for the test`,
    );
    for (const [what, count] of Object.entries(record.counts))
      terminal.print(`${formatInteger(count)} ${what}`);
    terminal.print(`Use it with: data: {kind: prepared, folder: ${options.out}}, encoder: {kind: dense}`);
  } finally {
    await embedder.dispose();
  }
}

function written({ dtype, batch, skipUnreadable, fresh }: Options): {
  readonly dtype: 'float16' | 'float32';
  readonly batchSize: number;
  readonly unreadable: 'fail' | 'skip';
  readonly fresh: boolean;
} {
  return {
    dtype: dtype === 'fp16' ? 'float16' : 'float32',
    batchSize: batch,
    unreadable: skipUnreadable === true ? 'skip' : 'fail',
    fresh: fresh ?? false,
  };
}
