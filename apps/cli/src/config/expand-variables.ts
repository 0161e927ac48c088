import { InputError } from '@sbn/core';

/**
 * Replaces `${NAME}` by the environment variable NAME and `${NAME:-fallback}` by the fallback where NAME is not set
 * or empty. `$${` stands for a literal `${`.
 *
 * @throws InputError naming the variable when it is not set and has no fallback
 */
export function expandVariables(
  text: string,
  variables: Readonly<Record<string, string | undefined>>,
): string {
  return text.replaceAll(
    /\$\$\{|\$\{([A-Za-z_]\w*)(?::-([^}]*))?\}/g,
    (_whole, name: string | undefined, fallback: string | undefined) => {
      if (name === undefined) return '${';
      const value = variables[name];
      if (value !== undefined && value !== '') return value;
      if (fallback !== undefined) return fallback;
      throw new InputError(`the environment variable ${name} is not set, but "${text}" asks for it.`, {
        code: 'variable-not-set',
        hint: `Set it, or write \${${name}:-fallback}.`,
      });
    },
  );
}
