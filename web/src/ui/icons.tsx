/** The app's own icon set: 16 × 16, one stroke, in the colour of the text beside it. */
import type { JSX } from "preact";

const PATHS = {
  plus: ["M8 3.25v9.500M3.250 8h9.500"],
  menu: ["M2.500 4.500h11M2.500 8h11M2.500 11.500h7"],
  close: ["M4 4l8 8M12 4l-8 8"],
  search: ["M7 11.500a4.500 4.500 0 1 0 0-9 4.500 4.500 0 0 0 0 9zM10.400 10.400l3.100 3.100"],
  pencil: ["M10.600 3.100l2.300 2.300-7.400 7.400-2.900.6.6-2.900z"],
  trash: [
    "M3 4.500h10M6.250 4.500v-1.500h3.500v1.500M4.250 4.500l.6 8.500h6.300l.6-8.500M6.750 7v3.500M9.250 7v3.500",
  ],
  settings: [
    "M2.500 4.750h5.500M11.500 4.750h2M2.500 11.250h2M8 11.250h5.500",
    "M9.750 6.500a1.750 1.750 0 1 0 0-3.500 1.750 1.750 0 0 0 0 3.500zM6.250 13a1.750 1.750 0 1 0 0-3.500 1.750 1.750 0 0 0 0 3.500z",
  ],
  send: ["M8 13V3.250M3.750 7.250L8 3l4.250 4.250"],
  stop: ["M4.500 4.500h7v7h-7z"],
  down: ["M8 3v9.500M3.750 8.500L8 12.750l4.250-4.250"],
  chevron: ["M4.500 6.250L8 9.750l3.500-3.500"],
  chevronRight: ["M6.250 4.500L9.750 8l-3.500 3.500"],
  chevronLeft: ["M9.750 4.500L6.250 8l3.500 3.500"],
  play: ["M5.250 3.500l7 4.500-7 4.500z"],
  folder: ["M2.250 12.250v-8.500h4l1.500 1.750h6v6.750z"],
  up: ["M8 12.750V4M4.250 7.500L8 3.750l3.750 3.750"],
  home: ["M2.750 7.500L8 3l5.250 4.500v5.500h-3.500v-3.500h-3.500v3.500h-3.500z"],
  file: ["M4 2.250h5.250L12 5v8.750H4zM9 2.500V5.250h3"],
  terminal: ["M2.250 3.250h11.500v9.500H2.250zM4.750 6.250L6.750 8l-2 1.750M8.250 10.250h3"],
  tool: [
    "M9.750 2.750a3.250 3.250 0 0 0-2.900 4.700l-4.100 4.100 1.700 1.700 4.100-4.100a3.250 3.250 0 0 0 4.450-3.900l-2 2-1.900-.5-.5-1.900 2-2a3.200 3.200 0 0 0-.85-.1z",
  ],
  thought: ["M8 2.500a4 4 0 0 0-2.250 7.300v1.700h4.500v-1.700A4 4 0 0 0 8 2.500zM6.500 13.500h3"],
  check: ["M3.250 8.500l3 3 6.500-7"],
  copy: ["M5.750 5.750h7.500v7.500h-7.500zM3.500 10.250h-.75v-7.500h7.500v.75"],
  retry: ["M12.750 8a4.750 4.750 0 1 1-1.500-3.450M13 2.500v2.500h-2.500"],
  warning: ["M8 2.750l5.750 10.250H2.250zM8 6.750v2.750M8 11.250v.1"],
  question: [
    "M8 13.750a5.750 5.750 0 1 0 0-11.500 5.750 5.750 0 0 0 0 11.500zM6.400 6.400a1.650 1.650 0 1 1 2.300 1.700c-.5.2-.7.5-.7 1.100M8 11.100v.1",
  ],
  info: ["M8 13.750a5.750 5.750 0 1 0 0-11.500 5.750 5.750 0 0 0 0 11.500zM8 7.500v3.250M8 5.250v.1"],
  shield: ["M8 2.250l4.750 1.600v4c0 2.900-2 4.900-4.750 5.900-2.750-1-4.750-3-4.750-5.900v-4z"],
  key: [
    "M5.500 10.250a2.750 2.750 0 1 0 0-5.500 2.750 2.750 0 0 0 0 5.500zM8.250 7.500h5.500v2.250M11.250 7.500v1.750",
  ],
  link: [
    "M6.750 9.250l2.500-2.500M7.500 4.750l1.250-1.250a2.650 2.650 0 0 1 3.750 3.750L11.250 8.500M8.500 11.250L7.250 12.500A2.650 2.650 0 0 1 3.500 8.750L4.750 7.500",
  ],
  server: ["M2.750 3.250h10.500v4H2.750zM2.750 8.750h10.500v4H2.750zM5 5.250h.1M5 10.750h.1"],
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, class: className }: { name: IconName; class?: string }): JSX.Element {
  return (
    <svg
      class={className ? `icon ${className}` : "icon"}
      viewBox="0 0 16 16"
      width="16"
      height="16"
      fill="none"
      stroke="currentColor"
      stroke-width="1.4"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {PATHS[name].map((path) => (
        <path key={path} d={path} />
      ))}
    </svg>
  );
}

/** Runnel's mark: three lines of a small stream. */
export function Mark({ class: className }: { class?: string }): JSX.Element {
  return (
    <svg
      class={className ? `mark-logo ${className}` : "mark-logo"}
      viewBox="0 0 32 32"
      fill="none"
      stroke="currentColor"
      stroke-width="2.6"
      stroke-linecap="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d="M5 10c4-3.600 7.300-3.600 11 0s7 3.600 11 0" />
      <path d="M5 16.500c4-3.600 7.300-3.600 11 0s7 3.600 11 0" opacity=".75" />
      <path d="M9.500 23c2.500-2.400 4.300-2.400 6.500 0s4 2.400 6.500 0" opacity=".5" />
    </svg>
  );
}
