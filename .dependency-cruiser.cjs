const API = '^apps/api/src/';
const TESTS = '\\.(spec|test)\\.tsx?$|/(test|tests)/';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'ports-never-look-back',
      comment:
        'An adapter imports the port it fills. A port that knew its adapters could not be given a new one from outside.',
      severity: 'error',
      from: {
        path: `${API}(runtime/(container-runtime|image-store|volume-store|host-probe|runtime)|gateway/gateway|mail/mailer)\\.ts$`,
      },
      to: { path: `${API}(runtime/(docker|process|swarm|kubernetes)|gateway/(embedded|traefik)|mail/(smtp|outbox))/` },
    },
    {
      name: 'core-knows-ports-only',
      comment: 'Launching and reconciling have to work over every runtime and gateway, so they never name one.',
      severity: 'error',
      from: { path: `${API}(containers|lifecycle)/`, pathNot: TESTS },
      to: { path: `(^|/)dockerode|${API}(runtime/(docker|process|swarm|kubernetes)|gateway/(embedded|traefik))/` },
    },
    {
      name: 'dockerode-in-one-place',
      comment: 'The engine’s words are translated once, in its adapter; elsewhere they would become a second language.',
      severity: 'error',
      from: { path: API, pathNot: `${API}runtime/docker/|${TESTS}` },
      to: { path: 'node_modules/(@types/)?dockerode/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'api-and-web-meet-in-contracts',
      comment: 'What one needs from the other is a promise between them and belongs where both can read it.',
      severity: 'error',
      from: { path: '^apps/(api|web)/' },
      to: { path: '^apps/', pathNot: '^apps/($1|tests/kit)/' },
    },
    {
      name: 'kit-for-tests-only',
      comment: 'Starting products and mail servers is for tests; the product would drag their packages along.',
      severity: 'error',
      from: { path: '^(apps/[^/]+|libs/[^/]+)/src/' },
      to: { path: '^apps/tests/' },
    },
    {
      name: 'suites-know-the-product-from-outside',
      comment:
        'Stories, faults and attacks use what a visitor, an operator or an attacker has: browser, mail, HTTP, engine, processes. Importing the product would let them cheat, so the kit they share does not either. PostgreSQL is found as the product finds it.',
      severity: 'error',
      from: { path: '^apps/tests/(kit|stories|faults|attacks)/' },
      to: { path: '^(apps/(?!tests/)|libs/(?!embedded-postgres/))' },
    },
    {
      name: 'suites-meet-in-the-kit',
      comment: 'What two suites need is written once. A suite that imports another can be neither moved nor run alone.',
      severity: 'error',
      from: { path: '^apps/tests/([^/]+)/' },
      to: { path: '^apps/tests/', pathNot: '^apps/tests/(kit|$1)/' },
    },
    {
      name: 'contracts-need-zod-alone',
      comment:
        'Every other program loads the contracts, the browser too: each dependency here is a dependency everywhere.',
      severity: 'error',
      from: { path: '^libs/contracts/src/' },
      to: { pathNot: '^libs/contracts/src/|node_modules/zod/' },
    },
    {
      name: 'embedded-postgres-needs-node-alone',
      comment:
        'It is started before there is anything else, also by the tests and measurements of the other packages. What of the product it knew would have to be there for each of them.',
      severity: 'error',
      from: { path: '^libs/embedded-postgres/src/', pathNot: TESTS },
      to: { pathNot: '^libs/embedded-postgres/src/', dependencyTypesNot: ['core'] },
    },
    {
      name: 'features-never-sideways',
      comment: 'Pages combine features. A feature that imports another can be neither moved nor removed alone.',
      severity: 'error',
      from: { path: '^apps/web/src/features/([^/]+)/' },
      to: { path: '^apps/web/src/features/', pathNot: '^apps/web/src/features/$1/' },
    },
    {
      name: 'parts-below-pages',
      comment: 'Components and libraries serve every feature; knowing one, or a page, would tie all the others to it.',
      severity: 'error',
      from: { path: '^apps/web/src/(components|lib|i18n)/' },
      to: { path: '^apps/web/src/(features|app)/' },
    },
    {
      name: 'no-testing-in-production',
      comment: 'Misbehaving fakes and conformance suites are not part of the build; an import would fail at start.',
      severity: 'error',
      from: { path: '^(apps/[^/]+|libs/[^/]+)/src/', pathNot: TESTS },
      to: { path: TESTS },
    },
    {
      name: 'no-circles',
      comment:
        'A circle loads in an order that no one chose. Two entities of one relation may name each other: they do so in functions that are called later.',
      severity: 'error',
      from: { pathNot: '\\.entity\\.ts$' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'resolvable',
      comment: 'An import that leads nowhere passes every rule above without being looked at.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '\\.(css|svg|png|woff2)$|^@fontsource|^virtual:' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|coverage|\\.next)/' },
    enhancedResolveOptions: {
      conditionNames: ['types', 'import', 'require', 'node', 'default'],
      exportsFields: ['exports'],
    },
  },
};
