import type { LimpidError } from '../base/errors';
import type { BeforeAfter, RatedExcerpts, ReferenceComparison, SoundFigures } from '../base/figures';
import type { Levels } from '../base/levels';
import type { ColourMap, ScaleName } from '../base/look';
import type { RenderSettings } from '../base/settings';
import type { StoredProfile } from '../base/tuning';
import type { BackendName, EngineInfo, LossMark, RecordingHandle, Spectrograms, WorkProgress } from '../base/types';
import type { WorkShelf } from '../base/work';
import type { AbxState } from './abx-state';
import type { LiveState } from './live-state';
import type { TuningState } from './tuning-state';

/** The parts of the page, one on screen at a time. */
export type Section = 'denoise' | 'live' | 'fine-tune' | 'profiles';

/** What is heard. */
export type ListenTo = 'before' | 'after' | 'removed';

export type EngineState =
  | { readonly status: 'starting' }
  | { readonly status: 'ready'; readonly info: EngineInfo }
  | { readonly status: 'failed'; readonly error: LimpidError };

/** How far a recording has come. */
export type WorkState =
  | { readonly status: 'queued' }
  | { readonly status: 'opening'; readonly fraction: number }
  | { readonly status: 'waiting' }
  | { readonly status: 'denoising'; readonly progress: WorkProgress | undefined }
  | { readonly status: 'cancelled' }
  | { readonly status: 'done'; readonly tookSec: number }
  | { readonly status: 'failed'; readonly error: LimpidError };

/** A stretch of a recording, seconds. */
export interface TimeRange {
  readonly startSec: number;
  readonly endSec: number;
}

/** The decibels between the darkest and the brightest colour. */
export interface DbRange {
  readonly minDb: number;
  readonly maxDb: number;
}

/** Smallest and largest sample of each column of a stretch, interleaved: min0, max0, min1, max1... */
export interface PeakPair extends TimeRange {
  readonly before: Float32Array;
  readonly after: Float32Array;
}

/** A stretch of both spectrograms as codes, and what it was drawn from. */
export interface SpectrogramTile extends TimeRange, Pick<Spectrograms, 'before' | 'after' | 'numColumns'> {
  /** Its place: the same whatever it was drawn from. */
  readonly key: string;
  readonly settings: RenderSettings;
  /** The state of the work then: while that goes on, tiles grow stale. */
  readonly work: object;
}

/** What there is of both spectrograms, and how codes are meant. */
export interface SpectrogramTiles extends Pick<Spectrograms, 'scale' | 'numBands' | 'minDb' | 'stepDb' | 'centresHz'> {
  readonly tiles: readonly SpectrogramTile[];
}

/** A file that was made of a recording, under an address of the page. */
export interface ResultState {
  readonly url: string;
  readonly fileName: string;
  readonly type: string;
  readonly key: number;
  readonly settings: RenderSettings;
}

/** How spectrograms are shown. */
export interface LookState {
  readonly scale: ScaleName;
  readonly colours: ColourMap;
  /** The decibels that were chosen by hand; as the recording asks for while undefined. */
  readonly range: DbRange | undefined;
}

/** What is drawn of a recording; each part arrives when the engine has it. */
export interface Pictures {
  /** Waveforms of the whole recording. */
  readonly overview: PeakPair | undefined;
  /** Waveforms of the stretch on screen, where the overview is too coarse for it. */
  readonly detail: PeakPair | undefined;
  readonly spectrograms: SpectrogramTiles | undefined;
  /** One scale for both spectrograms, from the source as a whole. */
  readonly range: DbRange | undefined;
}

/** How much of a recording's work survives the end of the tab: not known yet, all of it, all but the source, nothing. */
export type Keeping = 'pending' | 'kept' | 'without-source' | 'none';

export interface RecordingState {
  readonly key: number;
  readonly name: string;
  /** Bytes of its file. */
  readonly numBytes: number;
  readonly settings: RenderSettings;
  /** Former settings, the last one latest, and those that were undone. */
  readonly past: readonly RenderSettings[];
  readonly future: readonly RenderSettings[];
  readonly keeping: Keeping;
  /** Where the browser keeps the work. */
  readonly workId: string | undefined;
  /** The result under the present settings was downloaded. */
  readonly downloaded: boolean;
  /** Present once the engine has opened it. */
  readonly handle: RecordingHandle | undefined;
  readonly work: WorkState;
  /** The stretch on screen; all of it while undefined. */
  readonly view: TimeRange | undefined;
  /** The stretch that is selected. */
  readonly selection: TimeRange | undefined;
  /** Where speech may be lost, in order of time; undefined until it was measured. */
  readonly loss: readonly LossMark[] | undefined;
  readonly pictures: Pictures;
  /** What its settings come to; undefined until its tracks are there. */
  readonly levels: Levels | undefined;
  readonly figures: FiguresState;
}

