/** What every function that prepares a folder is told. */
export interface PrepareRequest {
  /** Where the prepared folder goes. */
  readonly folder: string;
  /** Whether what an earlier preparation left there is thrown away; false when left out. */
  readonly fresh?: boolean | undefined;
  /** Whether counts must be those that are known of the data; true when left out. */
  readonly expect?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told how many bytes of a step are done. */
  readonly onProgress?:
    | ((progress: { readonly step: string; readonly done: number; readonly total: number }) => void)
    | undefined;
}
