// Runs the exact pnpm that package.json names, through npx: a fresh machine has only Node and npm.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
// turbo asks its makers for nothing: no telemetry from a stranger's machine.
const env = { ...process.env, TURBO_TELEMETRY_DISABLED: '1' };
const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

/** Stops with one line when this Node is older than `engines.node` of package.json. */
export function checkNode() {
  const needed = manifest.engines.node.replace('>=', '');
  const [major, minor] = process.versions.node.split('.').map(Number);
  const [needMajor, needMinor] = needed.split('.').map(Number);
  if (major < needMajor || (major === needMajor && minor < needMinor)) {
    console.error(`SBN needs Node ${needed} or newer, this is ${process.versions.node}.`);
    process.exit(2);
  }
}

/** Runs a command in the repository's root with its output shown; rejects with its exit code when it fails. */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', env, ...options });
    // The terminal sends Ctrl-C to the child as well: wait for it to end in its own way.
    const ignore = () => {};
    process.on('SIGINT', ignore);
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      process.off('SIGINT', ignore);
      if (code === 0) resolve();
      else
        reject(Object.assign(new Error(`${command} ${args.join(' ')}`), { exitCode: code ?? 128, signal }));
    });
  });
}

export function pnpm(args, options) {
  return run('npx', ['--yes', manifest.packageManager, ...args], options);
}

/** Installs from the lockfile (a second's work when nothing changed). */
export async function install() {
  await pnpm(['install', '--frozen-lockfile', '--prefer-offline', '--reporter', 'append-only']);
}

/** Runs a script's steps; a step that failed has said why, so only its exit code is passed on. */
export async function main(steps) {
  checkNode();
  try {
    await steps();
  } catch (error) {
    if (error.exitCode === undefined) throw error;
    process.exitCode = error.exitCode;
  }
}
