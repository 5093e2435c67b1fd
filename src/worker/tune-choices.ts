/** What the page uses of fine-tuning without asking the engine. */
export { PRESETS } from '../tune/options';
export { matchPairs, sideOf } from '../tune/pairs';
