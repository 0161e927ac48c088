import { InputError } from '@sbn/core';
import { ZodError } from 'zod';

/** Reads one configuration with these overrides. */
export type ReadWith<Loaded> = (overrides: readonly string[]) => Promise<Loaded>;

/** A configuration of a suite, before the overrides are in it. */
export interface SuiteMember<Loaded> {
  /** What `NAME:key=value` calls it. */
  readonly name: string;
  readonly read: ReadWith<Loaded>;
}

/**
 * Reads all configurations of a suite with the overrides of its command line. `key.path=value` goes into every
 * configuration that can have it, since tasks have different keys; `NAME:key.path=value` into the one of that name.
 *
 * @throws InputError when a value is wrong for a configuration that has the key, fits into none, or names none of them
 */
export async function readWithOverrides<Loaded>(
  members: readonly SuiteMember<Loaded>[],
  overrides: readonly string[],
): Promise<Loaded[]> {
  const kept = members.map((): string[] => []);
  for (const override of overrides) {
    const { name, text } = addressed(override);
    if (name !== undefined) {
      const at = members.findIndex((member) => member.name === name);
      if (at === -1) {
        throw new InputError(
          `--set ${override}: no experiment is called ${name}; there are: ${members.map((member) => member.name).join(', ')}`,
          { code: 'bad-override' },
        );
      }
      kept[at]!.push(text);
      continue;
    }
    const refusals: InputError[] = [];
    for (const [at, { read }] of members.entries()) {
      const refusal = await refusalOf(read, [...kept[at]!, text]);
      if (refusal === undefined) kept[at]!.push(text);
      else if (isWithoutKey(refusal)) refusals.push(refusal);
      else throw refusal;
    }
    if (refusals.length === members.length) throw refusals[0]!;
  }
  return Promise.all(members.map(({ read }, at) => read(kept[at]!)));
}

/** `NAME:key=value` in its two parts. A colon behind the equals sign is one of the value. */
function addressed(override: string): { readonly name?: string; readonly text: string } {
  const match = /^([^:=]+):(.*)$/s.exec(override);
  return match === null ? { text: override } : { name: match[1]!, text: match[2]! };
}

async function refusalOf(
  read: ReadWith<unknown>,
  overrides: readonly string[],
): Promise<InputError | undefined> {
  try {
    await read(overrides);
    return undefined;
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
}

/** Whether the configuration has no such key, and not a wrong value at it. */
function isWithoutKey({ code, cause }: InputError): boolean {
  if (code === 'bad-override') return true;
  return cause instanceof ZodError && cause.issues.some((issue) => issue.code === 'unrecognized_keys');
}
