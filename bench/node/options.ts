/** What the Node part of the bench is asked for. */
export interface BenchOptions {
  /** For recordings. */
  readonly folder: string;
  /** Length of the recording that is measured. */
  readonly seconds: number;
  readonly rounds: number;
  readonly quick: boolean;
}
