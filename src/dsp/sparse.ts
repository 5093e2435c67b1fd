/** A matrix whose columns are short runs of bins, such as triangles: column c covers bins first[c] ... and its weights lie at offset[c]. */
export interface SparseColumns {
  readonly numColumns: number;
  readonly first: Int32Array;
  readonly offset: Int32Array;
  readonly weights: Float32Array;
}

/** Builds columns from a weight function over bins [0, numBins); zero weights at either end of a column are left out. */
export function sparseColumns(numBins: number, numColumns: number, weight: (bin: number, column: number) => number): SparseColumns {
  const first = new Int32Array(numColumns);
  const offset = new Int32Array(numColumns + 1);
  const weights: number[] = [];
  for (let c = 0; c < numColumns; c++) {
    let last = -1;
    first[c] = numBins;
    for (let k = 0; k < numBins; k++) {
      if (weight(k, c) === 0) continue;
      first[c] = Math.min(first[c]!, k);
      last = k;
    }
    for (let k = first[c]!; k <= last; k++) weights.push(weight(k, c));
    offset[c + 1] = weights.length;
  }
  return { numColumns, first, offset, weights: Float32Array.from(weights) };
}

/** out[outStart + c] = sum over bins of power[k] * weight; `power` is [bins]. */
export function applySparse(matrix: SparseColumns, power: Float32Array, out: Float32Array, outStart: number): void {
  const { first, offset, weights } = matrix;
  for (let c = 0; c < matrix.numColumns; c++) {
    let sum = 0;
    let k = first[c]!;
    for (let w = offset[c]!; w < offset[c + 1]!; w++, k++) sum += weights[w]! * power[k]!;
    out[outStart + c] = sum;
  }
}
