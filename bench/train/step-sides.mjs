// Everything that makes training steps in the benchmark, each in a process of its own: ours, and PyTorch.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openJsonProcess } from '../open-json-process.mjs';

const ownProgram = join(import.meta.dirname, 'step-program.mjs');
const peersFolder = join(import.meta.dirname, '..', 'peers');
const torchProgram = join(peersFolder, 'torch_training.py');

/** Where the newest PyTorch is looked for, and Debian's. */
export const torchPythons = {
  torch: join(peersFolder, '.venv-torch', 'bin', 'python'),
  'torch-debian': '/usr/bin/python3',
};

export const torchInstallCommand =
  'python3 -m venv bench/peers/.venv-torch && bench/peers/.venv-torch/bin/pip install -r bench/peers/requirements-torch.txt';

function ownSides(threads) {
  const own = (kind) => ({ program: process.execPath, args: [ownProgram, kind, `${threads}`] });
  const sides = { fused: own('fused'), loop: own('loop') };
  if (threads === 1) sides.plain = own('plain');
  return sides;
}

/**
 * Starts all sides for one number of threads.
 *
 * @param {{ threads: number, isNative: boolean, isCompiled: boolean, only?: readonly string[] }} options
 * @returns `{ sides: { name: { kind: 'own' | 'torch', variants(head), ask } }, missing, versions, close() }`
 */
export async function openStepSides({ threads, isNative, isCompiled, pythons = torchPythons }) {
  const programs = Object.entries(ownSides(threads)).map(([name, program]) => [name, 'own', program]);
  if (isNative) {
    for (const [name, python] of Object.entries(pythons)) {
      programs.push([name, 'torch', { program: python, args: [torchProgram] }]);
    }
  }
  const sides = {};
  const missing = {};
  const versions = {};
  const processes = [];
  for (const [name, kind, { program, args }] of programs) {
    if (kind === 'torch' && !existsSync(program)) {
      missing[name] = `${program} is not there`;
      continue;
    }
    try {
      const opened = await openJsonProcess(program, args);
      processes.push(opened);
      sides[name] = { kind, ask: opened.ask, greeting: opened.greeting };
      if (kind === 'torch') versions[name] = opened.greeting.versions;
    } catch (error) {
      missing[name] = error.message;
    }
  }
  return {
    missing,
    versions,
    sidesFor: (head) =>
      Object.fromEntries(
        Object.entries(sides).flatMap(([name, side]) => formsOf(name, side, head, isCompiled)),
      ),
    close: () => Promise.all(processes.map(({ close }) => close())),
  };
}

/** The forms in which a side can train a head: `[name, { ask, openings }]`, the fastest of the openings to be used. */
function formsOf(name, { kind, ask, greeting }, head, isCompiled) {
  if (kind === 'own') return [[name, { ask, openings: [{ head }] }]];
  const adams = greeting.adams.map((adam) => ({ head, adam }));
  const forms = [[name, { ask, openings: adams }]];
  if (head.kind === 'dft') {
    const openings = greeting.adams.map((adam) => ({ head: { ...head, transform: 'matrix' }, adam }));
    forms.push([`${name}, matrix`, { ask, openings }]);
  }
  if (isCompiled && greeting.compiles) {
    const [adam] = greeting.adams;
    forms.push([
      `${name}, compiled`,
      { ask, openings: [true, 'all'].map((compiled) => ({ head, adam, compiled })) },
    ]);
  }
  return forms;
}
