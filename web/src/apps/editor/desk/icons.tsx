import { iconsOf } from '../../../kit/icons.tsx';

export const Icon = iconsOf({
  home: 'M4 11l8-7l8 7v9h-5.500v-6h-5v6H4z',
  undo: 'M8.500 5L4 9.500L8.500 14M4.500 9.500H14a5.500 5.500 0 0 1 0 11h-3',
  redo: 'M15.500 5L20 9.500L15.500 14M19.500 9.500H10a5.500 5.500 0 0 0 0 11h3',
  select: 'M5 4l14 6.500l-6 2l-2.500 6z',
  draw: 'M4 18L9 6l11 3l-3 10zM9 6h.01M20 9h.01M17 19h.01M4 18h.01',
  hole: 'M4 4h16v16H4zM9 9h6v6H9z',
  part: 'M3.500 8h8v8h-8zM14.500 11h6v6h-6z',
  split: 'M4 5h16v14H4zM9 2.500l6 19',
  merge: 'M3.500 6h8v12h-8zM12.500 6h8v12h-8zM8 12h8M13.500 9.500L16 12l-2.500 2.500',
  trash: 'M5 7h14M9.500 7V4.500h5V7M7 7l1 13h8l1-13M10.500 10.500v6M13.500 10.500v6',
  magnet: 'M6 4v8a6 6 0 0 0 12 0V4h-4v8a2 2 0 0 1-4 0V4zM6 7.500h4M14 7.500h4',
  road: 'M8.500 4L4 20M15.500 4L20 20M12 4v3M12 10.500v3M12 17v3',
  compare: 'M12 3v18M4 6h5v12H4zM15 6h5v12h-5z',
  check: 'M5 12.500l4.500 4.500L19 7.500',
  move: 'M12 3v18M3 12h18M9 6l3-3l3 3M9 18l3 3l3-3M6 9l-3 3l3 3M18 9l3 3l-3 3',
  up: 'M5 15l7-7l7 7',
  down: 'M5 9l7 7l7-7',
  back: 'M14.500 5l-7 7l7 7',
  insert: 'M4 18L20 6M12 8.500v7M8.500 12h7',
});
