import type { TuneEvaluation } from '../../base/tuning';

const WIDTH = 720;
const HEIGHT = 200;
const LEFT = 76;
const BOTTOM = 24;
const TOP = 12;
const RIGHT = 12;

interface Point {
  readonly step: number;
  readonly loss: number;
}

/** Loss in training and on held-out material over steps, with the best step marked. */
export function LossChart({ evaluations, totalSteps }: { evaluations: readonly TuneEvaluation[]; totalSteps: number }) {
  const validation = evaluations.map(({ step, validationLoss }) => ({ step, loss: validationLoss }));
  const training = evaluations.flatMap(({ step, trainLoss }) => (trainLoss === undefined ? [] : [{ step, loss: trainLoss }]));
  const losses = [...validation, ...training].map(({ loss }) => loss);
  const [low, high] = [Math.min(...losses), Math.max(...losses)];
  const margin = Math.max((high - low) * 0.1, Math.abs(high) * 0.01, 1e-6);
  const x = (step: number): number => LEFT + (step / Math.max(1, totalSteps)) * (WIDTH - LEFT - RIGHT);
  const y = (loss: number): number => TOP + ((high + margin - loss) / (high - low + 2 * margin)) * (HEIGHT - TOP - BOTTOM);
  const line = (points: readonly Point[]): string =>
    points.map(({ step, loss }) => `${x(step).toFixed(1)},${y(loss).toFixed(1)}`).join(' ');
  const best = evaluations.findLast((e) => e.best);
  const last = validation.at(-1);
  const label = `Loss on held-out material ${last?.loss.toFixed(4) ?? ''} after ${last?.step ?? 0} steps, best at step ${best?.step ?? 0}`;
  return (
    <figure className="loss-chart">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
        {[...new Set([low, (low + high) / 2, high])].map((loss) => (
          <g key={loss} className="grid">
            <line x1={LEFT} x2={WIDTH - RIGHT} y1={y(loss)} y2={y(loss)} />
            <text x={LEFT - 8} y={y(loss) + 4} textAnchor="end">
              {loss.toFixed(3)}
            </text>
          </g>
        ))}
        {[0, totalSteps / 2, totalSteps].map((step) => (
          <text key={step} x={x(step)} y={HEIGHT - 6} textAnchor={step === 0 ? 'start' : step === totalSteps ? 'end' : 'middle'}>
            {Math.round(step)}
          </text>
        ))}
        <polyline className="training-line" points={line(training)} />
        <polyline className="validation-line" points={line(validation)} />
        {best && <circle className="best-step" cx={x(best.step)} cy={y(best.validationLoss)} r="5" />}
      </svg>
      <figcaption>
        <span className="key validation-key">held out</span>
        <span className="key training-key">training</span>
        <span className="muted">{best && best.step > 0 ? `best at step ${best.step}` : 'nothing better than the base model yet'}</span>
      </figcaption>
    </figure>
  );
}
