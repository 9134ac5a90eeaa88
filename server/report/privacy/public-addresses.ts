import { BlockList, isIPv4, isIPv6 } from 'node:net';

const four = /(?<![\w.-])\d{1,3}(?:\.\d{1,3}){3}(?![\w-]|\.\d)/g;
const six = /(?<![\w:.])[23][\da-f]{3}:[\da-f:]{2,34}(?![\w:.])/gi;

/** Addresses that lead to nobody in particular: of private networks, of this machine, of examples (RFC 6890). */
const special = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const) {
  special.addSubnet(network, bits);
}
special.addSubnet('2001:db8::', 32, 'ipv6');
special.addSubnet('3fff::', 20, 'ipv6');

/** The addresses in a text that lead to a machine in the internet, as they are written there. */
export function publicAddressesIn(text: string): string[] {
  const found = [...text.matchAll(four), ...text.matchAll(six)].map(([address]) => address);
  return found.filter((address) =>
    isIPv4(address) ? !special.check(address) : isIPv6(address) && !special.check(address, 'ipv6'),
  );
}
