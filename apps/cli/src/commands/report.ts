import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import type { Session } from '../session.js';
import { commonFolder } from '../suite/common-folder.js';
import { type CommonOptions, defineCommand } from './define-command.js';
import { quote } from './experiment-options.js';
import { parseFolderName } from './parse-folder-name.js';
import { printReport } from './print-report.js';

interface Options extends CommonOptions {
  readonly out?: string;
  readonly suite: string;
}

/** `sbn report`: writes the report of a run or of an experiment. */
export function addReportCommand(program: Command, session: Session): void {
  defineCommand(program, {
    usage: 'report <folder...>',
    summary: 'write the report of a run, of an experiment, or of several experiments',
    description:
      'Gathers what a run folder, or all run folders of an experiment, have come to, and writes report.html and ' +
      'charts/*.png. Trains and measures nothing: runs that are not done are left out. The folders of several ' +
      'experiments make one report, as sbn experiment does of several configurations.',
    examples: [
      'sbn report runs/quickstart',
      'sbn report runs/quickstart/bsl-d5-seed0 --out /tmp/report',
      'sbn report runs/taming-bibtex runs/taming-wordnet --suite taming',
    ],
  })
    .option(
      '--out <folder>',
      'where the report goes (default: the folder itself; of several, SUITE beside them)',
    )
    .option('--suite <name>', 'of several folders: what the report is called', parseFolderName, 'suite')
    .action(async (folders: readonly string[], options: Options) => {
      if (folders.length > 1) return reportFolders(folders, options, session);
      const terminal = session.openTerminal(options);
      const { workingDirectory } = session.environment;
      const folder = folders[0]!;
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

/** One report of several experiments. */
async function reportFolders(folders: readonly string[], options: Options, session: Session): Promise<void> {
  const terminal = session.openTerminal(options);
  const { workingDirectory } = session.environment;
  const { suite, out } = options;
  const paths = folders.map((folder) => resolve(workingDirectory, folder));
  const path = out === undefined ? join(commonFolder(paths), suite) : resolve(workingDirectory, out);
  const { reportSuite } = await import('../suite/report-suite.js');
  const reported = await reportSuite({
    name: suite,
    folders: folders.map((folder, at) => ({
      path: paths[at]!,
      command: `sbn experiment ${quote(join(folder, 'experiment.yaml'))}`,
    })),
    leftOut: [],
    folder: path,
    command: `sbn report ${folders.map(quote).join(' ')} --suite ${quote(suite)}${out === undefined ? '' : ` --out ${quote(out)}`}`,
    progress: terminal.progress,
    force: true,
  });
  await printReport(terminal, path, reported);
}
