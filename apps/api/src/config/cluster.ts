/** What several machines need beside the settings of one. */
export function clusterProblems(env: Readonly<Record<string, string | undefined>>): string[] {
  const problems: string[] = [];
  if (env['RUNTIME'] === 'swarm' && !env['FILES_DIR']) {
    problems.push(
      'FILES_DIR: is required with RUNTIME=swarm: a folder that all replicas of Spawner share, e.g. on NFS (docs/cluster.md)',
    );
  }
  if (env['TRAEFIK_RELAY_PORT'] && !env['SWARM_TLS_DIR']) {
    problems.push('SWARM_TLS_DIR: is required with TRAEFIK_RELAY_PORT: the folder with ca.pem, cert.pem and key.pem');
  }
  return problems;
}
