import type { Head } from '@sbn/heads';
import type { Encoder } from '../encoders/encoder.js';
import { matches, type Optimizer, type ParameterRule } from './optimizer.js';

/**
 * The settings of each parameter of a model: those of the first group that holds it, and for the rest the optimiser's own.
 * A learning rate that the head asks for (`head.learningRates`) comes before the optimiser's and after a group's. What the
 * encoder has frozen has the rate 0 whatever a group says.
 */
export function rulesFor(
  optimizer: Optimizer,
  { head, encoder }: { readonly head: Head; readonly encoder?: Encoder | undefined },
): (name: string) => ParameterRule {
  const frozen = new Set(encoder?.frozen?.map((name) => `encoder/${name}`));
  const ownRates = new Map(
    Object.entries(head.learningRates).map(([name, learningRate]) => [`head/${name}`, learningRate]),
  );
  return (name) => {
    const rule = optimizer.ruleFor(name);
    if (frozen.has(name)) return { ...rule, learningRate: 0 };
    const learningRate = ownRates.get(name);
    const group = optimizer.groups.find((candidate) => matches(candidate, name));
    const isTold = group?.learningRate !== undefined;
    return learningRate === undefined || isTold ? rule : { ...rule, learningRate };
  };
}
