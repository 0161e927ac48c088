import { resolve } from 'node:path';
import type { OutputRule } from '@sbn/detect';
import type { Command } from 'commander';
import type { DetectionRecord } from '../detection/detection-record.js';
import { exitCodes } from '../exit-codes.js';
import { readJson } from '../files/read-json.js';
import type { Session } from '../session.js';
import { formatInteger } from '../terminal/format-number.js';
import { renderTable } from '../terminal/table.js';
import { type CommonOptions, defineCommand } from './define-command.js';
import { describeLayer } from './describe-layer.js';
import { addLayerOptions, describeLabels, type LayerOptions } from './layer-options.js';
import { parseInteger } from './parse-integer.js';

interface Options extends CommonOptions, LayerOptions {
  readonly workers?: number;
}

/** `sbn verify`: checks every verdict of a file, trusting no solver. */
export function addVerifyCommand(program: Command, session: Session): void {
  const command = defineCommand(program, {
    usage: 'verify <verdicts>',
    summary: 're-check the proofs of a file of verdicts, trusting no solver',
    description:
      'Checks every verdict of a JSON lines file against the layer: each witness is evaluated with an error bound, each ' +
      'certificate is summed up exactly. No solver is involved. The rule comes from the summary beside the file (or from ' +
      '--rule), the box from each verdict. An undecided verdict claims nothing but its bound.',
    examples: [
      'sbn verify verdicts.jsonl --weights W.npy --bias b.npy',
      'sbn verify audits/model-argmax/verdicts.jsonl --weights model.onnx --tensor fc.weight --bias fc.bias',
      'sbn verify runs/quickstart/bsl-d5-seed0/verdicts.jsonl --run runs/quickstart/bsl-d5-seed0',
    ],
  });
  addLayerOptions(command)
    .option(
      '--workers <n>',
      'worker threads; 0 for none (default: one per core, at most 8)',
      parseInteger(0, 256),
    )
    .action(async (file: string, options: Options) => {
      const terminal = session.openTerminal(options);
      const { signal } = session;
      const { workingDirectory } = session.environment;
      const path = resolve(workingDirectory, file);
      const [{ verifyFile }, { readLayer }, { summaryFileOf }, { asInputError }, { defaultWorkers }] =
        await Promise.all([
          import('../verify/verify-file.js'),
          import('../layer/read-layer.js'),
          import('../detection/detect-label-sets.js'),
          import('../as-input-error.js'),
          import('../detection/default-workers.js'),
        ]);
      const layer = await readLayer(options, workingDirectory);
      terminal.note(describeLayer(layer));
      // A detection leaves the rule beside its verdicts.
      const summary = (await readJson(summaryFileOf(path))) as Partial<DetectionRecord> | undefined;
      const rule: OutputRule = options.rule ?? summary?.question?.rule ?? 'threshold';
      const { weights, bias, structure } = layer;
      const task = terminal.progress.task('Verify', {
        total: summary?.complete ? summary.total : undefined,
        unit: 'verdicts',
      });
      const result = await asInputError('verify', () =>
        verifyFile({
          file: path,
          layer: { weights, bias, structure, rule },
          workers: options.workers ?? defaultWorkers(),
          signal,
          onProgress: (done) => task.update(done),
        }),
      ).catch((error: unknown) => {
        task.stop(signal.aborted ? 'stopped' : undefined);
        throw error;
      });
      task.done(`${formatInteger(result.total)} verdicts`);
      const disagreement = disagreementOf(summary, result);
      await terminal.printJson({
        verdicts: path,
        ...result,
        ...(disagreement === undefined ? {} : { disagreement }),
      });
      terminal.print(
        renderTable(
          [{ title: 'Checked' }, { title: 'Verdicts', align: 'right' }],
          [
            [terminal.colors.green('argmaxable, proved'), formatInteger(result.argmaxable)],
            [terminal.colors.green('unargmaxable, proved'), formatInteger(result.unargmaxable)],
            [terminal.colors.yellow('undecided'), formatInteger(result.undecided)],
            [terminal.colors.red('refused'), formatInteger(result.refused)],
          ],
          terminal.colors,
        ),
      );
      for (const { line, labels, reason } of result.refusals.slice(0, 20)) {
        terminal.print(`${file}:${line}: ${describeLabels(labels, layer.labelNames)}: ${reason}`);
      }
      if (disagreement !== undefined) terminal.print(disagreement);
      if (result.refused > 0 || disagreement !== undefined) session.setExitCode(exitCodes.found);
    });
}

/** Verdicts that all hold, and yet are not those that the summary counted: some were taken away or added. */
function disagreementOf(
  summary: Partial<DetectionRecord> | undefined,
  found: { readonly total: number },
): string | undefined {
  if (!summary?.complete || summary.total === found.total) return undefined;
  return `The summary beside the file is about ${formatInteger(summary.total!)} verdicts, and the file has ${formatInteger(found.total)}: verdicts are missing, or were added.`;
}
