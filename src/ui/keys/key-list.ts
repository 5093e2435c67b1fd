/** Every key that does something, for people to look up: [keys, what they do], in groups. */
export const KEY_LIST: readonly { readonly title: string; readonly keys: readonly (readonly [readonly string[], string])[] }[] = [
  {
    title: 'Listen',
    keys: [
      [['Space'], 'Play or pause'],
      [['B'], 'Before'],
      [['A'], 'After'],
      [['N', 'R'], 'Noise: what was removed'],
      [['X'], 'Blind test'],
      [['L'], 'Loop the selection, or all'],
      [['←', '→'], 'Back or on by 5 s'],
    ],
  },
  {
    title: 'Look',
    keys: [
      [['+', '−'], 'Closer, farther'],
      [['0'], 'All of it'],
      [['Shift ←', 'Shift →'], 'Move the view'],
      [['M', 'Shift M'], 'Next or former place where speech may be lost'],
    ],
  },
  {
    title: 'Edit',
    keys: [
      [['S'], 'Select'],
      [['[', ']'], 'Selection from or to the play head'],
      [['K'], 'Draw what is to be kept'],
      [['E'], 'Draw what is to be removed'],
      [['Ctrl Z', 'Ctrl Y'], 'Undo, redo'],
      [['Escape'], 'Deselect, or cancel the work'],
    ],
  },
  {
    title: 'Files',
    keys: [
      [['Ctrl O'], 'Open recordings'],
      [['Ctrl V'], 'Open what was copied'],
      [['Ctrl S'], 'Download'],
      [['?'], 'This list'],
    ],
  },
];
