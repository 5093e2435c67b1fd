/** What can be heard in a blind test: the source, the result, and one of the two. */
export type AbxVoice = 'A' | 'B' | 'X';

/** A blind test of source (A) against result (B): is X the one or the other? */
export type AbxState =
  | { readonly status: 'off' }
  | {
      readonly status: 'running' | 'done';
      readonly numTrials: number;
      /** Whether each answer so far was right. */
      readonly answers: readonly boolean[];
      /** What X is in this trial. */
      readonly secret: 'before' | 'after';
      readonly hearing: AbxVoice;
    };
