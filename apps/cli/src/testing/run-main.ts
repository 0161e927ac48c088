import { PassThrough, Readable } from 'node:stream';
import { type ExitCode, type MainOptions, main } from '../index.js';

/** What one command did. */
export interface MainRun {
  readonly code: ExitCode;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `sbn` inside the test's process, with streams of its own. */
export async function runMain(
  argv: readonly string[],
  options: Omit<MainOptions, 'stdin'> & { readonly stdin?: string } = {},
): Promise<MainRun> {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const out = collect(stdout);
  const err = collect(stderr);
  const code = await main(argv, {
    stdout,
    stderr,
    variables: {},
    ...options,
    stdin: Readable.from(options.stdin === undefined ? [] : [Buffer.from(options.stdin)]),
  });
  stdout.end();
  stderr.end();
  return { code, stdout: await out, stderr: await err };
}

async function collect(stream: PassThrough): Promise<string> {
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  return text;
}
