/** Rules that close what is open, for either of the two tools. They have to be made permanent in the host's own way. */
export function hostRules(bridge: string): string[] {
  return [
    'iptables (connections that the host itself opens to containers stay open):',
    `  iptables -I INPUT -i ${bridge} -m conntrack --ctstate NEW -j DROP`,
    'or nft:',
    ...nft('input', `iifname "${bridge}" ct state new drop`),
  ];
}

export function forwardRules(bridge: string, addresses: readonly string[]): string[] {
  return [
    'iptables:',
    ...addresses.map((address) => `  iptables -I DOCKER-USER -i ${bridge} -d ${address} -j DROP`),
    'or nft:',
    ...nft('forward', `iifname "${bridge}" ip daddr { ${addresses.join(', ')} } drop`),
  ];
}

const nft = (hook: 'input' | 'forward', rule: string): string[] => [
  '  nft add table inet spawner',
  `  nft 'add chain inet spawner ${hook} { type filter hook ${hook} priority -10; }'`,
  `  nft 'add rule inet spawner ${hook} ${rule}'`,
];
