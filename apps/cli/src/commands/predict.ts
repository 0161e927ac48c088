import { resolve } from 'node:path';
import { InputError } from '@sbn/core';
import type { Command } from 'commander';
import type { Session } from '../session.js';
import { type CommonOptions, defineCommand } from './define-command.js';
import { parseInteger } from './parse-integer.js';

interface Options extends CommonOptions {
  readonly input?: string;
  readonly text?: string;
  readonly top: number;
}

/** `sbn predict`: labels for new inputs. */
export function addPredictCommand(program: Command, session: Session): void {
  defineCommand(program, {
    usage: 'predict <run>',
    summary: 'labels with scores for new inputs',
    description:
      'Reads inputs as JSON lines and writes the best labels of each with their probabilities; a label counts as ' +
      'predicted at 0.5 or more. An input is {"text": "..."} (or the text alone as a JSON string) for a model trained ' +
      'on text, {"features": ...} for others: a list of numbers, {"indices": [...], "values": [...]}, or {"name": value}.',
    examples: [
      'sbn predict runs/quickstart/dft-k16-slack25-seed0 --text "a large wild cat"',
      'sbn predict runs/mine --input new.jsonl --top 10 --json > labels.jsonl',
    ],
  })
    .option('--input <file>', 'the inputs, JSON lines; - for stdin (the default)')
    .option('--text <text>', 'one text, instead of --input')
    .option('--top <k>', 'how many labels for each input', parseInteger(1), 5)
    .action(async (folder: string, options: Options) => {
      const terminal = session.openTerminal(options);
      const { workingDirectory, stdin } = session.environment;
      if (options.text !== undefined && options.input !== undefined) {
        throw new InputError('expected either --text or --input, got both', { code: 'bad-flag' });
      }
      const path = resolve(workingDirectory, folder);
      const { predictInputs } = await import('../classification/predict-inputs.js');
      const source =
        options.text !== undefined
          ? { text: options.text }
          : options.input === undefined || options.input === '-'
            ? { stream: stdin }
            : { file: resolve(workingDirectory, options.input) };
      if ('stream' in source && stdin.isTTY === true) {
        terminal.note('Reading inputs from the terminal, one JSON line each; Ctrl-D ends.');
      }
      for await (const { line, labels } of predictInputs({
        path,
        source,
        topK: options.top,
        signal: session.signal,
      })) {
        await terminal.printJson({ line, labels });
        const words = labels.map(({ name, label, probability }) => {
          const word = `${name ?? label} ${probability.toFixed(3)}`;
          return probability >= 0.5 ? terminal.colors.green(word) : word;
        });
        terminal.print(`${line}: ${words.join('  ')}`);
      }
    });
}
