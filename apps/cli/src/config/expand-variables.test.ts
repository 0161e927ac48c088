// biome-ignore-all lint/suspicious/noTemplateCurlyInString: such placeholders are what is tested here
import { describe, expect, it } from 'vitest';
import { expandVariables } from './expand-variables.js';

describe('expandVariables', () => {
  const variables = { SBN_DATA: '/data', EMPTY: '' };

  it('fills in variables and fallbacks', () => {
    expect(expandVariables('${SBN_DATA}/bibtex', variables)).toBe('/data/bibtex');
    expect(expandVariables('${SBN_DATA:-x}/${OTHER:-../data}', variables)).toBe('/data/../data');
    expect(expandVariables('${EMPTY:-x}', variables)).toBe('x');
    expect(expandVariables('$${SBN_DATA} costs $5', variables)).toBe('${SBN_DATA} costs $5');
  });

  it('names the variable that is missing', () => {
    expect(() => expandVariables('${NOPE}/x', variables)).toThrow(
      'the environment variable NOPE is not set, but "${NOPE}/x" asks for it. Set it, or write ${NOPE:-fallback}.',
    );
  });
});
