import { InputError } from '@sbn/core';
import { type Certificate, decidingMethods, type Verdict } from './verdict.js';

/**
 * Reads back what `verdictToJson` wrote. Only the form is checked: whether the verdict holds is for `verifyVerdict`.
 *
 * @param json the parsed JSON; fields it should not have are left out of the result
 * @throws InputError (code `bad-verdict`) naming the field and what came
 */
export function verdictFromJson(json: unknown): Verdict {
  const fields = asFields(json, 'a verdict');
  const base = {
    labels: asNumbers(fields.labels, 'labels'),
    decidedBy: asOneOf(fields.decidedBy, 'decidedBy', decidingMethods),
    iterations: asNumber(fields.iterations, 'iterations'),
    milliseconds: asNumber(fields.milliseconds, 'milliseconds'),
    ...(fields.box === undefined ? {} : { box: asNumber(fields.box, 'box') }),
  };
  const status = asOneOf(fields.status, 'status', ['argmaxable', 'unargmaxable', 'undecided'] as const);
  if (status === 'undecided') {
    if (typeof fields.reason !== 'string') throw bad('reason', 'a string', fields.reason);
    return {
      ...base,
      status,
      reason: fields.reason,
      ...(fields.marginUpperBound === undefined
        ? {}
        : { marginUpperBound: asNumber(fields.marginUpperBound, 'marginUpperBound') }),
      ...(fields.certificate === undefined ? {} : { certificate: asCertificate(fields.certificate) }),
    };
  }
  if (status === 'unargmaxable') {
    return {
      ...base,
      status,
      proof: asOneOf(fields.proof, 'proof', ['exact', 'box', 'bounded', 'alternation'] as const),
      certificate: asCertificate(fields.certificate),
      marginUpperBound: asNumber(fields.marginUpperBound, 'marginUpperBound'),
      ...(fields.signChanges === undefined
        ? {}
        : { signChanges: asNumber(fields.signChanges, 'signChanges') }),
    };
  }
  const proof = asOneOf(fields.proof, 'proof', ['witness', 'alternation'] as const);
  if (proof === 'alternation') {
    return { ...base, status, proof, signChanges: asNumber(fields.signChanges, 'signChanges') };
  }
  if (typeof fields.marginIsBest !== 'boolean')
    throw bad('marginIsBest', 'true or false', fields.marginIsBest);
  return {
    ...base,
    status,
    proof,
    witness: Float64Array.from(asNumbers(fields.witness, 'witness')),
    ...(fields.threshold === undefined ? {} : { threshold: asNumber(fields.threshold, 'threshold') }),
    margin: asNumber(fields.margin, 'margin'),
    marginIsBest: fields.marginIsBest,
  };
}

function asCertificate(value: unknown): Certificate {
  const { rows, multipliers, exactMultipliers } = asFields(value, 'certificate');
  return {
    rows: asNumbers(rows, 'certificate.rows'),
    multipliers: Float64Array.from(asNumbers(multipliers, 'certificate.multipliers')),
    ...(exactMultipliers === undefined
      ? {}
      : { exactMultipliers: asIntegers(exactMultipliers, 'certificate.exactMultipliers') }),
  };
}

function asFields(value: unknown, name: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw bad(name, 'an object', value);
  return value as Readonly<Record<string, unknown>>;
}

function asNumber(value: unknown, name: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw bad(name, 'a finite number', value);
  return value;
}

function asNumbers(value: unknown, name: string): number[] {
  if (!Array.isArray(value)) throw bad(name, 'a list of numbers', value);
  return value.map((entry, i) => asNumber(entry, `${name}[${i}]`));
}

function asIntegers(value: unknown, name: string): bigint[] {
  if (!Array.isArray(value)) throw bad(name, 'a list of integers in strings', value);
  return value.map((entry: unknown, i) => {
    if (typeof entry !== 'string' || !/^-?\d+$/.test(entry)) {
      throw bad(`${name}[${i}]`, 'an integer in a string', entry);
    }
    return BigInt(entry);
  });
}

function asOneOf<T extends string>(value: unknown, name: string, words: readonly T[]): T {
  if (!words.includes(value as T)) throw bad(name, `one of ${words.join(', ')}`, value);
  return value as T;
}

function bad(name: string, expected: string, value: unknown): InputError {
  const got = value === undefined ? 'nothing' : (JSON.stringify(value)?.slice(0, 60) ?? String(value));
  return new InputError(`Not a verdict: ${name} must be ${expected}, got ${got}.`, { code: 'bad-verdict' });
}
