/** The text that is saved as the one of this number: long enough to be written in pieces. */
export function savedText(number: number): string {
  return `# ${number}\n${`services:\n  zoo:\n    image: zookeeper:3.${number}\n`.repeat(200)}`;
}
