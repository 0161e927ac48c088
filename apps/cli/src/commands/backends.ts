import type { Command } from 'commander';
import type { Session } from '../session.js';
import { backendLines } from './backend-lines.js';
import { type CommonOptions, defineCommand } from './define-command.js';

/** `sbn backends`: which TensorFlow.js backends work on this machine, and why the others do not. */
export function addBackendsCommand(program: Command, session: Session): void {
  defineCommand(program, {
    usage: 'backends',
    summary: 'which TensorFlow.js backends work on this machine',
    description:
      'Starts every TensorFlow.js backend in turn and says how it went: with which version and how many threads it ' +
      'computes, or why it does not work and how to install it. With "backend: auto" the first one that works is ' +
      'taken. Also says whether threads can share memory here and whether there is relaxed SIMD.',
    examples: ['sbn backends'],
  }).action(async (options: CommonOptions) => {
    const terminal = session.openTerminal(options);
    const { describeBackends, describeRuntime } = await import('@sbn/train');
    const task = terminal.progress.task('Start the backends');
    const runtime = describeRuntime();
    const backends = await describeBackends();
    const chosen = backends.find(({ status }) => status === 'works');
    task.done(chosen === undefined ? 'none works' : `auto takes ${chosen.name}`);
    await terminal.printJson({ auto: chosen?.name ?? null, runtime, backends });
    for (const line of backendLines({ runtime, backends, colors: terminal.colors })) terminal.print(line);
  });
}
