/** A volume's name says whose it is and where it is mounted: `user-ann-dev-7-srv-www`. */
export function volumeName(instance: string, path: string): string {
  return instance + path.replaceAll('/', '-');
}
