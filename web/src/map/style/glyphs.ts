/** Small line drawings for the places of the base map, in a box of 24 by 24. */

export const glyphs = {
  food: 'M7 3v6.500a2.500 2.500 0 0 0 5 0V3M9.500 3v18M17.500 21V3c-2 .8-3 3-3 6v4h3',
  cafe: 'M4 9h12v6a5 5 0 0 1-5 5H9a5 5 0 0 1-5-5zM16 10.500h2a2.500 2.500 0 0 1 0 5h-2M8 3.500v2.500M12 3.500v2.500',
  bar: 'M4 4.500h16l-8 8.500zM12 13v7M8 20.500h8',
  shop: 'M5 8.500h14l1 12H4zM8.500 11V7a3.500 3.500 0 0 1 7 0v4',
  hotel: 'M3 5v14.500M3 16.500h18v3M21 16.500V13a3 3 0 0 0-3-3h-8v6.500M6.500 10.500v2',
  museum: 'M4 4.500h16v15H4zM4 16l5-5 4 4 3-3 4 4M15.500 8.500v.2',
  star: 'M12 3.500l2.600 5.600 6 .8-4.400 4.200 1.100 6.100L12 17.200l-5.300 3 1.100-6.100L3.400 9.900l6-.8z',
  book: 'M12 6.500c-2-1.500-5-2-8.500-2V18c3.500 0 6.500.5 8.500 2 2-1.500 5-2 8.500-2V4.500c-3.500 0-6.500.5-8.500 2zM12 6.500V20',
  school: 'M2.500 9.500L12 5l9.500 4.500L12 14zM6.500 12v5c3.500 2.300 7.500 2.300 11 0v-5',
  health: 'M9.500 4h5v5.500H20v5h-5.500V20h-5v-5.500H4v-5h5.500z',
  train: 'M7 3.500h10a2 2 0 0 1 2 2V15a2.500 2.500 0 0 1-2.500 2.500h-9A2.500 2.500 0 0 1 5 15V5.500a2 2 0 0 1 2-2zM5 11h14M7.500 21l2-3.500M16.500 21l-2-3.500',
  bus: 'M6.500 4h11A2.500 2.500 0 0 1 20 6.500V18H4V6.500A2.500 2.500 0 0 1 6.500 4zM4 12h16M7.500 18v2.500M16.500 18v2.500',
  parking: 'M8 20.500V4h5.500a4.500 4.500 0 0 1 0 9H8',
  exit: 'M5 10l7-6 7 6M7.500 8.500V20M16.500 8.500V20M12 20v-8',
} as const satisfies Record<string, string>;

export type GlyphName = keyof typeof glyphs;

/** Which classes of the base map's `pois` each drawing stands for; what is not named here is a dot. */
export const glyphClasses: Partial<Record<GlyphName, readonly string[]>> = {
  food: ['restaurant', 'fast_food'],
  cafe: ['cafe'],
  bar: ['bar'],
  shop: ['shop', 'convenience', 'supermarket', 'mall', 'market'],
  hotel: ['hotel'],
  museum: ['museum', 'theatre', 'cinema', 'events_venue'],
  star: ['attraction'],
  book: ['library'],
  school: ['school', 'university', 'kindergarten'],
  health: ['hospital', 'clinic', 'pharmacy'],
  train: ['railway_station'],
  bus: ['bus_station', 'bus_stop'],
  parking: ['parking'],
};
