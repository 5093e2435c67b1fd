/** Layers from bottom to top: each may import the ones listed. The same fences stand in the tsconfigs; here they are said in words. */
const LAYERS = {
  base: [],
  dsp: ['base'],
  net: ['base', 'dsp'],
  tune: ['base', 'dsp', 'net'],
  media: ['base', 'dsp'],
  storage: ['base'],
  worker: ['base', 'dsp', 'net', 'tune', 'media', 'storage'],
  store: ['base'],
  commands: ['base', 'dsp', 'media', 'storage', 'worker', 'store'],
  ui: ['base', 'worker', 'store', 'commands'],
  cli: ['base', 'dsp', 'net', 'tune', 'media'],
  offline: [],
};

const SENTENCES = {
  base: 'base imports nothing of ours, so that everything may stand on it.',
  dsp: 'dsp is maths on typed arrays: it knows base only.',
  net: 'net knows the maths and tfjs, but no files, no storage and no page.',
  tune: 'tune teaches a generator from recordings; it knows no files, no storage and no page.',
  media: 'media turns files into samples and back; it knows nothing of the generator.',
  storage: 'storage keeps bytes; it knows base only.',
  worker: 'worker joins all layers below into the engine, and knows no page.',
  store: 'store is data: it knows base only.',
  commands: 'commands act on store and engine; they know no view.',
  ui: 'ui reads the store and calls commands; it never reaches into the engine.',
  offline: 'offline keeps the built page: it imports nothing of it.',
  cli: 'cli is the engine in a terminal: no worker, no store, no page.',
};

const fences = Object.entries(LAYERS).map(([layer, allowed]) => ({
  name: `${layer}-layer`,
  comment: SENTENCES[layer],
  severity: 'error',
  from: { path: `^src/${layer}/`, pathNot: '[.]test[.]tsx?$' },
  to: { path: '^src/', pathNot: `^src/(${[layer, ...allowed].join('|')})/` },
}));

module.exports = {
  forbidden: [
    ...fences,
    { name: 'no-cycles', comment: 'A cycle has no bottom to read from.', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'tfjs-below',
      comment: 'Only net and tune speak to tfjs, so that the runtime can be exchanged without touching what stands on it.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(net|tune|worker/(engine|rater)[.]worker)' },
      to: { path: 'node_modules/@tensorflow' },
    },
    {
      name: 'no-tests-in-code',
      comment: 'Code that ships never imports what is there for tests.',
      severity: 'error',
      from: { path: '^src/', pathNot: '[.]test[.]tsx?$|[.]test-support[.]ts$' },
      to: { path: '[.]test[.]tsx?$|[.]test-support[.]ts$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.test.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.js', '.mjs'] },
  },
};
