import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useEffect, useRef } from 'preact/hooks';
import { colours, fontStack } from '../../../map/style/tokens.ts';
import * as state from './state.ts';

export interface Line {
  readonly label: string;
  readonly colour: 'accent' | 'lockerParcel' | 'brandReview' | 'danger';
  readonly values: readonly (number | null)[];
  readonly bars?: boolean;
  readonly stepped?: boolean;
  readonly dashed?: boolean;
  readonly dots?: boolean;
  /** Dots that stand out. */
  readonly large?: boolean;
}

export interface ChartProps {
  readonly label: string;
  readonly x: readonly number[];
  readonly lines: readonly Line[];
  readonly height?: number;
  readonly formatX: (value: number) => string;
  readonly formatY: (value: number) => string;
  readonly fromZero?: boolean;
  /** The x axis begins at zero: for a time that has passed. */
  readonly fromStart?: boolean;
  readonly id?: string;
  /** A click takes the value of x that is nearest. What can be picked is also a button beside the chart. */
  readonly onPick?: (index: number) => void;
}

/** Room above and below, and never so little of the axis that its numbers would read alike. */
function roomy(_u: uPlot, min: number | null, max: number | null): uPlot.Range.MinMax {
  if (min === null || max === null) return [0, 1];
  const half = Math.max((max - min) * 0.55, Math.max(Math.abs(min), Math.abs(max)) * 0.004, 1e-9);
  const middle = (min + max) / 2;
  return [min >= 0 ? Math.max(0, middle - half) : middle - half, middle + half];
}

/** One chart. What it shows is also said in its label, and in a table where there is one. */
export function Chart(props: ChartProps) {
  const root = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const picked = useRef(props.onPick);
  picked.current = props.onPick;
  const theme = state.theme.value;
  const shape = `${theme} ${state.lang.value} ${props.lines.map((line) => `${line.label}${line.dots ?? ''}`).join()}`;

  useEffect(() => {
    const box = root.current;
    if (!box) return;
    const c = colours[theme];
    const font = `11px ${fontStack.map((name) => (name.includes(' ') ? `"${name}"` : name)).join(',')}`;
    const axis = { stroke: c.textMuted, font, grid: { stroke: c.line, width: 1 }, ticks: { stroke: c.lineStrong, width: 1, size: 4 } };
    const created = new uPlot(
      {
        width: Math.max(160, box.clientWidth),
        height: props.height ?? 150,
        padding: [8, 18, 0, 0],
        legend: { show: false },
        cursor: { y: false, points: { size: 6 }, drag: { x: false, y: false }, ...(props.onPick && { hover: { prox: 40 } }) },
        scales: {
          x: { time: false, ...(props.fromStart && { range: (_u, _min, max): uPlot.Range.MinMax => [0, max > 0 ? max : 1] }) },
          y: { range: props.fromZero ? (_u, _min, max): uPlot.Range.MinMax => [0, max > 0 ? max * 1.08 : 1] : roomy },
        },
        axes: [
          { ...axis, size: 30, values: (_u, values) => values.map(props.formatX) },
          { ...axis, size: 62, values: (_u, values) => values.map(props.formatY) },
        ],
        series: [
          {},
          ...props.lines.map((line): uPlot.Series => {
            const colour = c[line.colour];
            return {
              label: line.label, stroke: colour, width: line.bars ? 1 : 2, spanGaps: false,
              points: { show: line.dots ?? false, size: line.large ? 13 : 7, fill: colour },
              ...(line.dashed && { dash: [5, 4] }),
              ...(line.bars && { fill: `${colour}99`, paths: uPlot.paths.bars!({ size: [0.92, 60], align: 1 }) }),
              ...(line.stepped && { paths: uPlot.paths.stepped!({ align: 1 }) }),
            };
          }),
        ],
      },
      [[...props.x], ...props.lines.map((line) => [...line.values])] as uPlot.AlignedData,
      box,
    );
    plot.current = created;
    created.over.addEventListener('click', () => {
      const at = created.cursor.idx;
      if (at !== null && at !== undefined) picked.current?.(at);
    });
    const sized = new ResizeObserver(() => created.setSize({ width: Math.max(160, box.clientWidth), height: props.height ?? 150 }));
    sized.observe(box);
    return () => {
      sized.disconnect();
      created.destroy();
      plot.current = null;
    };
  }, [shape]);

  useEffect(() => {
    plot.current?.setData([[...props.x], ...props.lines.map((line) => [...line.values])] as uPlot.AlignedData);
  });

  return (
    <figure class={`chart${props.onPick ? ' chart-picks' : ''}`} data-chart={props.id}>
      <div class="chart-box" ref={root} role="img" aria-label={props.label} />
      <figcaption class="chart-keys">
        {props.lines.map((line) => (
          <span key={line.label}>
            <span class={`chart-key key-${line.colour}${line.dashed ? ' dashed' : ''}`} aria-hidden="true" />
            {line.label}
          </span>
        ))}
      </figcaption>
    </figure>
  );
}
