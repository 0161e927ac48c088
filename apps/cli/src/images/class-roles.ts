import { InputError } from '@sbn/core';
import picomatch from 'picomatch';

/** What the classes of a data set are to a classifier. */
export interface ClassRoles {
  /** The names of the classes it is to know, in the order of their numbers. */
  readonly known: readonly string[];
  /** For each class of the data its number among those to know, or what it is instead. */
  readonly roles: readonly (number | 'unknown' | 'unseen')[];
}

/**
 * Divides the classes of a data set by name.
 *
 * @param names of the data's classes
 * @param unknown patterns (`Balinese/*`) of classes whose pictures count as unknown
 * @param unseen the same, for pictures that are unknown and are tested on only
 * @throws InputError when a pattern matches nothing, a class is of both kinds, or fewer than two are left to know
 */
export function divideClasses(
  names: readonly string[],
  { unknown, unseen }: { readonly unknown: readonly string[]; readonly unseen: readonly string[] },
): ClassRoles {
  const matching = (key: string, patterns: readonly string[]): Set<string> => {
    const found = new Set<string>();
    for (const pattern of patterns) {
      const matches = picomatch(pattern);
      const matched = names.filter((name) => matches(name));
      if (matched.length === 0) {
        throw new InputError(
          `data.${key}: no class is called "${pattern}"; the classes are ${listOf(names)}`,
          { code: 'bad-config' },
        );
      }
      for (const name of matched) found.add(name);
    }
    return found;
  };
  const [unknownNames, unseenNames] = [matching('unknown', unknown), matching('unseen', unseen)];
  const both = [...unknownNames].find((name) => unseenNames.has(name));
  if (both !== undefined) {
    throw new InputError(`data.unseen: ${both} is among the classes of data.unknown, too; name it once`, {
      code: 'bad-config',
    });
  }
  const known = names.filter((name) => !unknownNames.has(name) && !unseenNames.has(name));
  if (known.length < 2) {
    throw new InputError(
      `data: ${known.length === 0 ? 'no class is' : 'one class is'} left to know, of ${names.length}; expected two or more`,
      { code: 'bad-config' },
    );
  }
  const numbers = new Map(known.map((name, number) => [name, number]));
  return {
    known,
    roles: names.map((name) => numbers.get(name) ?? (unseenNames.has(name) ? 'unseen' : 'unknown')),
  };
}

function listOf(names: readonly string[]): string {
  const shown = names.slice(0, 10).join(', ');
  return names.length > 10 ? `${shown} and ${names.length - 10} more` : shown;
}
