/** How the engine keeps up with a microphone. */
export interface LivePace {
  /** Share of the time there is that computing takes: above 1 it falls behind. */
  readonly load: number;
  /** It fell too far behind: the sound passes as it came. */
  readonly isTooSlow: boolean;
}
