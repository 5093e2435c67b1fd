import type { Measured } from '../../store/app-state';

export type Row<T> = readonly [key: keyof T, label: string, decimals: number, title: string];

function text(value: number | undefined, decimals: number): string {
  return value === undefined ? '–' : value.toFixed(decimals).replace('-', '−');
}

interface TableProps<T> {
  readonly caption: string;
  readonly rows: readonly Row<T>[];
  readonly measured: Measured<{ readonly before: T; readonly after: T }>;
  readonly before?: T | undefined;
}

/** Figures before and after, a row each; while they are measured, `before` stands in for the source's. */
export function FiguresTable<T extends { readonly [K in keyof T]: number | undefined }>({
  caption,
  rows,
  measured,
  before,
}: TableProps<T>) {
  const value = measured.status === 'done' ? measured.value : undefined;
  const source = value?.before ?? before;
  const waiting = measured.status === 'running' ? '…' : '–';
  return (
    <table className="figures" aria-busy={measured.status === 'running'}>
      <caption>{caption}</caption>
      <thead>
        <tr>
          <td />
          <th scope="col">Before</th>
          <th scope="col">After</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([key, label, decimals, title]) => (
          <tr key={label} title={title}>
            <th scope="row">{label}</th>
            <td>{source ? text(source[key], decimals) : waiting}</td>
            <td>{value ? text(value.after[key], decimals) : waiting}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
