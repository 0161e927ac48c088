import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { EvaluationConfig } from '../classification/config/evaluation.js';
import type { Session } from '../session.js';
import { metricTitle } from '../terminal/metric-title.js';
import { renderTable } from '../terminal/table.js';
import { type CommonOptions, defineCommand } from './define-command.js';
import { quote } from './experiment-options.js';
import { parseIntegers } from './parse-integers.js';

interface Options extends CommonOptions {
  readonly split?: EvaluationConfig['split'];
  readonly ks?: readonly number[];
}

/** `sbn evaluate`: measures a trained run. */
export function addEvaluateCommand(program: Command, session: Session): void {
  defineCommand(program, {
    usage: 'evaluate <run>',
    summary: 'measure a trained run',
    description:
      "Measures the best parameters of a run folder: P@k, R@k, F1@k, nDCG@k, micro- and macro-F1, average precision and more. Writes evaluation.json into it, unless a flag asks for something else than the run's own configuration.",
    examples: [
      'sbn evaluate runs/quickstart/dft-k16-slack25-seed0',
      'sbn evaluate runs/mine --split valid --ks 1,5,20 --json',
    ],
  })
    .addOption(new Option('--split <name>', 'the examples to measure on').choices(['train', 'valid', 'test']))
    .option('--ks <list>', 'the cut-offs k, such as 1,3,5', parseIntegers(1))
    .action(async (folder: string, options: Options) => {
      const terminal = session.openTerminal(options);
      session.setResumeCommand(`sbn evaluate ${quote(folder)}`);
      const path = resolve(session.environment.workingDirectory, folder);
      const [{ withTrainedRun }, { evaluateStage, measure }, { runFiles }] = await Promise.all([
        import('../classification/open-run.js'),
        import('../classification/evaluate-stage.js'),
        import('../experiment/run-files.js'),
      ]);
      const record = await withTrainedRun({ path, terminal, signal: session.signal }, async (context) => {
        const { split, ks } = options;
        const own = context.config.evaluation;
        if (split !== undefined || ks !== undefined) {
          return measure(context, { ...own, split: split ?? own.split, ks: ks ?? own.ks });
        }
        // Asked for by name, so measured anew.
        await rm(runFiles(path).evaluation, { force: true });
        return evaluateStage(context);
      });
      await terminal.printJson({ path, ...record });
      terminal.print(
        renderTable(
          [{ title: `Metric (${record.config.split})` }, { title: 'Value', align: 'right' }],
          Object.entries(record.metrics).map(([key, value]) => [
            metricTitle(key),
            Number.isInteger(value) ? String(value) : value.toFixed(4),
          ]),
          terminal.colors,
        ),
      );
    });
}
