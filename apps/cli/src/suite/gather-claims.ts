import type { StudyClaim } from '@sbn/report';
import { groupBy } from '../experiment/group-by.js';

/** The claims of one experiment. */
export interface ExperimentClaims {
  /** What readers call the experiment. */
  readonly title: string;
  readonly claims: readonly StudyClaim[];
}

/**
 * The claims of the paper's abstract over all experiments that speak to them, one line each: borne out where every
 * experiment bears it out, not borne out where one says that it is not, else open. Claims are the same where their ids
 * are.
 *
 * @param command what runs all experiments again
 */
export function gatherClaims(experiments: readonly ExperimentClaims[], command: string): StudyClaim[] {
  const said = experiments.flatMap(({ title, claims }) =>
    claims.filter(({ where }) => where === 'abstract').map((claim) => ({ title, claim })),
  );
  return [...groupBy(said, ({ claim }) => claim.id).values()].map((group) => {
    const { id, claim, where } = group[0]!.claim;
    const borneOut = group.filter((one) => one.claim.verdict === 'borne-out');
    const others = group.filter((one) => one.claim.verdict !== 'borne-out');
    const isRefuted = others.some((one) => one.claim.verdict === 'not-borne-out');
    return {
      id,
      claim,
      where,
      figure: `Borne out by ${borneOut.length} of ${group.length} ${group.length === 1 ? 'experiment' : 'experiments'}.${group
        .map(({ title, claim: { figure } }) => `\n${title}: ${figure}`)
        .join('')}`,
      verdict: isRefuted ? 'not-borne-out' : others.length > 0 ? 'open' : 'borne-out',
      ...remarkOf(group),
      command,
    };
  });
}

/** What all experiments remark; else why some do not bear the claim out. */
function remarkOf(group: readonly { readonly title: string; readonly claim: StudyClaim }[]): {
  readonly remark?: string;
} {
  const [first, ...rest] = new Set(group.map(({ claim }) => claim.remark));
  if (first !== undefined && rest.length === 0) return { remark: first };
  const others = group.filter(({ claim }) => claim.verdict !== 'borne-out');
  if (others.length === 0) return {};
  const reasons = others.map(
    ({ title, claim: { verdict, remark } }) =>
      `${title}: ${verdict === 'open' ? 'open' : 'not borne out'}.${remark === undefined ? '' : ` ${remark}`}`,
  );
  return { remark: reasons.join('\n') };
}
