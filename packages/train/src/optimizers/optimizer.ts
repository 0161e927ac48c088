import { InputError } from '@sbn/core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** Which parameters a group holds: those whose name starts with the text, or those for which the function is true. */
export type ParameterMatch = string | ((name: string) => boolean);

/** Settings for some of the parameters; what is left out is as in the optimiser. The first group that matches counts. */
export interface ParameterGroup {
  readonly match: ParameterMatch;
  /** Step size; 0 freezes the parameters. */
  readonly learningRate?: number;
  readonly weightDecay?: number;
}

/** What holds for one parameter after the groups are applied. */
export interface ParameterRule {
  readonly learningRate: number;
  readonly weightDecay: number;
}

/** A stretch of one parameter that is to be updated in host memory, in place. */
export interface HostUpdate {
  readonly values: Float32Array;
  /** One array per name in `slots`, laid out like `values`. */
  readonly slots: readonly Float32Array[];
  /** Where the stretch starts in `values` and in the slots. */
  readonly valuesAt: number;
  readonly gradient: Float32Array;
  /** Where the stretch starts in `gradient`. */
  readonly gradientAt: number;
  readonly length: number;
  /** Multiplies the gradient (clipping). */
  readonly gradientScale: number;
  readonly rule: ParameterRule;
  /** Factor of the schedule. */
  readonly rateFactor: number;
  /** 1 for the first update of the training. */
  readonly updateNumber: number;
}

/** One whole parameter that is to be updated on the device. */
export interface DeviceUpdate {
  readonly value: Tensor;
  readonly slots: readonly Tensor[];
  readonly gradient: Tensor;
  /** Multiplies the gradient (clipping). */
  readonly gradientScale: number;
  readonly rule: ParameterRule;
  readonly rateFactor: number;
  readonly updateNumber: number;
}

/**
 * How gradients change parameters: pure arithmetic, no state of its own. The engine keeps the slots (moments), names
 * them in checkpoints, and asks for host or device arithmetic depending on where the parameters live.
 */
export interface Optimizer {
  readonly kind: OptimizerConfig['kind'];
  /** Names of the arrays that are kept for each parameter. */
  readonly slots: readonly string[];
  readonly groups: readonly ParameterGroup[];
  /** The settings of one parameter. */
  ruleFor(name: string): ParameterRule;
  updateHost(update: HostUpdate): void;
  /** Returns new tensors and leaves the given ones as they are, or returns the given ones, updated in place. */
  updateDevice(update: DeviceUpdate): { readonly value: Tensor; readonly slots: readonly Tensor[] };
  toConfig(): OptimizerConfig;
}

/** Plain JSON that describes an optimiser. A group whose `match` is a function is written as `(function)`. */
export type OptimizerConfig =
  | {
      readonly kind: 'adam';
      readonly learningRate: number;
      readonly beta1: number;
      readonly beta2: number;
      readonly epsilon: number;
      readonly weightDecay: number;
      readonly groups: readonly GroupConfig[];
    }
  | {
      readonly kind: 'sgd';
      readonly learningRate: number;
      readonly weightDecay: number;
      readonly groups: readonly GroupConfig[];
    };

/** A {@link ParameterGroup} as plain JSON. */
export interface GroupConfig {
  readonly match: string;
  readonly learningRate?: number;
  readonly weightDecay?: number;
}

/** Whether a group holds a parameter. */
export function matches(group: ParameterGroup, name: string): boolean {
  return typeof group.match === 'string' ? name.startsWith(group.match) : group.match(name);
}

/**
 * Applies the groups to a parameter: the first that matches counts.
 *
 * @param defaults the optimiser's own settings
 */
export function resolveRule(
  defaults: ParameterRule,
  groups: readonly ParameterGroup[],
  name: string,
): ParameterRule {
  const group = groups.find((candidate) => matches(candidate, name));
  return {
    learningRate: group?.learningRate ?? defaults.learningRate,
    weightDecay: group?.weightDecay ?? defaults.weightDecay,
  };
}

/**
 * Refuses groups that hold none of a model's parameters, which is a misspelt name in nearly every case.
 *
 * @throws InputError (code `group-without-parameters`)
 */
export function checkGroupsMatch(optimizer: Optimizer, names: readonly string[]): void {
  optimizer.groups.forEach((group, i) => {
    if (names.some((name) => matches(group, name))) return;
    const shown = typeof group.match === 'string' ? `"${group.match}"` : 'a function';
    throw new InputError(
      `optimizer: group ${i} (match ${shown}) holds no parameter; the model has ${names.join(', ')}.`,
      { code: 'group-without-parameters' },
    );
  });
}

/** Groups as plain JSON. */
export function groupConfigs(groups: readonly ParameterGroup[]): GroupConfig[] {
  return groups.map((group) => ({
    ...group,
    match: typeof group.match === 'string' ? group.match : '(function)',
  }));
}
