import type { NetworkFacts } from './network-facts.js';

/** What an operator should change before users log in. */
export function networkWarnings(network: NetworkFacts, people: number): string[] {
  const { name, others } = network;
  return [
    ...(network.madeByUs ? [] : [`the network ${name} was not made by Spawner, whose options it may not have`]),
    ...(others.length > 0
      ? [`the network ${name} also has containers that are not Spawner's: ${others.slice(0, 5).join(', ')}`]
      : []),
    ...roomWarnings(network, people),
  ];
}

export function roomWarnings(place: Pick<NetworkFacts, 'name' | 'room' | 'others'>, people: number): string[] {
  const room = place.room - place.others.length;
  if (room >= people) return [];
  return [
    `the network ${place.name} has addresses for ${String(room)} containers at once, and there are ${String(people)} users: ` +
      'stop all containers, remove the network and set DOCKER_SUBNET to a larger free range, such as a /20',
  ];
}
