import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import type { Session } from '../session.js';
import { type CommonOptions, defineCommand } from './define-command.js';
import { quote } from './experiment-options.js';
import { printReport } from './print-report.js';

interface Options extends CommonOptions {
  readonly out?: string;
}

/** `sbn report`: writes the report of a run or of an experiment. */
export function addReportCommand(program: Command, session: Session): void {
  defineCommand(program, {
    usage: 'report <folder>',
    summary: 'write the report of a run or of an experiment',
    description:
      'Gathers what a run folder, or all run folders of an experiment, have come to, and writes report.html and ' +
      'charts/*.png. Trains and measures nothing: runs that are not done are left out.',
    examples: ['sbn report runs/quickstart', 'sbn report runs/quickstart/bsl-d5-seed0 --out /tmp/report'],
  })
    .option('--out <folder>', 'where the report goes (default: the folder itself)')
    .action(async (folder: string, options: Options) => {
      const terminal = session.openTerminal(options);
      const { workingDirectory } = session.environment;
      const path = resolve(workingDirectory, folder);
      const { readFolder } = await import('../tasks/read-folder.js');
      const { kind, work, name, config, outcomes, missing } = await readFolder(path);
      if (missing.length > 0) terminal.note(`Not done yet, so left out: ${missing.join(', ')}`);
      const reported = await work.report({
        name,
        config,
        folder: options.out === undefined ? path : resolve(workingDirectory, options.out),
        outcomes,
        reproduce:
          kind === 'experiment'
            ? [`sbn experiment ${quote(join(folder, 'experiment.yaml'))}`]
            : [`sbn report ${quote(folder)}`],
        progress: terminal.progress,
        force: true,
      });
      await printReport(terminal, path, reported);
    });
}
