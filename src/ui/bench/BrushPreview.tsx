import type { Preview } from './use-gestures';

/** The brush while it is drawn, over the picture that it is drawn on. */
export function BrushPreview({ preview, pane }: { preview: Preview | undefined; pane: string }) {
  if (preview?.pane !== pane) return null;
  const [first, ...others] = preview.points;
  if (!first) return null;
  const path = `M${first.x} ${first.y}${others.map(({ x, y }) => `L${x} ${y}`).join('')}${others.length === 0 ? 'h0.01' : ''}`;
  return (
    <svg className="brush-preview" data-effect={preview.effect} aria-hidden="true">
      <path d={path} strokeWidth={2 * preview.radiusPx} />
    </svg>
  );
}
