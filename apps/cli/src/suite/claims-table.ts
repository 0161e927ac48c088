import type { StudyClaim } from '@sbn/report';
import type { Colors } from '../terminal/colors.js';
import { renderTable } from '../terminal/table.js';

/** The claims of the abstract, or of all experiments where none is the abstract's, as a table for the terminal. */
export function claimsTable(claims: readonly StudyClaim[], colors: Colors): string {
  const overall = claims.filter(({ group }) => group === undefined);
  const shown = overall.length > 0 ? overall : claims;
  if (shown.length === 0) return 'No claim of the paper is judged by these experiments.';
  const looks = {
    'borne-out': colors.green('✓ borne out'),
    'not-borne-out': colors.red('✕ not borne out'),
    open: colors.yellow('? open'),
  };
  return renderTable(
    [{ title: 'Verdict' }, { title: 'Claim' }],
    shown.map(({ verdict, claim }) => [looks[verdict], claim]),
    colors,
  );
}
