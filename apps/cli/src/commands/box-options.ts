import { InputError } from '@sbn/core';
import type { Command } from 'commander';
import { parseNumber } from './parse-number.js';

/** The flags of a box around the inputs, and of the papers' evaluation in it. */
export interface BoxOptions {
  readonly box?: number;
  readonly epsilon?: number;
}

/** Adds the flags of {@link BoxOptions}. */
export function addBoxOptions(command: Command): Command {
  return command
    .option('--box <B>', 'only inputs with every |x| <= B count (default: all inputs)', parseNumber(0))
    .option(
      '--epsilon <e>',
      'with --box: ask about all inputs, and beside it decide as the papers do in the box: argmaxable with a ball of radius 1e-8, ε-argmaxable with one over e (theirs: 1)',
      parseNumber(0),
    );
}

/** @throws InputError when the flags do not fit together */
export function checkBoxOptions({ box, epsilon }: BoxOptions): void {
  if (epsilon !== undefined && box === undefined) {
    throw new InputError('--epsilon is a radius in a box, and needs --box, such as --box 1e4', {
      code: 'bad-flag',
    });
  }
}
