/** Inks of the light page; each has a contrast of at least 4.5 with its paper. */
export const lightTerminal = {
  black: '#1c2233',
  red: '#a32b36',
  green: '#1b6a45',
  yellow: '#7d5200',
  blue: '#2a479c',
  magenta: '#7c3286',
  cyan: '#0b6478',
  white: '#5c6475',
  brightBlack: '#535b70',
  brightRed: '#b8323d',
  brightGreen: '#1f7a4d',
  brightYellow: '#8a5d00',
  brightBlue: '#3558bd',
  brightMagenta: '#8d3d98',
  brightCyan: '#0f7086',
  brightWhite: '#1c2233',
};

/** The same on dark paper. */
export const darkTerminal: Readonly<Record<keyof typeof lightTerminal, string>> = {
  black: '#3a4254',
  red: '#f3979a',
  green: '#7acb9e',
  yellow: '#e3b65f',
  blue: '#9db2ff',
  magenta: '#d7a3e6',
  cyan: '#7cc9dc',
  white: '#cfd4e0',
  brightBlack: '#8a93a8',
  brightRed: '#ffb3b4',
  brightGreen: '#9be3ba',
  brightYellow: '#f5d08b',
  brightBlue: '#c3d0ff',
  brightMagenta: '#eac4f4',
  brightCyan: '#a6e2f0',
  brightWhite: '#f4f6fb',
};
