/** The part of jStat that is used here; the package has no types of its own. */
declare module 'jstat' {
  const jstat: {
    /** The x with I_x(a, b) = p: the quantile p of the beta distribution with shapes a and b. */
    ibetainv(p: number, a: number, b: number): number;
  };
  export default jstat;
}