export interface AlertState {
  readonly key: number;
  readonly error: LimpidError;
  /** What it happened to: a file's name, or nothing. */
  readonly subject: string | undefined;
}

export type DownloadState = { readonly status: 'idle' } | { readonly status: 'running'; readonly fraction: number };

export interface SampleState {
  readonly id: string;
  readonly title: string;
  readonly seconds: number;
  readonly attribution: string;
}

/** What a drag over the pictures does: selects a stretch, or draws what is to be kept or removed. */
export type Tool = 'select' | 'keep' | 'remove';

/** The tools of the workbench. */
export interface BenchState {
  readonly tool: Tool;
  /** Radius of the brush, CSS pixels. */
  readonly brushPx: number;
  /** Place of the edit that is looked at among those of the recording on screen. */
  readonly activeEdit: number | undefined;
}

/** A model that ships with the app. */
export interface ShippedModel {
  readonly id: string;
  readonly title: string;
}

/** Something that is measured on demand, and the settings that it was measured under. */
export type Measured<T> =
  | { readonly status: 'none' }
  | { readonly status: 'running'; readonly fraction: number }
  | { readonly status: 'done'; readonly value: T; readonly settings: RenderSettings };

/** Figures of source and result: by themselves, and against a clean recording. */
export interface FiguresState {
  readonly own: Measured<BeforeAfter<SoundFigures>>;
  readonly reference: Measured<ReferenceComparison>;
  readonly rating: Measured<RatedExcerpts>;
  /** The last rating, and the work that it is of; its source's part stays true under other settings. */
  readonly lastRating: (RatedExcerpts & { readonly work: object }) | undefined;
  /** Name of the clean recording, if one was given. */
  readonly cleanName: string | undefined;
}

/** Settings under a name. */
export interface SettingsPreset {
  readonly name: string;
  readonly settings: RenderSettings;
}

export interface AppState {
  readonly tuning: TuningState;
  readonly section: Section;
  readonly engine: EngineState;
  readonly backendChoice: BackendName | 'auto';
  /** The model that was chosen: one that ships with the app, `profile:<id>`, or AUTOMATIC_MODEL. */
  readonly modelId: string;
  readonly models: readonly ShippedModel[];
  /** Profiles that the browser keeps, the latest first; undefined until they are read. */
  readonly profiles: readonly StoredProfile[] | undefined;
  /** The profile that was deleted last, as its file, so that it can be had back. */
  readonly deleted: { readonly name: string; readonly file: ArrayBuffer } | undefined;
  readonly recordings: readonly RecordingState[];
  /** Key of the recording on screen. */
  readonly current: number | undefined;
  readonly settings: RenderSettings;
  readonly listenTo: ListenTo;
  readonly playing: boolean;
  readonly bench: BenchState;
  readonly look: LookState;
  /** The list of keys is shown. */
  readonly help: boolean;
  /** The file that was made last. */
  readonly result: ResultState | undefined;
  /** The result is played as loud as the source. */
  readonly matchLoudness: boolean;
  /** What is played again and again. */
  readonly loop: TimeRange | undefined;
  readonly abx: AbxState;
  readonly live: LiveState;
  /** Settings that were saved under a name. */
  readonly presets: readonly SettingsPreset[];
  readonly download: DownloadState;
  /** The queue takes up nothing until it is let go on. */
  readonly queuePaused: boolean;
  /** Saved work that no tab has open; undefined until it was looked for. */
  readonly shelf: WorkShelf | undefined;
  readonly update: UpdateState;
  readonly alerts: readonly AlertState[];
  /** What screen readers were told last. */
  readonly announcements: readonly { readonly key: number; readonly text: string }[];
  readonly samples: readonly SampleState[];
}

/** Whether another version of the page waits; `offline-ready` once everything is kept for use without a network. */
export type UpdateState = 'none' | 'offline-ready' | 'waiting';

export const NO_PICTURES: Pictures = { overview: undefined, detail: undefined, spectrograms: undefined, range: undefined };
