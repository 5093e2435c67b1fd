import type { Bench } from './bench';

/** One complaint as a measurement: what the engine that ships does, against a limit that follows from what the complaint asks for. */
export interface Complaint {
  /** Names the row in docs/complaints.md. */
  readonly id: string;
  readonly complaint: string;
  readonly unit: string;
  /** Whether the figure must be at most, or at least, the limit. */
  readonly bound: 'most' | 'least';
  readonly limit: number;
  measure(bench: Bench): Promise<number>;
}

/** A measured complaint. */
export interface Row {
  readonly id: string;
  readonly complaint: string;
  readonly figure: number;
  readonly limit: number;
  readonly pass: boolean;
  readonly unit: string;
  readonly bound: 'most' | 'least';
}

/** Measures one complaint; a figure that is not a number does not pass. */
export async function measureRow(bench: Bench, { id, complaint, unit, bound, limit, measure }: Complaint): Promise<Row> {
  const figure = await measure(bench);
  const pass = bound === 'most' ? figure <= limit : figure >= limit;
  return { id, complaint, figure: Number(figure.toPrecision(4)), limit, pass, unit, bound };
}
