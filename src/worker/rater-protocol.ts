import type { ErrorRecord } from '../base/errors';
import type { Rating } from '../base/figures';

/** What a rater is given, once. */
export interface ToRater {
  readonly weightsUrl: string;
  /** DNSMOS_SAMPLES samples each. */
  readonly excerpts: readonly Float32Array[];
}

/** That it has loaded what it needs, and a rating for each excerpt in turn; or why there is none. */
export type FromRater =
  | { readonly kind: 'loaded' }
  | { readonly kind: 'rated'; readonly rating: Rating }
  | { readonly kind: 'failed'; readonly error: ErrorRecord };
