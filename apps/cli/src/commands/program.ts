import { Command } from 'commander';
import { exitCodesHelp } from '../exit-codes.js';
import type { Session } from '../session.js';
import { packageVersion } from '../version.js';
import { addBackendsCommand } from './backends.js';
import { addCountCommand } from './count.js';
import { addExperimentCommand } from './experiment.js';
import { addQuickstartCommand } from './quickstart.js';

/** The `sbn` command line with all its commands. */
export function createProgram(session: Session): Command {
  const { stdout, stderr } = session.environment;
  const program = new Command('sbn')
    .description('Train the output layers of classifiers, and prove what they can and cannot output.')
    .version(packageVersion(), '-V, --version', 'show the version')
    .helpCommand('help [command]', 'show the help of a command')
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      // One line per mistake: commander puts its suggestion on a second one.
      outputError: (text, write) => write(`${text.trim().replaceAll(/\s*\n\s*/g, ' ')}\n`),
    })
    .configureHelp({ showGlobalOptions: false })
    .exitOverride()
    .addHelpText('after', `\nStart with:\n  $ sbn quickstart\n${exitCodesHelp}`);
  addQuickstartCommand(program, session);
  addExperimentCommand(program, session);
  addCountCommand(program, session);
  addBackendsCommand(program, session);
  return program;
}
