import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../../bin/sbn.js', import.meta.url));

/** What one process did. */
export interface SpawnedRun {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What {@link spawnSbn} may be told. */
export interface SpawnOptions {
  readonly cwd?: string;
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Called with the process as soon as there is one. */
  readonly onStart?: (process: ChildProcess) => void;
  /** Called with the process and all it has written to stderr so far, whenever it writes more. */
  readonly onStderr?: (process: ChildProcess, stderr: string) => void;
}

/** Runs the built `sbn` in a process of its own, as a user does. */
export function spawnSbn(argv: readonly string[], options: SpawnOptions = {}): Promise<SpawnedRun> {
  const { cwd, stdin = '', env = {}, onStart, onStderr } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [bin, ...argv], { cwd, env: { ...process.env, ...env } });
    onStart?.(child);
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      onStderr?.(child, stderr);
    });
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
    // The process may end without reading what it is given.
    child.stdin.on('error', () => {});
    child.stdin.end(stdin);
  });
}
