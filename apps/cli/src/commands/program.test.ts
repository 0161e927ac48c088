import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { createSession } from '../session.js';
import { runMain } from '../testing/run-main.js';
import { createProgram } from './program.js';

const environment = {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  variables: {},
  workingDirectory: '/',
};
const program = createProgram(createSession(environment, new AbortController().signal));

describe('every command', () => {
  it('is there', () => {
    expect(program).toBeInstanceOf(Command);
    expect(program.commands.map((command) => command.name())).toEqual([
      'quickstart',
      'train',
      'evaluate',
      'predict',
      'classify',
      'export',
      'audit',
      'detect',
      'verify',
      'count',
      'coverage',
      'geometry',
      'prepare',
      'embed',
      'datasets',
      'backends',
      'experiment',
      'report',
    ]);
  });

  it.each(program.commands.map((command) => command.name()))(
    '%s --help has an example and the exit codes',
    async (name) => {
      const { code, stdout, stderr } = await runMain([name, '--help']);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toMatch(new RegExp(`\\nExamples?:\\n  \\$ sbn ${name}`));
      expect(stdout).toContain('Exit codes:');
      expect(stdout).toContain('--json');
    },
  );
});
