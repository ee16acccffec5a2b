import type Docker from 'dockerode';
import { engine, readDeadline, statusOf } from './docker-errors.js';

/**
 * A packet without data: Ethernet, IPv4, and TCP with its time stamps. Such packets keep an open connection alive and
 * acknowledge what a service sends, so they count as nothing.
 */
const HEADER_BYTES = 66;

/** @returns null where it does not run */
export async function dataReceived(docker: Docker, id: string): Promise<number | null> {
  // One reading: for the CPU the engine would take a second one, a second later.
  const what = { stream: false, 'one-shot': true, abortSignal: readDeadline() } as const;
  try {
    const { networks } = (await engine(docker.getContainer(id).stats(what), [404])) as Partial<Docker.ContainerStats>;
    return networks ? sum(Object.values(networks).map(dataOf)) : null;
  } catch (error) {
    if (statusOf(error) === 404) return null;
    throw error;
  }
}

const dataOf = ({ rx_bytes: bytes, rx_packets: packets }: Docker.NetworkStats[string]): number =>
  bytes - HEADER_BYTES * packets;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
