import { Command } from 'commander';
import { exitCodesHelp } from '../exit-codes.js';
import type { Session } from '../session.js';
import { packageVersion } from '../version.js';
import { addAuditCommand } from './audit.js';
import { addBackendsCommand } from './backends.js';
import { addClassifyCommand } from './classify.js';
import { addCountCommand } from './count.js';
import { addCoverageCommand } from './coverage.js';
import { addDatasetsCommand } from './datasets.js';
import { addDetectCommand } from './detect.js';
import { addEmbedCommand } from './embed.js';
import { addEvaluateCommand } from './evaluate.js';
import { addExperimentCommand } from './experiment.js';
import { addExportCommand } from './export.js';
import { addGeometryCommand } from './geometry.js';
import { addPredictCommand } from './predict.js';
import { addPrepareCommand } from './prepare.js';
import { addQuickstartCommand } from './quickstart.js';
import { addReportCommand } from './report.js';
import { addTrainCommand } from './train.js';
import { addVerifyCommand } from './verify.js';

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
  addTrainCommand(program, session);
  addEvaluateCommand(program, session);
  addPredictCommand(program, session);
  addClassifyCommand(program, session);
  addExportCommand(program, session);
  addAuditCommand(program, session);
  addDetectCommand(program, session);
  addVerifyCommand(program, session);
  addCountCommand(program, session);
  addCoverageCommand(program, session);
  addGeometryCommand(program, session);
  addPrepareCommand(program, session);
  addEmbedCommand(program, session);
  addDatasetsCommand(program, session);
  addBackendsCommand(program, session);
  addExperimentCommand(program, session);
  addReportCommand(program, session);
  return program;
}
