import type { ErrorCode } from '../base/errors';

interface ErrorText {
  /** What happened, in a few words. */
  readonly title: string;
  /** What to do. */
  readonly advice: string;
}

/** A sentence for each error; the error's own message adds what was expected and what came. */
export const ERROR_TEXT: Record<ErrorCode, ErrorText> = {
  'decode/empty-file': { title: 'This file is empty.', advice: 'Choose another file, or copy it again from the recorder.' },
  'decode/unsupported': {
    title: 'This file cannot be read as sound.',
    advice: 'WAV, MP3, M4A, Ogg, FLAC, WebM, MP4 and MOV can be opened.',
  },
  'decode/corrupt': { title: 'This file is damaged.', advice: 'Copy it again from the recorder, or export it again as WAV.' },
  'decode/no-audio': { title: 'There is no sound in this file.', advice: 'Check that the right file was chosen.' },
  'decode/needs-page': { title: 'This file needs another decoder.', advice: 'Convert it to WAV and open that.' },
  'settings/out-of-range': { title: 'That setting is out of range.', advice: 'Choose a value within the range shown.' },
  'backend/unavailable': { title: 'This backend does not run here.', advice: 'Choose Automatic or WASM at the bottom of the page.' },
  'backend/self-test': {
    title: 'The processor gave wrong results.',
    advice: 'Choose another backend at the bottom of the page. No result was kept.',
  },
  'backend/gpu-error': { title: 'The GPU reported an error.', advice: 'Try again, or choose WASM at the bottom of the page.' },
  'backend/device-lost': { title: 'The GPU was lost.', advice: 'Try again: the work goes on from where it stood.' },
  'memory/exhausted': { title: 'Memory ran out.', advice: 'Close other tabs, or open a shorter file.' },
  'weights/missing': { title: 'The model could not be loaded.', advice: 'Check the connection and reload the page.' },
  'weights/corrupt': { title: 'The model file is damaged.', advice: 'Choose another file, or export it again.' },
  'weights/version': { title: 'The model does not fit this version.', advice: 'Reload the page to get the latest version.' },
  'weights/no-profile': { title: 'This is a model, but no profile.', advice: 'Choose a file that was exported from Profiles.' },
  'finetune/no-material': {
    title: 'There is nothing to learn from yet.',
    advice: 'Add pairs, clean speech with noise, or noisy recordings.',
  },
  'finetune/too-short': { title: 'That is too little to learn from.', advice: 'Add more material: two minutes or more is a good start.' },
  'finetune/too-long': { title: 'That is more than is needed.', advice: 'A few minutes do: remove some recordings.' },
  'finetune/pair': { title: 'These two recordings do not belong together.', advice: 'Choose the clean twin of this noisy recording.' },
  'finetune/diverged': {
    title: 'Training went astray and was stopped.',
    advice: 'The best weights so far are kept. Try a lower learning rate.',
  },
  'finetune/checkpoint': {
    title: 'The interrupted training cannot go on.',
    advice: 'Its material or model is another one. Start it again.',
  },
  'rehearsal/corrupt': { title: 'The rehearsal set is damaged.', advice: 'Reload the page.' },
  'storage/unavailable': {
    title: 'The browser keeps nothing for this page.',
    advice: 'Leave private browsing, or allow this page to store data.',
  },
  'storage/quota': { title: 'The browser gives no more storage.', advice: 'Free disk space, or close recordings in this and other tabs.' },
  'storage/corrupt': { title: 'Saved work is damaged.', advice: 'Discard it and open the file again.' },
  'storage/version': { title: 'What is stored comes from a later version.', advice: 'Reload the page to get the latest version.' },
  'storage/not-found': { title: 'That is not stored any more.', advice: 'Another tab may have deleted it. Open the file again.' },
  'storage/in-use': { title: 'Another tab has this open.', advice: 'Close it there first.' },
  'file/not-found': { title: 'That file is not there.', advice: 'Check the connection and try again.' },
  'file/unreadable': { title: 'The file can no longer be read.', advice: 'It was moved or changed since: open it again.' },
  'file/unwritable': { title: 'The result cannot be written.', advice: 'Choose another place.' },
  'export/unsupported': { title: 'That format cannot be written here.', advice: 'Export as WAV: that always works.' },
  'play/failed': { title: 'The browser does not play sound.', advice: 'Check the output device. The result can still be downloaded.' },
  'microphone/refused': { title: 'The page may not use the microphone.', advice: 'Allow it at the address bar, and try again.' },
  'microphone/unavailable': { title: 'There is no microphone.', advice: 'Connect one, or add recordings as files.' },
  'worker/crashed': { title: 'The engine stopped.', advice: 'Reload the page.' },
  'internal/bug': { title: 'Something went wrong inside Limpid.', advice: 'Try again; if it comes back, please report it with this text.' },
};
