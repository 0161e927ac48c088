import { resolve } from 'node:path';
import { InputError } from '@sbn/core';
import type { OutputRule } from '@sbn/detect';
import type { Command } from 'commander';
import { exitCodes } from '../exit-codes.js';
import { readJson } from '../files/read-json.js';
import type { Session } from '../session.js';
import { formatInteger } from '../terminal/format-number.js';
import { renderTable } from '../terminal/table.js';
import { type CommonOptions, defineCommand } from './define-command.js';
import { addLayerOptions, describeLabels, type LayerOptions, readLayer } from './layer-options.js';

/** A verdict that does not hold. */
interface Refusal {
  readonly line: number;
  readonly labels: readonly number[];
  readonly reason: string;
}

/** How many refused verdicts are kept to be shown. */
const refusalLimit = 100;

/** `sbn verify`: checks every verdict of a file, trusting no solver. */
export function addVerifyCommand(program: Command, session: Session): void {
  const command = defineCommand(program, {
    usage: 'verify <verdicts>',
    summary: 're-check the proofs of a file of verdicts, trusting no solver',
    description:
      'Checks every verdict of a JSON lines file against the layer: each witness is evaluated with an error bound, each ' +
      'certificate is summed up exactly. No solver is involved. An undecided verdict claims nothing but its bound.',
    examples: [
      'sbn verify verdicts.jsonl --weights W.npy --bias b.npy',
      'sbn verify runs/quickstart/bsl-d5-seed0/verdicts.jsonl --run runs/quickstart/bsl-d5-seed0',
    ],
  });
  addLayerOptions(command).action(async (file: string, options: CommonOptions & LayerOptions) => {
    const terminal = session.openTerminal(options);
    const { signal } = session;
    const { workingDirectory } = session.environment;
    const path = resolve(workingDirectory, file);
    const [{ createVerifier }, { readVerdicts }, { summaryFileOf }, { asInputError }] = await Promise.all([
      import('@sbn/detect'),
      import('../experiment/read-verdicts.js'),
      import('../experiment/detect-label-sets.js'),
      import('../experiment/as-input-error.js'),
    ]);
    const layer = await readLayer(options, workingDirectory);
    // A detection leaves the rule beside its verdicts.
    const summary = (await readJson(summaryFileOf(path))) as { question?: { rule?: OutputRule } } | undefined;
    const rule = options.rule ?? summary?.question?.rule ?? 'threshold';
    const verifier = await asInputError('verify', () => createVerifier({ ...layer, rule }));
    const task = terminal.progress.task('Verify', { unit: 'verdicts' });
    const counts = { argmaxable: 0, unargmaxable: 0, undecided: 0, refused: 0 };
    const refusals: Refusal[] = [];
    let done = 0;
    try {
      for await (const { verdict, line } of readVerdicts(path)) {
        signal.throwIfAborted();
        const { ok, reason = '' } = verifier.verify(verdict);
        if (ok) counts[verdict.status]++;
        else {
          counts.refused++;
          if (refusals.length < refusalLimit) refusals.push({ line, labels: verdict.labels, reason });
        }
        done++;
        task.update(done);
        // Long files must not keep Ctrl-C waiting.
        if (done % 64 === 0) await new Promise((next) => setImmediate(next));
      }
      if (done === 0)
        throw new InputError('there are no verdicts in this file', { code: 'empty-file', file });
    } catch (error) {
      task.stop(signal.aborted ? 'stopped' : undefined);
      throw error;
    }
    task.done(`${formatInteger(done)} verdicts`);
    await terminal.printJson({ verdicts: path, total: done, ...counts, refusals });
    terminal.print(
      renderTable(
        [{ title: 'Checked' }, { title: 'Verdicts', align: 'right' }],
        [
          [terminal.colors.green('argmaxable, proved'), formatInteger(counts.argmaxable)],
          [terminal.colors.green('unargmaxable, proved'), formatInteger(counts.unargmaxable)],
          [terminal.colors.yellow('undecided'), formatInteger(counts.undecided)],
          [terminal.colors.red('refused'), formatInteger(counts.refused)],
        ],
        terminal.colors,
      ),
    );
    for (const { line, labels, reason } of refusals.slice(0, 20)) {
      terminal.print(`${file}:${line}: ${describeLabels(labels, layer.labelNames)}: ${reason}`);
    }
    if (counts.refused > 0) session.setExitCode(exitCodes.found);
  });
}
