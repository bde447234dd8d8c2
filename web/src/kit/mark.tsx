import { useId } from 'preact/hooks';
import { brandOf, brands, themeIndex, themes, type Place } from '../domain/types.ts';
import { shapes, type Fill, type ShapeName } from '../map/shapes.ts';

/** The same mark as on the map, as SVG. Colours come from the tokens by class, so a theme change needs no redraw. */
export function Mark({ shape, fill = 'solid', theme, size = 24 }: { shape: ShapeName; fill?: Fill; theme?: number | undefined; size?: number }) {
  const id = useId();
  const { path, colour } = shapes[shape];
  const detail = 'detail' in shapes[shape] ? (shapes[shape] as { detail: string }).detail : undefined;
  const variable = theme === undefined || theme < 0 ? `var(--${colour.replace(/([A-Z])/g, '-$1').toLowerCase()})` : `var(--theme-${theme})`;
  return (
    <svg class={`mark mark-${fill}`} width={size} height={size} viewBox="-1 -1 26 26" aria-hidden="true" focusable="false" style={{ color: variable }}>
      <path class="mark-body" d={path} fill-rule="evenodd" />
      {fill === 'hatched' && (
        <>
          <clipPath id={id}>
            <path d={path} clip-rule="evenodd" />
          </clipPath>
          <path class="mark-hatch" d="M-1 5L5-1M-1 11L11-1M-1 17L17-1M-1 23L23-1M3 25L25 3M9 25L25 9M15 25L25 15M21 25L25 21" clip-path={`url(#${id})`} />
        </>
      )}
      {detail && fill === 'solid' && <path class="mark-detail" d={detail} />}
      {theme !== undefined && theme >= 0 && (
        <text class="mark-text" x="12" y="16.6" text-anchor="middle">
          {themes[theme]?.mark}
        </text>
      )}
    </svg>
  );
}

export const brandShape = (index: number): ShapeName => (['brand-payment', 'brand-live', 'brand-review', 'brand-cloud'] as const)[index] ?? 'brand-none';

const lockerShapes: Record<string, ShapeName> = { parcel: 'locker-parcel', pickup: 'locker-station', heated_food: 'locker-warm' };

export function markOfPlace(place: Place): { shape: ShapeName; fill: Fill; theme?: number } {
  const { properties } = place;
  switch (place.layer) {
    case 'night_streets': {
      const brand = brandOf(properties);
      return { shape: brand ? brandShape(brands.indexOf(brand)) : 'brand-none', fill: properties['hours_status'] === 'known' ? 'solid' : 'hatched' };
    }
    case 'events':
      return { shape: 'event', fill: properties['sample'] === true ? 'hatched' : 'solid' };
    case 'venues':
      return { shape: 'dot', fill: 'solid' };
    case 'checkin_spots':
      return { shape: 'checkin', fill: 'solid' };
    case 'heritage_blocks':
      return { shape: 'heritage', fill: 'solid' };
    case 'lockers':
      return { shape: lockerShapes[String(properties['kind'])] ?? 'locker-parcel', fill: properties['sample'] === true ? 'hatched' : 'solid' };
    case 'carriers':
      return { shape: properties['kind'] === 'building' ? 'building' : 'park', fill: properties['placement'] === 'district' ? 'hollow' : 'solid', theme: Math.max(0, themeIndex(properties)) };
  }
}
