// The few pictures of the page, drawn in lines.
const PATHS = {
  new: 'M12 5v14M5 12h14',
  queue: 'M4 6h16M4 12h16M4 18h10',
  conversations: 'M5 6h14v9H11l-4 4v-4H5z',
  customers: 'M12 12a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM5 20c0-3.5 3-5.5 7-5.5s7 2 7 5.5',
  insights: 'M4 20V4M4 20h16M8 16l4-5 3 3 5-7',
  ops: 'M5 7h8M17 7h2M5 17h2M11 17h8M15 5v4M9 15v4',
  people:
    'M9 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM3 19c0-3 2.7-5 6-5s6 2 6 5M16 5.5a3 3 0 0 1 0 5.5M18 14.5c1.9.8 3 2.4 3 4.5',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg
      width="20"
      height="20"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.75"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
