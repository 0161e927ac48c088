import type { OutputRule } from '@sbn/detect';
import { InvalidArgumentError } from 'commander';
import { ruleOf } from '../config/rule-of.js';

/** Reads a flag's value as a rule; for `Command.option`. */
export function parseRule(text: string): OutputRule {
  const rule = ruleOf(text);
  if (rule === undefined) {
    throw new InvalidArgumentError('Expected threshold, argmax or topk:K, such as topk:5.');
  }
  return rule;
}
