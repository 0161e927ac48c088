/**
 * The exit codes of `sbn`, the same for every command. Scripts may rely on them.
 *
 * | code | meaning |
 * |---|---|
 * | 0 | done |
 * | 1 | a fault of the program (please report it) |
 * | 2 | bad input: a wrong flag, configuration or data file |
 * | 3 | something was found: an unargmaxable label set (`audit`, `detect`, `coverage`), a refused verdict (`verify`), a file that stays where it is (`classify`) |
 * | 4 | `audit`, `detect` or `coverage` found nothing unargmaxable, but left at least one label set undecided |
 * | 5 | a thread of a training or an evaluation died (killed, or out of memory); what was finished is saved |
 * | 130 | interrupted (Ctrl-C or SIGTERM); what was finished is saved |
 */
export const exitCodes = {
  ok: 0,
  fault: 1,
  badInput: 2,
  found: 3,
  undecided: 4,
  brokeOff: 5,
  interrupted: 130,
} as const;

/** One of {@link exitCodes}. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** The exit codes as the lines that end every `--help`. */
export const exitCodesHelp: string = `
Exit codes:
  0    done
  1    a fault of the program (please report it)
  2    bad input: a wrong flag, configuration or data file
  3    something was found: an unargmaxable label set (audit, detect, coverage), a refused verdict (verify), a file
       that stays where it is (classify)
  4    audit, detect or coverage found nothing unargmaxable, but left at least one label set undecided
  5    a thread of a training or an evaluation died (killed, or out of memory); what was finished is saved
  130  interrupted; what was finished is saved
`;
